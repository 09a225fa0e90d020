//! One of a few: `enum`, `bool`.

use waxseal_protocol::json::Json;

use super::{Displayed, TemplateError, plain};
use crate::block::{Notice, NoticeSource, Shown, Value};
use crate::messages::Message;
use crate::scrub::scrub;
use crate::template::arguments::Arguments;

/// A word of the type, with the words a person uses. A word that the template does not know is
/// shown as it is, and the host says so.
pub(super) fn choice(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let (place, value) = arguments.leaf()?;
    let Json::String(sent) = value else { return Ok(Displayed::one(place, plain(value, arguments))) };
    let name = arguments.text("words")?.ok_or_else(|| arguments.refused("words is missing"))?;
    let words = arguments.pieces.front().words.get(name);
    let words = words.ok_or_else(|| arguments.refused(format!("there is no list of words {name:?}")))?;
    let language = arguments.display().language;
    let known = words.get(sent);
    let text =
        known.map_or_else(|| scrub(sent), |words| Shown { text: words.text(language).to_owned(), altered: false });
    let notice =
        known.is_none().then(|| Notice { text: Message::UnknownWord.text(language), source: NoticeSource::Verified });
    let value = Value::Choice { text, sent: scrub(sent), known: known.is_some() };
    Ok(Displayed::one(place, value).with(notice))
}

/// Yes or no, in the template's words.
pub(super) fn boolean(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let (place, value) = arguments.leaf()?;
    let Json::Bool(value) = value else { return Err(arguments.refused("needs true or false")) };
    let key = arguments.text(if *value { "yes" } else { "no" })?;
    let text = match key {
        Some(key) => arguments.pieces.label(key).text,
        None => if *value { Message::Yes } else { Message::No }.text(arguments.display().language),
    };
    Ok(Displayed::one(place, Value::Boolean { value: *value, text }))
}
