//! The stage: a folder that goes away, a server over it, and an enrolled device.

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, bail};
use tempfile::TempDir;

use crate::process::{self, Background, binary, pause, root};
use crate::report;

/// The port in `examples/demo/waxseal.toml`.
const PORT: u16 = 8443;

/// Programs to end and the folder to remove when the demo is interrupted.
static CLEAN_UP: Mutex<(Vec<u32>, Option<PathBuf>)> = Mutex::new((Vec::new(), None));

#[derive(Debug)]
pub(super) struct Stage {
    // Fields are dropped in this order: the server ends before its folder goes.
    _server: Background,
    issuer: String,
    folder: TempDir,
}

impl Stage {
    /// The person of the demo.
    pub(super) const USER: &'static str = "auth0|hanna";

    pub(super) fn open() -> anyhow::Result<Self> {
        report::step("Starting the server (SQLite, loopback, its own TLS authority)");
        let folder = tempfile::Builder::new().prefix("waxseal-demo-").tempdir().context("cannot make a folder")?;
        when_interrupted(folder.path().to_owned())?;
        let port = free_port()?;
        let config = std::fs::read_to_string(root().join("examples/demo/waxseal.toml"))
            .context("the demo's configuration is missing")?
            .replace(&PORT.to_string(), &port.to_string());
        std::fs::write(folder.path().join("waxseal.toml"), config).context("cannot write the configuration")?;
        let log = std::fs::File::create(folder.path().join("server.log")).context("cannot write the log")?;
        let mut server = Background::start(
            Command::new(binary("waxseal"))
                .args(["serve", "--config"])
                .arg(folder.path().join("waxseal.toml"))
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(log),
        )?;
        also_end(server.id());
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                break;
            }
            if !server.is_running() {
                let log = std::fs::read_to_string(folder.path().join("server.log")).unwrap_or_default();
                bail!("the server does not start:\n{log}");
            }
            pause(50);
        }
        let issuer = format!("https://localhost:{port}/");
        report::line(&format!("It serves {issuer}"));
        Ok(Self { _server: server, issuer, folder })
    }

    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The certificate of the server's authority.
    pub(super) fn authority(&self) -> PathBuf {
        self.folder.path().join("data/ca.pem")
    }

    /// The device's folder.
    pub(super) fn device_folder(&self) -> PathBuf {
        self.folder.path().join("device")
    }

    /// A folder for something else.
    pub(super) fn folder(&self, name: &str) -> anyhow::Result<PathBuf> {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(path)
    }

    /// A `waxseal device` command for this stage's device.
    pub(super) fn device_command(&self, verb: &str) -> Command {
        let mut command = Command::new(binary("waxseal"));
        command
            .args(["device", verb])
            .env("WAXSEAL_STATE", self.device_folder())
            .env("WAXSEAL_AUTHORITY", self.authority());
        command
    }

    /// Enrols this machine's device through the real enrolment API. `prepare` chooses where the key
    /// is kept.
    pub(super) fn enroll(&self, prepare: impl Fn(&mut Command)) -> anyhow::Result<()> {
        report::step("Enrolling this machine's device");
        let mut ticket = Command::new(binary("waxseal"));
        ticket.args(["ticket", "--user", Self::USER, "--config"]).arg(self.folder.path().join("waxseal.toml"));
        let link = process::output(&mut ticket)?;
        let mut enroll = self.device_command("enroll");
        enroll.args([link.trim(), "--name", "Demo device"]);
        prepare(&mut enroll);
        let said = process::output(&mut enroll)?;
        report::line(said.trim());
        Ok(())
    }
}

/// Ends a program too when the demo is interrupted.
pub(super) fn also_end(id: u32) {
    CLEAN_UP.lock().unwrap_or_else(PoisonError::into_inner).0.push(id);
}

fn when_interrupted(folder: PathBuf) -> anyhow::Result<()> {
    CLEAN_UP.lock().unwrap_or_else(PoisonError::into_inner).1 = Some(folder);
    ctrlc::set_handler(|| {
        let (ids, folder) = std::mem::take(&mut *CLEAN_UP.lock().unwrap_or_else(PoisonError::into_inner));
        ids.into_iter().rev().for_each(process::terminate);
        pause(300);
        if let Some(folder) = folder {
            // Whatever is left is in the system's folder for temporary files.
            std::fs::remove_dir_all(folder).ok();
        }
        std::process::exit(130);
    })
    .context("cannot listen for Ctrl-C")
}

/// The usual port, or any other if somebody has it.
fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", PORT)).or_else(|_| TcpListener::bind(("127.0.0.1", 0)));
    Ok(listener.and_then(|listener| listener.local_addr()).context("there is no free port")?.port())
}
