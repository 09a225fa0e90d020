//! `waxseal template preview`

use std::path::PathBuf;

use anyhow::anyhow;
use serde_json::json;
use waxseal_details::preview::{self, Previewed, adversarial};
use waxseal_details::{Display, Language, Registry, Template};
use waxseal_protocol::json::Json;
use waxseal_protocol::{Clock as _, SystemClock, Timestamp};

use super::files;
use crate::exit::Exit;
use crate::output;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  waxseal template preview booking.hbs sample.json
  waxseal template preview booking.hbs examples/*.json --language de --time-zone Europe/Berlin
  waxseal template preview booking.hbs sample.json --adversarial
  waxseal template preview booking.hbs sample.json --speech")]
pub(crate) struct Arguments {
    /// The template.
    #[arg(value_name = "TEMPLATE")]
    template: PathBuf,
    /// Samples, each one object of `authorization_details`.
    #[arg(value_name = "SAMPLE", required = true)]
    samples: Vec<PathBuf>,
    /// The language of the person: en, de, fr, es, ja, ar, or en-XA for words that are longer.
    #[arg(long, default_value = "en", value_parser = language, value_name = "TAG")]
    language: Language,
    /// The time zone of the person; else this computer's.
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// The time of the request, such as 2026-11-21T09:00:00Z; else now.
    #[arg(long, value_name = "TIME")]
    now: Option<Timestamp>,
    /// The JSON Schema of the type, which says what may be absent and what is free text.
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
    /// Also show each sample at its worst: long, right to left, without what is optional, and so on.
    #[arg(long)]
    adversarial: bool,
    /// Print the card as it is read aloud.
    #[arg(long, conflicts_with_all = ["blocks", "json"])]
    speech: bool,
    /// Print the blocks of the card, which a window is made of.
    #[arg(long, conflicts_with = "json")]
    blocks: bool,
    /// Print one JSON object per sample.
    #[arg(long)]
    json: bool,
}

fn language(tag: &str) -> Result<Language, String> {
    let tags: Vec<&str> = Language::ALL.into_iter().map(Language::tag).collect();
    Language::parse(tag).ok_or_else(|| format!("the languages are {}", tags.join(", ")))
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let template = files::template(&arguments.template)?;
    let schema = files::schema(arguments.schema.as_ref())?;
    let time_zone = match &arguments.time_zone {
        None => jiff::tz::TimeZone::system(),
        Some(name) => jiff::tz::TimeZone::get(name)
            .map_err(|_| anyhow!("there is no time zone {name:?}\nhint: give a name such as Europe/Berlin"))?,
    };
    let display = Display {
        language: arguments.language,
        time_zone,
        now: arguments.now.unwrap_or_else(|| SystemClock::new().now()),
    };
    let mut first = true;
    for path in &arguments.samples {
        let entry = files::entry(path)?;
        let sample = files::name(path);
        let mut shown = vec![(sample.clone(), entry.clone())];
        if arguments.adversarial {
            let mutated = adversarial(&entry, schema.as_ref());
            shown.extend(mutated.into_iter().map(|(name, entry)| (format!("{sample}, {name}"), entry)));
        }
        let several = arguments.adversarial || arguments.samples.len() > 1;
        for (name, entry) in shown {
            if several && !arguments.json && !arguments.blocks {
                output::line(&format!("{}== {name} ==", if first { "" } else { "\n" }));
                first = false;
            }
            show(arguments, &template, &display, &name, &entry);
        }
    }
    Ok(Exit::Done)
}

fn show(arguments: &Arguments, template: &Template, display: &Display, name: &str, entry: &Json) {
    let detail_type = entry.get("type").and_then(Json::as_str).unwrap_or_default();
    let Previewed { card, why_not } = match preview::card(entry, &Registry::of_template(template, detail_type), display)
    {
        Ok(previewed) => previewed,
        Err(error) if arguments.json => return output::json(&json!({"name": name, "error": error.to_string()})),
        Err(error) => return output::line(&format!("No server accepts such a request: {error}")),
    };
    let Some(view) = card.entries.first() else { return };
    let other: Vec<&String> = view.other.iter().flat_map(|row| &row.paths).collect();
    if arguments.json {
        let used = why_not.is_none();
        output::json(&json!({"name": name, "used": used, "why_not": why_not, "other": other, "card": card}));
        return;
    }
    if arguments.blocks {
        match serde_json::to_string_pretty(&card) {
            Ok(text) => output::line(&text),
            Err(error) => output::error(&format!("cannot print the blocks: {error}")),
        }
    } else {
        output::line(if arguments.speech { card.to_speech() } else { card.to_text() }.trim_end());
    }
    let verdict = match why_not {
        Some(reason) => format!("The template was not used: {reason}"),
        None if other.is_empty() => "The template was used, and shows every value.".to_owned(),
        None => {
            let places: Vec<&str> = other.iter().map(|place| place.as_str()).collect();
            format!("The template was used. Under Other details: {}", places.join(", "))
        }
    };
    // Whoever asks for blocks reads them with a program.
    if arguments.blocks { output::note(&verdict) } else { output::line(&format!("\n{verdict}")) }
}
