//! `waxseal device decide`

use clap::ValueEnum;
use serde_json::json;
use waxseal_device::ItemState;
use waxseal_device::decision::DenyReason;
use waxseal_protocol::device::DecisionOutcome;

use super::answered::{exit_of, not_there};
use super::connected::{connected, find};
use super::settings::DeviceArguments;
use crate::exit::Exit;
use crate::output;

#[derive(Debug, clap::Args)]
#[group(id = "answer", required = true, multiple = false, args = ["approve", "deny", "report"])]
pub(crate) struct Arguments {
    #[command(flatten)]
    device: DeviceArguments,
    /// The request, or the beginning of its id.
    #[arg(value_name = "ID")]
    id: String,
    /// The account that is asked, where several of this device are asked under one id.
    #[arg(long, value_name = "ACCOUNT")]
    account: Option<String>,
    /// Approve it.
    #[arg(long)]
    approve: bool,
    /// Deny it.
    #[arg(long)]
    deny: bool,
    /// Report it as one that should never have been asked.
    #[arg(long)]
    report: bool,
    /// Why it is denied.
    #[arg(long, value_enum, requires = "deny", value_name = "CODE")]
    reason: Option<Reason>,
    /// The code that the request takes, from where it was started. Keys of the test class need none.
    #[arg(long, requires = "approve", value_name = "CODE")]
    code: Option<String>,
    /// Answer only if the request still has this digest, as `show` and `pending --json` print it.
    #[arg(long, value_name = "DIGEST", allow_hyphen_values = true)]
    sha256: Option<String>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Reason {
    /// The details are wrong.
    WrongDetails,
    /// It is right, but not now.
    NotNow,
    /// The person did not start it.
    NotMe,
    /// Something else.
    Other,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let Some(device) = connected(&arguments.device).await? else { return Ok(Exit::NotConnected) };
    let Some(item) = find(&device, &arguments.id, arguments.account.as_deref())? else {
        return Ok(not_there(&device, &arguments.id));
    };
    let (outcome, word) = match (arguments.approve, arguments.report) {
        (true, _) => (DecisionOutcome::Approved, "approved"),
        (_, true) => (DecisionOutcome::Reported, "reported"),
        _ => (DecisionOutcome::Denied, "denied"),
    };
    let reason = arguments.reason.map(|reason| match reason {
        Reason::WrongDetails => DenyReason::WrongDetails,
        Reason::NotNow => DenyReason::NotNow,
        Reason::NotMe => DenyReason::NotMe,
        Reason::Other => DenyReason::Other,
    });
    let sha256 = arguments.sha256.or_else(|| item.consent_sha256.clone());
    let code = arguments.code.as_deref();
    let decided = device.decide_as_shown(&item.id(), sha256.as_deref(), outcome, reason, code).await;
    let now = device.snapshot().items.into_iter().find(|now| now.id() == item.id());
    let awaiting = now.filter(|now| now.state == ItemState::Awaiting).and_then(|now| now.four_eyes);
    device.stop();
    match decided {
        Ok(()) => {
            if arguments.json {
                output::json(&json!({"consent_id": item.consent_id, "outcome": word, "awaiting": awaiting}));
            } else {
                let headline = item.card.map_or_else(|| item.consent_id.to_string(), |card| card.headline);
                output::line(&format!("{word}: {headline}"));
                if let Some(four_eyes) = awaiting {
                    output::note(&four_eyes.to_text());
                }
            }
            Ok(Exit::Done)
        }
        Err(error) => {
            if arguments.json {
                output::json(
                    &json!({"consent_id": item.consent_id, "error": {"code": error.code, "message": error.message}}),
                );
            } else {
                output::error(&error.message);
            }
            Ok(exit_of(&error))
        }
    }
}
