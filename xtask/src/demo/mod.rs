//! `cargo xtask demo`: a server, a device, six agents; each asks, a person answers, and what the
//! agent got is printed.

mod agents;
mod private_session;
mod stage;
mod terminal;
mod window;

use std::io::IsTerminal as _;

use anyhow::bail;
use clap::ValueEnum;

use crate::process::{self, binary, cargo, npm};
use crate::report;
use crate::setup::{self, Needs};
use agents::{Agent, Outcome};
use stage::Stage;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Use the terminal instead of a window.
    #[arg(long)]
    terminal: bool,
    /// Answer everything like this instead of asking. Uses the terminal.
    #[arg(long, value_enum)]
    answer: Option<Answer>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Answer {
    Approve,
    Deny,
}

/// Who answers, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// A person, in the desktop app.
    Window,
    /// A person, in the terminal.
    Ask,
    /// Always the same answer.
    Always(Answer),
    /// Nobody is there: the demo's own script.
    Script,
}

/// What the demo's own script answers: some approved, one denied, one left to expire.
const SCRIPT: [&str; 6] = ["approve", "approve", "deny", "approve", "ignore", "approve"];
/// How long a request lives that is left to expire.
const SHORT_EXPIRY: u64 = 6;

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mode = mode(arguments);
    setup::run(if mode == Mode::Window { Needs::Window } else { Needs::Terminal })?;
    build(mode)?;
    let agents = agents::load()?;
    let stage = Stage::open()?;
    let outcomes = match mode {
        Mode::Window => window::play(&stage, &agents)?,
        Mode::Ask => terminal::play(&stage, &agents, &[])?,
        Mode::Always(Answer::Approve) => terminal::play(&stage, &agents, &["approve"])?,
        Mode::Always(Answer::Deny) => terminal::play(&stage, &agents, &["deny"])?,
        Mode::Script => terminal::play(&stage, &agents, &SCRIPT)?,
    };
    drop(stage);
    judge(mode, &outcomes)
}

fn mode(arguments: &Arguments) -> Mode {
    if let Some(answer) = arguments.answer {
        return Mode::Always(answer);
    }
    let display = cfg!(not(target_os = "linux"))
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    if display && !arguments.terminal {
        return Mode::Window;
    }
    if !arguments.terminal {
        report::line("There is no display, so the demo uses the terminal.");
    }
    if std::io::stdin().is_terminal() {
        return Mode::Ask;
    }
    report::line(
        "Nobody is at a terminal, so the demo answers by its own script: four approved, one denied, one left to expire.",
    );
    Mode::Script
}

fn build(mode: Mode) -> anyhow::Result<()> {
    report::step("Building the server, the headless device and the agent (the first time takes some minutes)");
    process::run(cargo().args(["build", "--package", "waxseal-cli"]))?;
    if mode == Mode::Window {
        report::step("Building the interface");
        process::run(npm().args(["run", "--silent", "build", "--", "--logLevel", "warn"]))?;
        report::step("Building the desktop app (the first time takes some minutes)");
        process::run(cargo().args(["build", "--package", "waxseal-desktop", "--features", "custom-protocol"]))?;
    }
    for name in ["waxseal"].into_iter().chain((mode == Mode::Window).then_some("waxseal-desktop")) {
        if !binary(name).exists() {
            bail!("{} was not built", binary(name).display());
        }
    }
    Ok(())
}

/// The demo is a success only if every agent got what the answers imply.
fn judge(mode: Mode, outcomes: &[Outcome]) -> anyhow::Result<()> {
    let count = |wanted: Outcome| outcomes.iter().filter(|outcome| **outcome == wanted).count();
    let (approved, denied, expired) = (count(Outcome::Approved), count(Outcome::Denied), count(Outcome::Expired));
    report::line(&format!("\n{approved} approved, {denied} denied, {expired} expired of {} requests.", outcomes.len()));
    let all = outcomes.len();
    let good = match mode {
        Mode::Always(Answer::Approve) => approved == all,
        Mode::Always(Answer::Deny) => denied == all,
        Mode::Script => (approved, denied, expired) == (4, 1, 1),
        Mode::Window | Mode::Ask => approved + denied + expired == all,
    };
    if good && all > 0 { Ok(()) } else { bail!("not every agent got what its answer implies") }
}

/// How long the request of the agent at a position lives, if not as usual.
fn expiry(script: &[&str], position: usize) -> Option<u64> {
    let answer = position.checked_rem(script.len()).and_then(|index| script.get(index));
    (answer == Some(&"ignore")).then_some(SHORT_EXPIRY)
}

/// Announces an agent.
fn introduce(position: usize, all: usize, agent: &Agent) {
    let Agent { client_id, title, binding_message, .. } = agent;
    report::step(&format!("{} of {all}: {client_id} asks for {title}. Its code: {binding_message}", position + 1));
}
