//! A session bus and a keyring for the demo alone, where the desktop has none.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use super::stage::{Stage, also_end};
use crate::process::{Background, pause};

#[derive(Debug)]
pub(super) struct PrivateSession {
    // The keyring ends before its bus.
    _keyring: Background,
    _bus: Background,
    address: String,
    runtime: PathBuf,
}

impl PrivateSession {
    pub(super) fn start(stage: &Stage) -> anyhow::Result<Self> {
        let runtime = stage.folder("session")?;
        let socket = runtime.join("bus");
        let address = format!("unix:path={}", socket.display());
        let bus = Background::start(
            Command::new("dbus-daemon")
                .args(["--session", "--nofork", "--nopidfile", &format!("--address={address}")])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        )?;
        also_end(bus.id());
        for _ in 0..100 {
            if socket.exists() {
                break;
            }
            pause(20);
        }
        if !socket.exists() {
            bail!("the demo's session bus does not start");
        }
        let mut keyring = Command::new("gnome-keyring-daemon");
        keyring.args(["--foreground", "--unlock", "--components=secrets"]);
        keyring.env("DBUS_SESSION_BUS_ADDRESS", &address).env("XDG_RUNTIME_DIR", &runtime);
        keyring.env("XDG_DATA_HOME", stage.folder("session/data")?);
        let mut child = keyring
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start gnome-keyring-daemon")?;
        // The passphrase of a keyring that is gone in a few minutes.
        child.stdin.take().context("the keyring takes no passphrase")?.write_all(b"demo\n")?;
        let keyring = Background::from(child);
        also_end(keyring.id());
        let session = Self { _keyring: keyring, _bus: bus, address, runtime };
        session.wait_for_secrets()?;
        Ok(session)
    }

    /// Puts a program into the session.
    pub(super) fn apply(&self, command: &mut Command) {
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address).env("XDG_RUNTIME_DIR", &self.runtime);
    }

    fn wait_for_secrets(&self) -> anyhow::Result<()> {
        for _ in 0..100 {
            let mut ask = Command::new("dbus-send");
            ask.args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
                .args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]);
            self.apply(&mut ask);
            if crate::process::output(&mut ask).is_ok_and(|answer| answer.contains("boolean true")) {
                return Ok(());
            }
            pause(50);
        }
        bail!("the demo's keyring does not start")
    }
}
