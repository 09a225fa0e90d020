//! `mask`: an identifier of which the ends are enough to know it.

use waxseal_protocol::json::Json;

use super::{Displayed, TemplateError, plain};
use crate::block::Value;
use crate::scrub::scrub_identity;
use crate::template::arguments::Arguments;

/// What stands for the middle. The number of dots says nothing about the length.
const MIDDLE: &str = " •••• ";

pub(super) fn mask(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let (place, value) = arguments.leaf()?;
    let Json::String(text) = value else { return Ok(Displayed::one(place, plain(value, arguments))) };
    let (start, end) = (arguments.count("keepStart", 0)?, arguments.count("keepEnd", 4)?);
    let full = scrub_identity(text);
    let length = text.chars().count();
    // What is short, or has something strange in it, is read whole.
    if full.altered || length <= start.saturating_add(end) {
        return Ok(Displayed::one(place, Value::Identity { text: full }));
    }
    let head: String = text.chars().take(start).collect();
    let tail: String = text.chars().skip(length - end).collect();
    let text = format!("{head}{MIDDLE}{tail}").trim().to_owned();
    Ok(Displayed::one(place, Value::Masked { text, ending: tail, full }))
}
