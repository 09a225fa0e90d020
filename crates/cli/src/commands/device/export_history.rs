//! `waxseal device export-history`

use std::path::PathBuf;

use clap::ValueEnum;
use waxseal_device::ExportFormat;

use super::settings::DeviceArguments;
use crate::exit::Exit;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    device: DeviceArguments,
    /// The folder to write a new file into.
    #[arg(long, default_value = ".")]
    to: PathBuf,
    /// Signed lines, or a table for spreadsheets.
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Jsonl,
    Csv,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let device = arguments.device.start()?;
    device.stop();
    let format = match arguments.format {
        Format::Jsonl => ExportFormat::Jsonl,
        Format::Csv => ExportFormat::Csv,
    };
    let exported = device.export_history(&arguments.to, format).await?;
    if arguments.json {
        output::json(&exported);
    } else {
        output::line(&format!("{} records in {}", exported.records, exported.path));
        if let Some(fault) = exported.fault {
            output::note(&format!("The history is not whole. {}", fault.sentence()));
        }
    }
    Ok(Exit::Done)
}
