//! The sample agents: what they ask for, and what they got.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::stage::Stage;
use crate::process::{binary, root};
use crate::report;

/// One agent and its request, from `examples/demo/agents/`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Agent {
    pub(super) title: String,
    pub(super) client_id: String,
    audience: String,
    scope: String,
    pub(super) binding_message: String,
    /// As it is written, so that members keep their order and numbers their digits.
    authorization_details: Box<RawValue>,
}

/// What an agent got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Approved,
    Denied,
    Expired,
    Failed,
}

/// Reads the agents in the order of their file names.
pub(super) fn load() -> anyhow::Result<Vec<Agent>> {
    let folder = root().join("examples/demo/agents");
    let entries = std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths: Vec<_> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    let parse =
        |path: &PathBuf| -> anyhow::Result<Agent> { Ok(serde_json::from_str(&std::fs::read_to_string(path)?)?) };
    paths.iter().map(|path| parse(path).with_context(|| path.display().to_string())).collect()
}

impl Agent {
    /// Asks, waits and prints what came of it.
    pub(super) fn ask(&self, stage: &Stage, expiry: Option<u64>) -> anyhow::Result<Outcome> {
        let asked: Value = serde_json::from_str(self.authorization_details.get())?;
        let mut command = Command::new(binary("waxseal"));
        command
            .args(["agent", "ask", "--json", "--user", Stage::USER])
            .args(["--issuer", stage.issuer(), "--client-id", &self.client_id])
            .args(["--audience", &self.audience, "--scope", &self.scope])
            .args(["--binding-message", &self.binding_message, "--details", self.authorization_details.get()])
            .env("WAXSEAL_CLIENT_SECRET", format!("demo-secret-of-the-{}", self.client_id))
            .env("WAXSEAL_AUTHORITY", stage.authority())
            .stdin(Stdio::null());
        if let Some(seconds) = expiry {
            command.args(["--expiry", &seconds.to_string()]);
        }
        let output = command.output().context("the agent does not start")?;
        let printed: Value = serde_json::from_slice(&output.stdout)
            .with_context(|| format!("the agent printed: {}", String::from_utf8_lossy(&output.stderr)))?;
        match printed.get("outcome").and_then(Value::as_str) {
            Some("approved") => {
                let claims = printed.get("claims").context("the token has no claims")?;
                if claims.get("authorization_details") != Some(&asked) {
                    bail!("the token's authorization_details are not those that were asked for: {claims:#}");
                }
                report::line(&format!("{} got a token with these claims:\n{claims:#}", self.client_id));
                Ok(Outcome::Approved)
            }
            Some(outcome) => {
                let error = printed.get("error").and_then(Value::as_str).unwrap_or_default();
                report::line(&format!("{} got no token: {error}", self.client_id));
                Ok(match outcome {
                    "denied" => Outcome::Denied,
                    "expired" => Outcome::Expired,
                    _ => Outcome::Failed,
                })
            }
            None => bail!("the agent printed {printed}"),
        }
    }
}
