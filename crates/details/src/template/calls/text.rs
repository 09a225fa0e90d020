//! Words: `field`, `identity`, `message`, `code`, `linktext`.

use waxseal_protocol::json::Json;

use super::{Displayed, TemplateError, plain};
use crate::block::{Notice, NoticeSource, Value};
use crate::identity::{Suspicion, host, suspicions};
use crate::scrub::{scrub, scrub_identity};
use crate::template::arguments::Arguments;

/// A value as it is.
pub(super) fn field(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let (place, value) = arguments.leaf()?;
    Ok(Displayed::one(place, plain(value, arguments)))
}

/// A name, an account, a host: something that has to be exactly what the person thinks it is.
pub(super) fn identity(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let (place, value) = arguments.leaf()?;
    let Json::String(text) = value else { return Ok(Displayed::one(place, plain(value, arguments))) };
    let mut shown = Displayed::one(place, Value::Identity { text: scrub_identity(text) });
    shown.notices = notices([text.as_str()].into_iter(), arguments);
    Ok(shown)
}

/// What is suspicious about names.
pub(super) fn notices<'a>(names: impl Iterator<Item = &'a str>, arguments: &Arguments<'_, '_>) -> Vec<Notice> {
    let language = arguments.display().language;
    let notice = |suspicion: Suspicion| Notice { text: suspicion.text(language), source: NoticeSource::Verified };
    names.flat_map(suspicions).map(notice).collect()
}

/// The requester's own words: they stand last, boxed and marked.
pub(super) fn message(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let (place, value) = arguments.leaf()?;
    Ok(Displayed { is_message: true, ..Displayed::one(place, plain(value, arguments)) })
}

/// SQL, a shell command, a commit: every character counts.
pub(super) fn code(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let (place, value) = arguments.leaf()?;
    let Json::String(text) = value else { return Ok(Displayed::one(place, plain(value, arguments))) };
    let shown = scrub(text);
    let lines = shown.text.lines().count().max(1);
    Ok(Displayed::one(place, Value::Code { text: shown, lines }))
}

/// An address, as text.
pub(super) fn link(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let (place, value) = arguments.leaf()?;
    let Json::String(text) = value else { return Ok(Displayed::one(place, plain(value, arguments))) };
    let found = host(text);
    let warning: Vec<String> = found.suspicions.iter().map(|one| one.text(arguments.display().language)).collect();
    let warning = (!warning.is_empty()).then(|| warning.join(" "));
    Ok(Displayed::one(place, Value::Link { text: scrub_identity(text), host: Some(found.shown), warning }))
}
