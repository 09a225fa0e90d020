//! The demo in the terminal: the headless device shows each card as text.

use std::process::{Command, Stdio};

use anyhow::bail;

use super::agents::{Agent, Outcome};
use super::stage::{Stage, also_end};
use super::{expiry, introduce};
use crate::process::Background;
use crate::report;

/// The demo's key is in a file that goes away with its folder, so the passphrase guards nothing.
const PASSPHRASE: &str = "the demo's own";

/// Lets the agents ask one after the other. `script` answers in turn; empty, a person is asked.
pub(super) fn play(stage: &Stage, agents: &[Agent], script: &[&str]) -> anyhow::Result<Vec<Outcome>> {
    let with_key_file = |command: &mut Command| {
        command.arg("--key-file").env("WAXSEAL_KEY_PASSPHRASE", PASSPHRASE);
    };
    stage.enroll(with_key_file)?;
    let mut run = stage.device_command("run");
    // The agents speak in the same terminal.
    run.arg("--plain");
    with_key_file(&mut run);
    if !script.is_empty() {
        run.args(["--answer", &script.join(",")]).stdin(Stdio::null());
    }
    let mut device = Background::start(&mut run)?;
    also_end(device.id());
    let mut outcomes = Vec::with_capacity(agents.len());
    for (position, agent) in agents.iter().enumerate() {
        if !device.is_running() {
            bail!("the device ended before every agent was answered");
        }
        introduce(position, agents.len(), agent);
        outcomes.push(agent.ask(stage, expiry(script, position))?);
    }
    report::step("Ending the device and the server");
    Ok(outcomes)
}
