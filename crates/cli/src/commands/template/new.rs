//! `waxseal template new`

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use waxseal_details::draft::draft;
use waxseal_details::lint::lint_source;
use waxseal_protocol::json::Json;

use super::files;
use crate::exit::Exit;
use crate::output;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  waxseal template new --from sample.json
  waxseal template new --from sample.json --schema schema.json --out booking.hbs
  waxseal template new --from properties.json --type urn:acme:booking --out booking.hbs --force")]
pub(crate) struct Arguments {
    /// A sample: one object of `authorization_details`.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The JSON Schema of the type. With it, less has to be guessed.
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
    /// The type, if it is not that of the sample.
    #[arg(long = "type", value_name = "TYPE")]
    detail_type: Option<String>,
    /// Where to write the template; else it is printed.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file.
    #[arg(long, requires = "out")]
    force: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    if let Some(path) = arguments.out.as_ref().filter(|path| path.exists() && !arguments.force) {
        bail!("{} exists\nhint: --force replaces it", path.display());
    }
    let schema = files::schema(arguments.schema.as_ref())?;
    let sample = files::entry(&arguments.from)?;
    let own = sample.get("type").and_then(Json::as_str).map(str::to_owned);
    let detail_type = arguments.detail_type.clone().or(own).filter(|name| !name.is_empty());
    let detail_type =
        detail_type.with_context(|| format!("{} has no type\nhint: name it with --type", arguments.from.display()))?;
    let draft = draft(&detail_type, &of_type(sample, &detail_type), schema.as_ref());
    let findings = lint_source(&draft.source, schema.as_ref()).context("the draft is not usable")?;
    match &arguments.out {
        Some(path) => {
            files::write(path, &draft.source, arguments.force)?;
            output::line(&format!("Wrote {}", path.display()));
        }
        None => output::line(draft.source.trim_end()),
    }
    for finding in &findings {
        output::note(&finding.to_string());
    }
    if !draft.notes.is_empty() {
        output::note("Before you use it:");
    }
    for note in &draft.notes {
        output::note(&format!("- {note}"));
    }
    Ok(Exit::Done)
}

/// The sample as an entry of the type.
fn of_type(sample: Json, detail_type: &str) -> Json {
    let Json::Object(members) = sample else { return sample };
    let others = members.into_iter().filter(|(key, _)| key != "type");
    Json::Object([("type".to_owned(), Json::String(detail_type.to_owned()))].into_iter().chain(others).collect())
}
