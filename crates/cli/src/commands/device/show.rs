//! `waxseal device show`

use waxseal_device::ItemState;
use waxseal_device::script::RequestLine;

use super::answered::{REFUSE_IT, unverifiable};
use super::connected::{connected, find};
use super::settings::DeviceArguments;
use crate::exit::Exit;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    device: DeviceArguments,
    /// The request, or the beginning of its id.
    #[arg(value_name = "ID")]
    id: String,
    /// The account that is asked, where several of this device are asked under one id.
    #[arg(long, value_name = "ACCOUNT")]
    account: Option<String>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let Some(device) = connected(&arguments.device).await? else { return Ok(Exit::NotConnected) };
    let found = find(&device, &arguments.id, arguments.account.as_deref())?;
    device.stop();
    let Some(item) = found else { return Ok(super::answered::not_there(&device, &arguments.id)) };
    let request = RequestLine::new(&item, device.facts(&item.id()).as_ref());
    if arguments.json {
        output::json(&request);
        return Ok(Exit::Done);
    }
    if let ItemState::Unverifiable { reason } = &item.state {
        output::line(&format!("{}\n{REFUSE_IT}", unverifiable(reason)));
    } else if let Some(reason) = &request.state_reason {
        output::line(reason);
    }
    if let Some(text) = &request.text {
        output::line(text.trim_end());
    }
    let seconds = item.expires_in_ms.max(0) / 1000;
    output::line(&format!("\n{} · {} · expires in {seconds} s", item.host, item.user_id));
    if let Some(digest) = &item.consent_sha256 {
        output::line(&format!("digest {digest}"));
    }
    Ok(Exit::Done)
}
