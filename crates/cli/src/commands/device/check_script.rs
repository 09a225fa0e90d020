//! `waxseal device check-script`

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use waxseal_device::script::Script;

use crate::exit::Exit;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The script: rules in YAML.
    #[arg(value_name = "FILE")]
    script: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let script = read(&arguments.script)?;
    output::line(&format!("{} is good: {} rules", arguments.script.display(), script.len()));
    Ok(Exit::Done)
}

/// Reads a script; an error names file and line.
pub(super) fn read(path: &Path) -> anyhow::Result<Script> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Script::parse(&text).map_err(|error| {
        let place = if error.line == 0 { String::new() } else { format!(":{}", error.line) };
        let hint = error.hint.map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
        anyhow!("{}{place}: {}{hint}", path.display(), error.message)
    })
}
