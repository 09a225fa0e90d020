//! What a Rust type knows of an entry: everything that is still there when it is written again.

use serde::Serialize;
use serde_json::to_string;

use super::authorization_details::TYPE;
use crate::json::access::push_token;
use crate::json::{Json, JsonNumber, Mismatch};

/// The JSON pointers of the leaves of `entry` that `value` does not write back, apart from its
/// `type`. A leaf is a value that is no object and no array, or an empty one.
pub(super) fn not_understood<T: Serialize>(entry: &Json, value: &T) -> Result<Vec<String>, Mismatch> {
    let unwritable = |error: &dyn std::fmt::Display| Mismatch {
        place: String::new(),
        reason: format!("the type does not write it back: {error}"),
    };
    let text = to_string(value).map_err(|error| unwritable(&error))?;
    let written = Json::parse(&text).map_err(|error| unwritable(&error))?;
    let mut missing = Vec::new();
    for (name, member) in entry.as_object().unwrap_or_default() {
        if name != TYPE {
            compare(member, written.get(name), below("", name), &mut missing);
        }
    }
    Ok(missing)
}

/// Adds the leaves of `asked`, which stands at `place`, that are not in `written`.
fn compare(asked: &Json, written: Option<&Json>, place: String, missing: &mut Vec<String>) {
    match asked {
        Json::Object(members) if !members.is_empty() => {
            for (name, member) in members {
                compare(member, written.and_then(|value| value.get(name)), below(&place, name), missing);
            }
        }
        Json::Array(elements) if !elements.is_empty() => {
            for (index, element) in elements.iter().enumerate() {
                let place = below(&place, &index.to_string());
                compare(element, written.and_then(|value| value.at(index)), place, missing);
            }
        }
        leaf if written.is_some_and(|written| same(leaf, written)) => {}
        _ => missing.push(place),
    }
}

fn below(place: &str, token: &str) -> String {
    let mut pointer = place.to_owned();
    push_token(&mut pointer, token);
    pointer
}

/// One value, perhaps in another spelling.
fn same(asked: &Json, written: &Json) -> bool {
    match asked {
        Json::Null | Json::Bool(_) => asked == written,
        Json::Number(_) | Json::String(_) => asked == written || same_number(asked, written),
        // A type may write the defaults of an empty object or array.
        Json::Array(_) => written.as_array().is_some(),
        Json::Object(_) => written.as_object().is_some(),
    }
}

/// Whether a number is written that has the asked value. `Decimal` writes one also where a string
/// held it.
fn same_number(asked: &Json, written: &Json) -> bool {
    let number = written.as_number().and_then(JsonNumber::decimal);
    number.is_some() && number == asked.as_decimal()
}
