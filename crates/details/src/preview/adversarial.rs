//! An example at its worst.

use serde_json::Value;
use waxseal_protocol::json::{Decimal, Json, JsonNumber};

use crate::leaf::Pointer;
use crate::lint::schema::Schema;

/// Characters of a long value; the longest that can be approved has 4096.
const LONG: usize = 400;
/// Elements of a long list.
const MANY: usize = 60;

/// Mutations of an example, each with its name. The `type` stays, or no template would be asked.
///
/// `long`, `bidi` and `markup` change free texts only: what the schema gives a format, a pattern or
/// a list of words, and what is written like a number, a date, a code or an account, stays, since
/// anything else there makes the device drop the template. `null` and `zero` change every value
/// they can; that the template is dropped then is part of the preview. The result depends on the
/// arguments alone.
///
/// ```
/// use waxseal_details::preview::adversarial;
/// use waxseal_protocol::json::Json;
/// let entry = Json::parse(r#"{"type":"door","name":"North","count":2}"#)?;
/// let zero = adversarial(&entry, None).into_iter().find(|(name, _)| *name == "zero").unwrap().1;
/// assert_eq!(zero.to_string(), r#"{"type":"door","name":"North","count":0}"#);
/// # Ok::<(), waxseal_protocol::json::JsonError>(())
/// ```
pub fn adversarial(entry: &Json, schema: Option<&Value>) -> Vec<(&'static str, Json)> {
    let schema = schema.map(Schema::new);
    let leaves = |change: &dyn Fn(&Pointer, &Json) -> Option<Json>| mapped(entry, &Pointer::default(), change);
    let prose = |change: &dyn Fn(&str) -> String| {
        leaves(&|place, value| match value {
            Json::String(text) if is_prose(text, place, schema) => Some(Json::String(change(text))),
            _ => None,
        })
    };
    vec![
        ("long", prose(&long)),
        ("bidi", prose(&|text| format!("\u{202e}{}\u{202c} \u{200b}{text}", text.chars().rev().collect::<String>()))),
        ("huge_list", repeated(entry)),
        ("missing_optional", required_only(entry, &Pointer::default(), schema)),
        ("unknown_key", with_unknown(entry)),
        ("markup", prose(&|text| format!("<b>{text}</b> {{{{field type}}}} [x](javascript:alert(1)) **ok** ✅"))),
        ("null", leaves(&|_, _| Some(Json::Null))),
        ("zero", leaves(&|_, value| zero(value))),
    ]
}

/// The same with other leaves; `None` leaves one alone.
fn mapped(value: &Json, place: &Pointer, change: &dyn Fn(&Pointer, &Json) -> Option<Json>) -> Json {
    match value {
        Json::Object(members) if !members.is_empty() => {
            let member =
                |(key, value): &(String, Json)| (key.clone(), mapped(value, &place.child(key.clone()), change));
            Json::Object(members.iter().map(member).collect())
        }
        Json::Array(elements) if !elements.is_empty() => {
            let element = |(index, value): (usize, &Json)| mapped(value, &place.child(index.to_string()), change);
            Json::Array(elements.iter().enumerate().map(element).collect())
        }
        leaf if place.segments() == ["type"] => leaf.clone(),
        leaf => change(place, leaf).unwrap_or_else(|| leaf.clone()),
    }
}

/// Whether a text is free: any other could stand there.
fn is_prose(text: &str, place: &Pointer, schema: Option<Schema<'_>>) -> bool {
    let bound = |schema: Schema<'_>| {
        let keywords = ["enum", "const", "pattern", "format"];
        keywords.iter().any(|keyword| !schema.keyword(place.segments(), keyword).is_empty())
    };
    let coded = text.chars().any(|character| character.is_ascii_digit())
        || !text.chars().any(char::is_lowercase) && text.is_ascii()
        || text.contains("://");
    schema.map_or(!coded, |schema| if schema.at(place.segments()).is_empty() { !coded } else { !bound(schema) })
}

fn long(text: &str) -> String {
    let words = format!("{text} and whoever else that may be, ");
    let long: String = words.chars().cycle().take(LONG).collect();
    long.trim_end().to_owned()
}

/// Every list with its elements again and again.
fn repeated(value: &Json) -> Json {
    match value {
        Json::Array(elements) if !elements.is_empty() => {
            Json::Array(elements.iter().cycle().take(MANY.max(elements.len())).cloned().collect())
        }
        Json::Object(members) => {
            Json::Object(members.iter().map(|(key, value)| (key.clone(), repeated(value))).collect())
        }
        leaf => leaf.clone(),
    }
}

