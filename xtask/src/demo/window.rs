//! The demo in the desktop app.

use std::io::IsTerminal as _;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use super::agents::{Agent, Outcome};
use super::introduce;
use super::private_session::PrivateSession;
use super::stage::{Stage, also_end};
use crate::process::{Background, binary};
use crate::report;

/// Opens the app and lets the agents ask one after the other.
pub(super) fn play(stage: &Stage, agents: &[Agent]) -> anyhow::Result<Vec<Outcome>> {
    let session = session(stage)?;
    let prepare = |command: &mut Command| {
        if let Some(session) = &session {
            session.apply(command);
        }
    };
    let log = std::fs::File::create(stage.folder("app")?.join("app.log")).context("cannot write the log")?;
    let mut app = Command::new(binary("waxseal-desktop"));
    app.env("WAXSEAL_STATE", stage.device_folder()).env("WAXSEAL_AUTHORITY", stage.authority());
    // The app's own folders go away with the demo, and a Waxseal in daily use is left alone.
    app.env("XDG_DATA_HOME", stage.folder("app/data")?).env("XDG_CACHE_HOME", stage.folder("app/cache")?);
    app.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    prepare(&mut app);
    report::step("Opening the app: answer each request in its window");
    let mut app = Background::start(&mut app)?;
    also_end(app.id());

    let mut outcomes = Vec::with_capacity(agents.len());
    for (position, agent) in agents.iter().enumerate() {
        if !app.is_running() {
            let log = std::fs::read_to_string(stage.folder("app")?.join("app.log")).unwrap_or_default();
            bail!("the app was closed before every agent was answered\n{log}");
        }
        introduce(position, agents.len(), agent);
        outcomes.push(agent.ask(stage, None)?);
    }
    if std::io::stdin().is_terminal() {
        report::step("Every agent was answered. Look around in the app; Enter ends the demo");
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).context("cannot read the terminal")?;
    }
    report::step("Ending the app and the server");
    Ok(outcomes)
}

/// Enrols with the key in this desktop's keyring, or in one that the demo starts for itself.
fn session(stage: &Stage) -> anyhow::Result<Option<PrivateSession>> {
    let has_bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some() || cfg!(not(target_os = "linux"));
    if has_bus {
        match stage.enroll(|_| {}) {
            Ok(()) => return Ok(None),
            Err(error) if !error.to_string().contains("keyring") => return Err(error),
            Err(_) => report::line("This desktop has no keyring that is unlocked."),
        }
    } else {
        report::line("There is no desktop session here.");
    }
    report::line("The demo starts a keyring of its own, which ends with it.");
    let session = PrivateSession::start(stage)?;
    stage.enroll(|command| session.apply(command))?;
    Ok(Some(session))
}
