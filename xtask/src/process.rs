//! Running other programs.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, bail};

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// Where cargo puts debug binaries.
pub(crate) fn binary(name: &str) -> PathBuf {
    built("debug", name)
}

/// Where cargo puts optimised binaries.
pub(crate) fn release_binary(name: &str) -> PathBuf {
    built("release", name)
}

fn built(profile: &str, name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The cargo that runs us.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// npm in the interface's folder. On Windows it is a script.
pub(crate) fn npm() -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(root().join("ui"));
    command
}

/// Runs to the end; output goes where ours goes.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let shown = shown(command);
    let status = command.status().with_context(|| format!("cannot run {shown}"))?;
    if !status.success() {
        bail!("{shown} failed ({status})");
    }
    Ok(())
}

/// Whether a program is there.
pub(crate) fn exists(program: &str, argument: &str) -> bool {
    let quiet =
        Command::new(program).arg(argument).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    quiet.is_ok()
}

/// What a program prints.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let shown = shown(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot run {shown}"))?;
    if !output.status.success() {
        bail!("{shown} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("{shown} does not print text"))
}

/// A command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// A program that is ended when dropped: politely first, then for good.
#[derive(Debug)]
pub(crate) struct Background(Child);

impl Background {
    pub(crate) fn start(command: &mut Command) -> anyhow::Result<Self> {
        let shown = shown(command);
        command.spawn().map(Self).with_context(|| format!("cannot start {shown}"))
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Whether it still runs.
    pub(crate) fn is_running(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }
}

impl From<Child> for Background {
    fn from(child: Child) -> Self {
        Self(child)
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        terminate(self.0.id());
        for _ in 0..60 {
            if !self.is_running() {
                return;
            }
            pause(50);
        }
        // It may have ended in this instant; then there is nothing left to do.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Asks a program to end.
pub(crate) fn terminate(id: u32) {
    #[cfg(unix)]
    Command::new("kill").arg(id.to_string()).stderr(Stdio::null()).status().ok();
    #[cfg(windows)]
    Command::new("taskkill").args(["/PID", &id.to_string()]).stdout(Stdio::null()).status().ok();
}

/// Waits a little for another program.
#[expect(clippy::disallowed_methods, reason = "another program's state has no signal to wait for")]
pub(crate) fn pause(millis: u64) {
    std::thread::sleep(std::time::Duration::from_millis(millis));
}
