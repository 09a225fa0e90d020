//! From a tool's arguments to `authorization_details`, with no number changed on the way.

use serde_json::Value;
use waxseal_protocol::json::Json;
use waxseal_protocol::rar::AuthorizationDetails;

use super::failure::{Code, Failure};

/// What the arguments say of the action. Either one entry, as a type and its fields, or all entries
/// as they are sent. Both may be JSON text, in which numbers stand as they are sent.
#[derive(Debug, Default)]
pub(super) struct Described {
    pub(super) action_type: Option<String>,
    pub(super) fields: Option<Value>,
    pub(super) authorization_details: Option<Value>,
}

impl Described {
    /// The details; `None` where the arguments name no action.
    pub(super) fn details(self) -> Result<Option<AuthorizationDetails>, Failure> {
        let entries = match (self.action_type, self.fields, self.authorization_details) {
            (Some(name), fields, None) => Json::Array(vec![entry(name, fields)?]),
            (None, None, Some(entries)) => exact(entries, "authorization_details")?,
            (None, None, None) => return Ok(None),
            (None, Some(_), None) => {
                return Err(Failure::arguments("`fields` is given without the `type` of action they belong to."));
            }
            (_, _, Some(_)) => {
                return Err(Failure::arguments(
                    "Give either `type` and `fields`, or `authorization_details`, not both.",
                ));
            }
        };
        AuthorizationDetails::try_from(entries)
            .map(Some)
            .map_err(|error| Failure::new(Code::InvalidDetails, format!("{error}."), CORRECT))
    }
}

/// One entry: its type first, then its fields.
fn entry(name: String, fields: Option<Value>) -> Result<Json, Failure> {
    let mut members = vec![("type".to_owned(), Json::String(name.clone()))];
    match fields.map(|fields| exact(fields, "fields")).transpose()? {
        None | Some(Json::Null) => {}
        Some(Json::Object(given)) => {
            for (key, value) in given {
                if key != "type" {
                    members.push((key, value));
                } else if value != Json::String(name.clone()) {
                    let message = format!("`fields` has the type {value} and `type` says {name}.");
                    return Err(Failure::arguments(message));
                }
            }
        }
        Some(_) => return Err(Failure::arguments("`fields` has to be an object.")),
    }
    Ok(Json::Object(members))
}

/// The value as it was written. Text is read as JSON: some models write objects as text, and it is
/// the way to send a number that no double holds.
fn exact(value: Value, name: &str) -> Result<Json, Failure> {
    let text = if let Value::String(text) = value {
        text
    } else {
        rounded(&value, name)?;
        value.to_string()
    };
    Json::parse(&text).map_err(|error| {
        Failure::new(Code::InvalidDetails, format!("`{name}` is not acceptable JSON: {error}."), CORRECT)
    })
}

/// Refuses numbers that may have been rounded when the arguments were read: an amount that a person
/// approves is the one that was meant, or none.
fn rounded(value: &Value, place: &str) -> Result<(), Failure> {
    match value {
        Value::Number(number) if number.is_f64() => {
            let text = number.to_string();
            let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
            let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
            let significant = digits.trim_start_matches('0').trim_end_matches('0').len();
            if significant <= EXACT_DIGITS && !text.contains(['e', 'E']) {
                return Ok(());
            }
            let message =
                format!("The number at {place} has more digits than JSON numbers keep: it arrived as {text}.");
            let next = "Write it as a string if its type takes one, or give `fields` as JSON text.";
            Err(Failure::new(Code::InvalidDetails, message, next))
        }
        Value::Array(elements) => {
            elements.iter().enumerate().try_for_each(|(index, one)| rounded(one, &format!("{place}/{index}")))
        }
        Value::Object(members) => members.iter().try_for_each(|(key, one)| rounded(one, &format!("{place}/{key}"))),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

/// Decimal digits that a double keeps whatever they are.
const EXACT_DIGITS: usize = 15;
const CORRECT: &str = "Correct it. list_action_types has the JSON Schema of every type.";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn one(name: &str, fields: Value) -> Result<String, Failure> {
        let described =
            Described { action_type: Some(name.to_owned()), fields: Some(fields), authorization_details: None };
        described.details().map(|details| serde_json::to_string(&details.unwrap()).unwrap())
    }

    #[test]
    fn a_type_and_its_fields_are_one_entry() {
        let sent = one("payment", json!({"amount": 2500.5, "payee": "ACME"})).unwrap();
        assert_eq!(sent, r#"[{"type":"payment","amount":2500.5,"payee":"ACME"}]"#);
        let without = Described { action_type: Some("ping".to_owned()), ..Described::default() };
        assert_eq!(serde_json::to_string(&without.details().unwrap()).unwrap(), r#"[{"type":"ping"}]"#);
    }

    #[test]
    fn text_is_read_as_json_and_keeps_its_numbers() {
        let sent = one("payment", json!(r#"{"amount":0.10,"wei":123456789012345678901234567890}"#)).unwrap();
        assert_eq!(sent, r#"[{"type":"payment","amount":0.10,"wei":123456789012345678901234567890}]"#);
    }

    #[test]
    fn a_number_that_may_have_been_rounded_is_refused_with_its_place() {
        for (text, place) in [
            (r#"{"a":{"b":[1,123456789012345678901234567890]}}"#, "fields/a/b/1"),
            (r#"{"amount":1234567890123456.78}"#, "fields/amount"),
            (r#"{"amount":0.10000000000000000555}"#, ""),
        ] {
            let fields: Value = serde_json::from_str(text).unwrap();
            match one("payment", fields) {
                Err(failure) => {
                    assert_eq!(failure.code, Code::InvalidDetails);
                    assert!(!place.is_empty() && failure.message.contains(place), "{}", failure.message);
                }
                // Rounding to fifteen digits and fewer changes less than any amount has digits.
                Ok(sent) => assert_eq!((place, sent.as_str()), ("", r#"[{"type":"payment","amount":0.1}]"#)),
            }
        }
        one("payment", json!({"amount": 19.99, "count": u64::MAX, "rate": 0.000_25})).unwrap();
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for described in [
            Described { fields: Some(json!({})), ..Described::default() },
            Described {
                action_type: Some("a".to_owned()),
                authorization_details: Some(json!([{"type": "b"}])),
                ..Described::default()
            },
        ] {
            assert_eq!(described.details().unwrap_err().code, Code::InvalidArguments);
        }
        assert!(one("payment", json!({"type": "trade"})).is_err());
        assert!(one("payment", json!({"type": "payment"})).is_ok());
        assert!(one("payment", json!([1])).is_err());
        assert!(one("payment", json!(r#"{"amount":1,"amount":9}"#)).is_err(), "a key twice");
        assert!(one("", json!({})).is_err());
        assert!(Described::default().details().unwrap().is_none());
    }

    #[test]
    fn broken_details_name_the_place() {
        let entries = |value: Value| Described { authorization_details: Some(value), ..Described::default() }.details();
        assert!(entries(json!([{"type": "a"}, {"amount": 1}])).unwrap_err().message.contains("[1]"));
        for broken in [json!({}), json!([]), json!("[{"), json!(7)] {
            assert_eq!(entries(broken).unwrap_err().code, Code::InvalidDetails);
        }
    }
}
