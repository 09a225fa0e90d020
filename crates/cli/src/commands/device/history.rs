//! `waxseal device history`

use waxseal_protocol::device::UserVerification;

use super::settings::DeviceArguments;
use crate::exit::Exit;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    device: DeviceArguments,
    /// Print one JSON object per request.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let device = arguments.device.start()?;
    device.stop();
    let records = device.history();
    if records.is_empty() && !arguments.json {
        output::note("Nothing was asked yet.");
    }
    for record in records {
        if arguments.json {
            output::json(&record);
            continue;
        }
        let outcome = format!("{:?}", record.outcome);
        let headline = record.card.map_or_else(|| "(not shown)".to_owned(), |card| card.headline);
        let by = match (record.person, record.by) {
            (Some(person), _) => format!(" by {person}"),
            (None, Some(device)) => format!(" on {device}"),
            (None, None) => String::new(),
        };
        output::line(&format!("{:.0}  {outcome:<10} {headline}{by}", record.at));
        if let Some(four_eyes) = record.four_eyes {
            output::line(&format!("  {}", four_eyes.approvals_text()));
        }
        if record.uv == Some(UserVerification::Os) {
            output::line("  Confirmed by the system's password.");
        }
    }
    Ok(Exit::Done)
}
