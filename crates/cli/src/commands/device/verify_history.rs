//! `waxseal device verify-history`

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use serde_json::json;
use waxseal_device::verify_export;

use crate::exit::Exit;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The exported history: signed lines.
    file: PathBuf,
    /// The fingerprint of the key that has to have signed it, as the app shows it under Diagnostics.
    #[arg(long, allow_hyphen_values = true)]
    key: Option<String>,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let name = arguments.file.display();
    let file = std::fs::read(&arguments.file).with_context(|| format!("cannot read {name}"))?;
    let verified = match verify_export(&file) {
        Ok(verified) => verified,
        Err(reason) => bail!("{name} is not what was exported: {reason}"),
    };
    if let Some(key) = arguments.key.as_ref().filter(|key| **key != verified.key_thumbprint) {
        bail!("{name} is signed by the key {}, not by {key}", verified.key_thumbprint);
    }
    if arguments.json {
        output::json(&json!({
            "records": verified.records,
            "exported_at": verified.exported_at,
            "key_thumbprint": verified.key_thumbprint,
        }));
    } else {
        output::line(&format!("{} records, exported {:.0}, unchanged", verified.records, verified.exported_at));
        output::line(&format!("signed by the key {}", verified.key_thumbprint));
        if arguments.key.is_none() {
            output::note("Compare the key with the one that the app shows under Diagnostics, or give it with --key.");
        }
    }
    Ok(Exit::Done)
}
