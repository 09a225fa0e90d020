//! What a template makes of a sample: before a request comes, and at its worst.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_details::preview::{self, adversarial};
use waxseal_details::rehearsal::Fixture;
use waxseal_details::{Card, Display, Language, Registry, built_in_example};
use waxseal_protocol::ids::DeviceId;
use waxseal_protocol::json::Json;

use crate::core::capitalized;
use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};

/// The longest sample, in bytes: that of the largest `authorization_details`.
const MAX_SAMPLE: usize = 64 * 1024;

/// What to preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PreviewInput {
    /// The enrolment whose templates count.
    #[ts(type = "string")]
    pub account_id: DeviceId,
    /// The type whose template it is.
    pub detail_type: String,
    /// One object of `authorization_details` as JSON; without it, the device takes an example.
    pub sample: Option<String>,
    /// The language of the card, if not this device's.
    pub language: Option<Language>,
    /// Whether the sample is shown at its worst too: long, turned around, without what is optional.
    pub worst: bool,
}

/// A sample, and how it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TemplatePreview {
    /// The sample, indented.
    pub sample: String,
    /// The sample as it is, and then at its worst.
    pub cards: Vec<PreviewedCard>,
}

/// One card of a preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PreviewedCard {
    /// What was done to the sample: `sample`, `long`, `missing_optional`.
    pub name: String,
    /// How it is shown.
    pub card: Card,
    /// Why the template does not show it, in a sentence, if it does not.
    pub why_not: Option<String>,
}

impl Device {
    /// Shows a sample as a request of an account would be shown now.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidSample`] if the sample is no entry of the type that a server accepts, or
    /// the account is not here.
    pub fn preview_template(&self, input: &PreviewInput) -> Result<TemplatePreview, DeviceError> {
        let core = &self.core;
        let runtime = core.runtime(&input.account_id).ok_or_else(|| invalid("This account is not on this device."))?;
        let now = runtime.server_now(core);
        let registry = runtime.templates().registry(now);
        let presentation = core.presentation(&runtime, now);
        let display =
            Display { language: input.language.unwrap_or(presentation.display.language), ..presentation.display };
        let entry = match &input.sample {
            Some(text) => sample(text, &input.detail_type)?,
            None => example(&input.detail_type, &registry),
        };
        let mut samples = vec![("sample", entry.clone())];
        if input.worst {
            // What differs in nothing shows nothing new.
            samples.extend(adversarial(&entry, None).into_iter().filter(|(_, worse)| *worse != entry));
        }
        let mut cards = Vec::with_capacity(samples.len());
        for (name, entry) in samples {
            match preview::card(&entry, &registry, &display) {
                Ok(shown) => {
                    cards.push(PreviewedCard { name: name.to_owned(), card: shown.card, why_not: shown.why_not });
                }
                // No server accepts the sample itself; at its worst, that is an answer too.
                Err(error) if cards.is_empty() => return Err(invalid(&capitalized(&format!("{error}.")))),
                Err(_) => {}
            }
        }
        Ok(TemplatePreview { sample: entry.indented(), cards })
    }
}

fn invalid(message: &str) -> DeviceError {
    DeviceError::new(ErrorCode::InvalidSample, message)
}

/// The sample, if it is one object of the type.
fn sample(text: &str, detail_type: &str) -> Result<Json, DeviceError> {
    if text.len() > MAX_SAMPLE {
        return Err(invalid(&format!("A sample has at most {MAX_SAMPLE} bytes.")));
    }
    let entry = Json::parse(text).map_err(|error| invalid(&capitalized(&format!("{error}."))))?;
    let named = entry.get("type").and_then(Json::as_str);
    let fits = match (named, detail_type.strip_suffix('*')) {
        (Some(named), Some(family)) => named.starts_with(family),
        (Some(named), None) => named == detail_type,
        (None, _) => false,
    };
    if !fits {
        return Err(invalid(&format!("The sample needs a \"type\" of \"{detail_type}\".")));
    }
    Ok(entry)
}

/// A sample of a type: the first fixture of its template, else the example that comes with the type,
/// else the type alone.
fn example(detail_type: &str, registry: &Registry) -> Json {
    let fixture = registry.template(detail_type).and_then(|template| {
        Fixture::of(template).into_iter().find_map(|fixture| fixture.ok().map(Fixture::into_entry))
    });
    let built_in = || built_in_example(detail_type).and_then(|text| Json::parse(text).ok());
    fixture.or_else(built_in).unwrap_or_else(|| {
        let name = detail_type.strip_suffix('*').unwrap_or(detail_type);
        Json::Object(vec![("type".to_owned(), Json::String(name.to_owned()))])
    })
}
