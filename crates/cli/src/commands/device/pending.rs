//! `waxseal device pending`

use std::time::Duration;

use tokio::time::timeout;
use waxseal_device::script::RequestLine;
use waxseal_device::{ItemState, ItemView};

use super::connected::{connected, open_items, until};
use super::settings::DeviceArguments;
use crate::exit::Exit;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    device: DeviceArguments,
    /// Wait until there is a request.
    #[arg(long)]
    wait: bool,
    /// Wait no longer than this; then the exit code is 124.
    #[arg(long, value_name = "SECONDS", requires = "wait")]
    timeout: Option<u64>,
    /// Print one JSON object for each request.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let Some(device) = connected(&arguments.device).await? else { return Ok(Exit::NotConnected) };
    if arguments.wait {
        let readable = |item: &ItemView| item.state != ItemState::Checking;
        let some = until(&device, |device| open_items(device).iter().any(readable));
        let longest = arguments.timeout.map_or(Duration::MAX, Duration::from_secs);
        if timeout(longest, some).await.is_err() {
            output::error("nothing was asked in time");
            return Ok(Exit::TimedOut);
        }
    }
    let items = open_items(&device);
    let several = device.snapshot().accounts.len() > 1;
    for item in &items {
        if arguments.json {
            output::json(&RequestLine::new(item, device.facts(&item.id()).as_ref()));
        } else {
            output::line(&line(item, several));
        }
    }
    if items.is_empty() && !arguments.json {
        output::note("Nothing waits for an answer.");
    }
    device.stop();
    Ok(Exit::Done)
}

/// A request in a line; with several accounts also whose it is.
fn line(item: &ItemView, several: bool) -> String {
    let seconds = item.expires_in_ms.max(0) / 1000;
    let what = match (&item.card, &item.state) {
        (Some(card), _) => card.to_line(),
        (None, ItemState::Unverifiable { .. }) => "(cannot be verified)".to_owned(),
        (None, _) => "(not fetched yet)".to_owned(),
    };
    let approvals = item.four_eyes.as_ref().map(|four_eyes| {
        let awaits = if item.state == ItemState::Awaiting { ", waits for somebody else" } else { "" };
        format!("  ({} of {} approvals{awaits})", four_eyes.given.len(), four_eyes.needed)
    });
    let whose = if several { format!("  {} · {}", item.user_id, item.host) } else { String::new() };
    format!("{}  {seconds:>5} s  {what}{}{whose}", item.consent_id, approvals.unwrap_or_default())
}
