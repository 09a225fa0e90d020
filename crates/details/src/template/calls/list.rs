//! Several values in one row: `list`, `json`.

use waxseal_protocol::json::Json;

use super::{Displayed, TemplateError, places_below, plain};
use crate::block::Value;
use crate::generic;
use crate::template::arguments::Arguments;

/// The elements of a list of plain values.
pub(super) fn list(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let (place, value) = arguments.value()?;
    let Json::Array(elements) = value else { return Err(arguments.refused("needs a list")) };
    if elements.is_empty() {
        return Ok(Displayed::one(place, Value::Empty));
    }
    let mut items = Vec::with_capacity(elements.len());
    for element in elements {
        match element {
            Json::Array(inner) if !inner.is_empty() => return Err(arguments.refused("an element is a list")),
            Json::Object(inner) if !inner.is_empty() => return Err(arguments.refused("an element is an object")),
            leaf => items.push(plain(leaf, arguments)),
        }
    }
    Ok(Displayed::of(places_below(&place, value), Value::List { items }))
}

/// Whatever is there, leaf by leaf.
pub(super) fn nested(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let (place, value) = arguments.value()?;
    match value {
        Json::Array(elements) if !elements.is_empty() => {}
        Json::Object(members) if !members.is_empty() => {}
        leaf => return Ok(Displayed::one(place, plain(leaf, arguments))),
    }
    let rows = generic::rows_below(&place, value, arguments.display());
    Ok(Displayed::of(places_below(&place, value), Value::Nested { rows }))
}