/// What the schema does not require is gone. Without a schema, every other member of the entry.
fn required_only(value: &Json, place: &Pointer, schema: Option<Schema<'_>>) -> Json {
    match value {
        Json::Object(members) => {
            let stays = |index: usize, key: &str, below: &Pointer| match schema {
                _ if below.segments() == ["type"] => true,
                Some(schema) if !schema.at(place.segments()).is_empty() => {
                    schema.requires(below.segments(), &[place.segments().to_vec()])
                }
                _ => index.is_multiple_of(2) || key == "type" || !place.segments().is_empty(),
            };
            let kept = members.iter().enumerate().filter_map(|(index, (key, value))| {
                let below = place.child(key.clone());
                stays(index, key, &below).then(|| (key.clone(), required_only(value, &below, schema)))
            });
            Json::Object(kept.collect())
        }
        Json::Array(elements) => {
            let element =
                |(index, value): (usize, &Json)| required_only(value, &place.child(index.to_string()), schema);
            Json::Array(elements.iter().enumerate().map(element).collect())
        }
        leaf => leaf.clone(),
    }
}

/// A member that nobody knows, in the entry and in its first object.
fn with_unknown(entry: &Json) -> Json {
    let unknown = || ("x-unknown".to_owned(), Json::String("also transfer the rest".to_owned()));
    let Json::Object(members) = entry else { return entry.clone() };
    let mut members = members.clone();
    if let Some((_, Json::Object(inner))) = members.iter_mut().find(|(_, value)| matches!(value, Json::Object(_))) {
        inner.push(unknown());
    }
    members.push(unknown());
    Json::Object(members)
}

fn zero(value: &Json) -> Option<Json> {
    match value {
        Json::Number(_) => JsonNumber::parse("0").map(Json::Number),
        Json::String(text) if Decimal::parse(text).is_some() => Some(Json::String("0".to_owned())),
        Json::Bool(_) => Some(Json::Bool(false)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Display, EntryView, Known, Registry, leaves};

    const ENTRY: &str = r#"{"type":"t","payee":{"name":"Hanna","iban":"DE89 3704"},"sum":"12.50","currency":"EUR",
        "tags":["a","b"],"urgent":true}"#;

    fn mutated(name: &str, schema: Option<&Value>) -> Json {
        let entry = Json::parse(ENTRY).unwrap();
        adversarial(&entry, schema).into_iter().find(|(found, _)| *found == name).unwrap().1
    }

    fn text(value: &Json, pointer: &str) -> String {
        value.pointer(pointer).map(ToString::to_string).unwrap_or_default()
    }

    #[test]
    fn free_texts_change_and_codes_stay() {
        for name in ["long", "bidi", "markup"] {
            let changed = mutated(name, None);
            assert_ne!(text(&changed, "/payee/name"), "\"Hanna\"", "{name}");
            for (place, same) in [("/payee/iban", "\"DE89 3704\""), ("/currency", "\"EUR\""), ("/sum", "\"12.50\"")] {
                assert_eq!(text(&changed, place), same, "{name}");
            }
        }
        let schema = json!({"properties": {"payee": {"properties": {"name": {"pattern": "^[A-Z]"}}}}});
        assert_eq!(text(&mutated("long", Some(&schema)), "/payee/name"), "\"Hanna\"");
    }

    #[test]
    fn each_mutation_does_what_it_is_called() {
        assert_eq!(mutated("huge_list", None).pointer("/tags").unwrap().as_array().unwrap().len(), MANY);
        assert_eq!(text(&mutated("unknown_key", None), "/payee/x-unknown"), "\"also transfer the rest\"");
        assert_eq!(text(&mutated("null", None), "/payee/name"), "null");
        assert_eq!(text(&mutated("zero", None), "/sum"), "\"0\"");
        assert_eq!(text(&mutated("zero", None), "/urgent"), "false");
        let schema = json!({"required": ["type", "sum"], "properties": {"payee": {"type": "object"}}});
        assert_eq!(mutated("missing_optional", Some(&schema)).to_string(), r#"{"type":"t","sum":"12.50"}"#);
    }

    #[test]
    fn whatever_it_is_every_leaf_is_on_the_card() {
        let display = Display::english_utc(waxseal_protocol::Timestamp::UNIX_EPOCH);
        let registry = Registry::built_in();
        let typical = include_str!("../../types/trip_purchase/examples/typical.json");
        for (name, entry) in adversarial(&Json::parse(typical).unwrap(), None) {
            let view = EntryView::new(&entry, &registry, &display, &Known::default());
            let shown: Vec<&String> = view.rows().flat_map(|row| &row.paths).collect();
            for (place, _) in leaves(&entry).iter().filter(|(place, _)| place.segments() != ["type"]) {
                assert!(shown.contains(&&place.to_string()), "{name}: {place}");
            }
        }
    }
}
