//! `waxseal device history`

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
        let by = record.by.map(|by| format!(" on {by}")).unwrap_or_default();
        output::line(&format!("{:.0}  {outcome:<10} {headline}{by}", record.at));
    }
    Ok(Exit::Done)
}
