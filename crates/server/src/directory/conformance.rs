//! Whether an authorization detail is as its type's schema says (RFC 9396 2, 5): when it is asked for, and
//! whenever less of it is granted.

use serde_json::Value;
use waxseal_protocol::json::Json;

use super::DetailType;
use super::unknown_members::unknown_members;

/// How many places of one object are named in an error.
const MAX_PLACES: usize = 3;
/// Schemas compare numbers as doubles. With so many digits, that is what their text says.
const MAX_DIGITS: usize = 15;

impl DetailType {
    /// Whether an entry is one of this type.
    ///
    /// # Errors
    /// The places where it is not, without what was written there.
    pub(crate) fn conforms(&self, entry: &Json) -> Result<(), Vec<String>> {
        let Some(validator) = &self.validator else { return common_fields(entry) };
        let mut places = Vec::new();
        long_numbers(entry, "", &mut places);
        if !self.schema.as_ref().is_some_and(compares_numbers) {
            places.clear();
        }
        let value = serde_json::to_value(entry).map_err(|error| vec![error.to_string()])?;
        places.extend(validator.iter_errors(&value).take(MAX_PLACES).map(|error| {
            let place = error.instance_path().to_string();
            // What was written stays out of errors and logs.
            let text = error.masked_with("the value").to_string();
            if place.is_empty() { text } else { format!("{place}: {text}") }
        }));
        if let (true, Some(telling)) = (places.is_empty(), &self.telling) {
            let unknown = unknown_members(telling, &value).into_iter();
            places.extend(unknown.map(|place| format!("{place}: the type has no such member")));
        }
        places.truncate(MAX_PLACES);
        if places.is_empty() { Ok(()) } else { Err(places) }
    }
}

/// Whether a schema says more of numbers than that they are some (JSON Schema Validation 6.1, 6.2).
fn compares_numbers(schema: &Value) -> bool {
    const KEYWORDS: [&str; 7] =
        ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "const", "enum"];
    match schema {
        Value::Object(members) => {
            members.iter().any(|(name, member)| KEYWORDS.contains(&name.as_str()) || compares_numbers(member))
        }
        Value::Array(items) => items.iter().any(compares_numbers),
        _ => false,
    }
}

/// The places of numbers that a schema would compare as others.
fn long_numbers(value: &Json, place: &str, places: &mut Vec<String>) {
    match value {
        Json::Number(number) if number.decimal().is_none_or(|decimal| decimal.digits.len() > MAX_DIGITS) => {
            places.push(format!("{place}: has more than {MAX_DIGITS} digits, which have to be written as a string"));
        }
        Json::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                long_numbers(item, &format!("{place}/{at}"), places);
            }
        }
        Json::Object(members) => {
            for (name, member) in members {
                long_numbers(member, &format!("{place}/{name}"), places);
            }
        }
        _ => {}
    }
}

/// What the fields that RFC 9396 2.2 names have to be. A schema says it itself, or means other fields.
fn common_fields(entry: &Json) -> Result<(), Vec<String>> {
    let texts = |value: &Json| matches!(value, Json::Array(items) if items.iter().all(|item| item.as_str().is_some()));
    let lists = ["locations", "actions", "datatypes", "privileges"].into_iter();
    let mut places: Vec<_> = lists
        .filter(|name| entry.get(name).is_some_and(|value| !texts(value)))
        .map(|name| format!("/{name}: has to be an array of strings"))
        .collect();
    if entry.get("identifier").is_some_and(|value| value.as_str().is_none()) {
        places.push("/identifier: has to be a string".to_owned());
    }
    if places.is_empty() { Ok(()) } else { Err(places) }
}
