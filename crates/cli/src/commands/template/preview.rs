//! `waxseal template preview`

use std::path::PathBuf;
use std::time::Duration;

use anyhow::anyhow;
use serde_json::json;
use waxseal_details::preview::adversarial;
use waxseal_details::{Card, Display, EntryView, Known, KnownClient, Language, Registry, Template};
use waxseal_protocol::device::{Consent, ConsentClient, RequestedDetails};
use waxseal_protocol::ids::ConsentId;
use waxseal_protocol::json::Json;
use waxseal_protocol::rar::AuthorizationDetails;
use waxseal_protocol::{Clock as _, SystemClock};

use super::files;
use crate::exit::Exit;
use crate::output;

/// How long a client has been known that raises no notice.
const KNOWN_FOR: Duration = Duration::from_hours(365 * 24);
/// How long the request lives that is made up for the preview.
const LIFE: Duration = Duration::from_mins(5);

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
    let display = Display { language: arguments.language, time_zone, now: SystemClock::new().now() };
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
    let card = match card(template, entry, display) {
        Ok(card) => card,
        Err(error) if arguments.json => return output::json(&json!({"name": name, "error": error.to_string()})),
        Err(error) => return output::line(&format!("No server accepts such a request: {error}")),
    };
    let Some(view) = card.entries.first() else { return };
    let why_not = why_not(view);
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

/// Why an entry is shown generically, if it is.
fn why_not(view: &EntryView) -> Option<String> {
    let generic = view.template_sha256.is_none();
    generic.then(|| view.notices.first().map(|notice| notice.text.clone()).unwrap_or_default())
}

/// The card of a request that asks for this entry alone, by a client that is known.
fn card(template: &Template, entry: &Json, display: &Display) -> anyhow::Result<Card> {
    let details = AuthorizationDetails::parse(&format!("[{entry}]"))?;
    let client = ConsentClient { client_id: "example-client".into(), name: "Example Client".to_owned() };
    let known = KnownClient {
        client_id: client.client_id.clone(),
        name: client.name.clone(),
        first_seen: display.now - KNOWN_FOR,
    };
    let consent = Consent {
        id: ConsentId::new("cns_preview"),
        requested_details: RequestedDetails {
            audience: "https://api.example".to_owned(),
            scope: Vec::new(),
            binding_message: Some("WAX-4471".to_owned()),
            authorization_details: Some(details),
        },
        created_at: display.now,
        expires_at: display.now + LIFE,
        client: Some(client),
        user_id: None,
    };
    let detail_type = entry.get("type").and_then(Json::as_str).unwrap_or_default();
    let registry = Registry::of_template(template, detail_type);
    let known = Known { clients: vec![known], ..Known::default() };
    Ok(Card::new(&consent, &registry, display, &known))
}
