//! `waxseal device run`

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;
use clap::ValueEnum;
use waxseal_device::Device;
use waxseal_device::clock::{Clock, SystemClock};
use waxseal_device::script::{EndReason, Event, EventLine, Limits, Played, Player, Reply, SCHEMA_VERSION, Script};
use waxseal_protocol::device::DecisionOutcome;

use super::answered::exit_of_run;
use super::settings::DeviceArguments;
use super::telling::Telling;
use super::{check_script, prompt, screen};
use crate::exit::Exit;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    device: DeviceArguments,
    /// Answer by the rules in this file, YAML. Takes a device with a key of the test class.
    #[arg(long, value_name = "FILE", conflicts_with = "answer")]
    script: Option<PathBuf>,
    /// Answer every request like this instead of asking. Several answers, separated by commas, are
    /// given in turn.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "ANSWER")]
    answer: Vec<Scripted>,
    /// Check the script and end.
    #[arg(long, requires = "script")]
    check: bool,
    /// End after this many requests are over.
    #[arg(long, value_name = "N")]
    count: Option<usize>,
    /// End after one request is over, with an exit code by its outcome.
    #[arg(long, conflicts_with = "count")]
    once: bool,
    /// End after so many seconds, with the exit code 124.
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<u64>,
    /// Ask line by line instead of in a full screen.
    #[arg(long, conflicts_with = "json")]
    plain: bool,
    /// Print one JSON object per event.
    #[arg(long)]
    json: bool,
}

/// An answer given without a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Scripted {
    Approve,
    Deny,
    Report,
    /// Let it expire.
    Ignore,
}

impl From<Scripted> for Reply {
    fn from(scripted: Scripted) -> Self {
        match scripted {
            Scripted::Approve => Self::Answer(DecisionOutcome::Approved, None),
            Scripted::Deny => Self::Answer(DecisionOutcome::Denied, None),
            Scripted::Report => Self::Answer(DecisionOutcome::Reported, None),
            Scripted::Ignore => Self::Ignore,
        }
    }
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let script = match &arguments.script {
        Some(path) => Some(check_script::read(path)?),
        None if arguments.answer.is_empty() => None,
        None => Some(Script::InTurn(arguments.answer.iter().map(|answer| Reply::from(*answer)).collect())),
    };
    if arguments.check {
        output::line(&format!("The script is good: {} rules", script.as_ref().map_or(0, Script::len)));
        return Ok(Exit::Done);
    }
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let device = arguments.device.start_with(script.as_ref().and_then(Script::clock_skew), Arc::clone(&clock))?;
    let accounts = device.snapshot().accounts;
    if accounts.is_empty() {
        bail!("this device is not enrolled\nhint: waxseal device enroll LINK");
    }
    if arguments.script.is_some() && !accounts.iter().all(|account| device.has_test_key(&account.id)) {
        bail!(
            "a script answers with keys of the test class alone, and this device has another\n\
             hint: waxseal device enroll --test-key --state ANOTHER_FOLDER LINK"
        );
    }
    let limits = Limits {
        count: if arguments.once { Some(1) } else { arguments.count },
        timeout: arguments.timeout.map(Duration::from_secs),
    };
    let mut telling = Telling::new(arguments.json);
    let played = match &script {
        Some(script) => unattended(&device, script, limits, &mut telling).await,
        None if !arguments.json && !arguments.plain && is_terminal() => {
            screen::run(&device, limits, &mut telling).await?
        }
        None => prompt::run(&device, limits, &mut telling).await,
    };
    device.stop();
    let exit = exit_of_run(played, arguments.once);
    let event = Event::Ended { reason: played.reason, exit_code: exit.code(), closed: played.closed };
    telling.tell(&EventLine { version: SCHEMA_VERSION, at: clock.now(), event });
    Ok(exit)
}

/// Whether a person sits at both ends.
fn is_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// Runs without a person, until a limit or Ctrl-C.
async fn unattended(device: &Device, script: &Script, limits: Limits, telling: &mut Telling) -> Played {
    let reason = {
        let playing = Player::new(device, Some(script)).play(limits, |line| telling.tell(&line));
        tokio::select! {
            played = playing => played.reason,
            _ = tokio::signal::ctrl_c() => EndReason::Interrupted,
        }
    };
    telling.played(reason)
}
