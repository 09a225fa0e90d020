//! RFC 9396 5: unknown fields are refused, inside of objects too. A schema that says nothing about them is read
//! that way: an object of which it names members has no others.
//!
//! A plain schema says so itself once it is closed. One that refers and composes cannot: whoever closed a part of it
//! would refuse what another part names. There, evaluating it tells what it named at each place.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value, json};

/// The keywords by which one object is described in several places.
const COMPOSING: [&str; 11] = [
    "$ref",
    "$dynamicRef",
    "$recursiveRef",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "dependentSchemas",
    "dependencies",
    "propertyNames",
];
/// The keywords that name members, and annotate which they found.
const NAMING: [&str; 3] = ["properties", "patternProperties", "additionalProperties"];

/// Whether a schema refers or composes, so that [`unknown_members`] has to be asked. A member of that name counts,
/// too: it costs time and nothing else.
pub(super) fn composes(schema: &Value) -> bool {
    match schema {
        Value::Object(object) => {
            object.iter().any(|(name, below)| COMPOSING.contains(&name.as_str()) || composes(below))
        }
        Value::Array(items) => items.iter().any(composes),
        _ => false,
    }
}

/// Lets a schema for the content alone, which does not name `type`, take entries all the same.
pub(super) fn name_type(schema: &mut Value) {
    let describes = |object: &&mut Map<String, Value>| names_members(object) || says_it_itself(object);
    if let Some(object) = schema.as_object_mut().filter(describes) {
        let properties = object.entry("properties").or_insert(json!({}));
        properties.as_object_mut().map(|properties| properties.entry("type").or_insert(json!({"type": "string"})));
    }
}

/// Closes a plain schema.
pub(super) fn close(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else { return };
    for name in ["properties", "patternProperties"] {
        let below = object.get_mut(name).and_then(Value::as_object_mut);
        below.into_iter().flat_map(|below| below.values_mut()).for_each(close);
    }
    for name in ["items", "prefixItems", "additionalItems", "additionalProperties", "unevaluatedProperties"] {
        match object.get_mut(name) {
            Some(Value::Array(places)) => places.iter_mut().for_each(close),
            Some(below) => close(below),
            None => {}
        }
    }
    if names_members(object) && !says_it_itself(object) {
        object.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
}

fn names_members(object: &Map<String, Value>) -> bool {
    object.contains_key("properties") || object.contains_key("patternProperties")
}

fn says_it_itself(object: &Map<String, Value>) -> bool {
    ["additionalProperties", "unevaluatedProperties"].iter().any(|name| object.contains_key(*name))
}

/// The same schema for evaluating alone, so that it tells all that it names. The library does not annotate what
/// `additionalProperties` lets through and what stands beside it, nor what `unevaluatedProperties` lets through.
/// What keeps to the schema keeps to this one.
pub(super) fn telling(schema: &Value) -> Value {
    let object = match schema {
        Value::Object(object) => object,
        Value::Array(items) => return items.iter().map(telling).collect(),
        other => return other.clone(),
    };
    let mut told: Map<String, Value> = object.iter().map(|(name, below)| (name.clone(), telling(below))).collect();
    if says_it_itself(object) {
        let lets_through = |name| object.get(name).is_some_and(|says| *says != Value::Bool(false));
        let named = if lets_through("additionalProperties") || lets_through("unevaluatedProperties") {
            json!({"patternProperties": {"": {}}})
        } else {
            let names = |keyword| object.get(keyword).and_then(Value::as_object).into_iter().flat_map(Map::keys);
            let all = |keyword| names(keyword).map(|name| (name.clone(), json!({}))).collect::<Map<_, _>>();
            json!({"properties": all("properties"), "patternProperties": all("patternProperties")})
        };
        let parts = told.entry("allOf").or_insert(json!([]));
        if let Some(parts) = parts.as_array_mut() {
            parts.push(named);
        }
    }
    Value::Object(told)
}

/// The members of a value that a [`telling`] schema, which it keeps to, does not name: their places as JSON
/// pointers. An object of which it names nothing at all may hold anything.
pub(super) fn unknown_members(validator: &jsonschema::Validator, value: &Value) -> Vec<String> {
    let evaluation = validator.evaluate(value);
    let mut described: BTreeMap<&str, HashSet<&str>> = BTreeMap::new();
    for entry in evaluation.iter_annotations() {
        let keyword = entry.schema_location.rsplit('/').next().unwrap_or_default();
        if let (true, Some(found)) = (NAMING.contains(&keyword), entry.annotations.value().as_array()) {
            let names = described.entry(entry.instance_location.as_str()).or_default();
            names.extend(found.iter().filter_map(Value::as_str));
        }
    }
    let mut unknown = Vec::new();
    for (place, names) in described {
        let members = value.pointer(place).and_then(Value::as_object);
        for name in members.into_iter().flat_map(Map::keys) {
            let is_type = place.is_empty() && name == "type";
            if !is_type && !names.contains(name.as_str()) {
                unknown.push(format!("{place}/{}", name.replace('~', "~0").replace('/', "~1")));
            }
        }
    }
    unknown
}

#[cfg(test)]
mod tests {
    use super::super::api::{DetailType, DetailTypeDraft, detail_type};
    use super::*;

    const DRAFT_7: &str = "http://json-schema.org/draft-07/schema#";

    fn of(schema: &Value) -> DetailType {
        let draft =
            DetailTypeDraft { name: "t".to_owned(), schema: Some(schema.clone()), ..DetailTypeDraft::default() };
        detail_type(&draft).unwrap()
    }

    fn refusal(schema: &Value, content: &Value) -> Option<String> {
        let mut entry = content.as_object().unwrap().clone();
        entry.insert("type".to_owned(), json!("t"));
        let entry = serde_json::from_value(Value::Object(entry)).unwrap();
        of(schema).conforms(&entry).err().map(|places| places.join(" "))
    }

    #[track_caller]
    fn takes(schema: &Value, content: &Value) {
        assert_eq!(refusal(schema, content), None, "{schema} {content}");
    }

    #[track_caller]
    fn refuses(schema: &Value, content: &Value, place: &str) {
        let refusal = refusal(schema, content).unwrap_or_else(|| panic!("{schema} takes {content}"));
        assert!(refusal.contains(place), "{refusal}");
    }

    #[test]
    fn a_plain_schema_is_closed_at_every_level_and_in_every_draft() {
        let amount = json!({"type": "object", "properties": {"value": {"type": "string"}}});
        let properties = json!({
            "amount": amount,
            "parts": {"type": "array", "items": amount},
            "by_name": {"type": "object", "additionalProperties": amount},
        });
        for schema in [
            json!({"type": "object", "properties": properties}),
            json!({"$schema": DRAFT_7, "type": "object", "properties": properties}),
        ] {
            takes(
                &schema,
                &json!({"amount": {"value": "1"}, "parts": [{"value": "1"}], "by_name": {"x": {"value": "1"}}}),
            );
            refuses(&schema, &json!({"evil": 1}), "evil");
            refuses(&schema, &json!({"amount": {"value": "1", "evil": 1}}), "/amount");
            refuses(&schema, &json!({"parts": [{"evil": 1}]}), "/parts/0");
            refuses(&schema, &json!({"by_name": {"x": {"evil": 1}}}), "/by_name/x");
        }
        let open = json!({"properties": properties, "additionalProperties": true});
        takes(&open, &json!({"more": 1}));
        refuses(&open, &json!({"more": 1, "amount": {"evil": 1}}), "/amount");
        takes(&json!({"properties": {"free": {"type": "object"}}}), &json!({"free": {"any": 1}}));
    }

    #[test]
    fn what_is_referred_to_and_composed_is_closed_too() {
        let money = json!({"type": "object", "properties": {"value": {}, "currency": {}}});
        let referring = |draft: &str| {
            json!({"$schema": draft, "definitions": {"money": money}, "properties": {
                "amount": {"$ref": "#/definitions/money"},
                "parts": {"items": {"$ref": "#/definitions/money"}},
            }})
        };
        for schema in [referring(DRAFT_7), referring("https://json-schema.org/draft/2020-12/schema")] {
            takes(&schema, &json!({"amount": {"value": 1, "currency": 1}, "parts": [{"value": 1}]}));
            refuses(&schema, &json!({"amount": {"value": 1, "evil": 1}}), "/amount/evil");
            refuses(&schema, &json!({"parts": [{}, {"evil": 1}]}), "/parts/1/evil");
            refuses(&schema, &json!({"evil": 1}), "/evil");
        }
        // What one part names, another need not name again.
        let refined = json!({
            "allOf": [{"properties": {"amount": money}}, {"properties": {"amount": {"properties": {"value": {"maximum": 9}}}}}],
            "if": {"properties": {"kind": {"const": "fast"}}, "required": ["kind"]},
            "then": {"properties": {"until": {}}},
            "properties": {"kind": {}},
        });
        takes(&refined, &json!({"amount": {"value": 1, "currency": "EUR"}, "kind": "slow"}));
        takes(&refined, &json!({"kind": "fast", "until": 1}));
        refuses(&refined, &json!({"kind": "slow", "until": 1}), "/until");
        refuses(&refined, &json!({"amount": {"value": 1, "evil": 1}}), "/amount/evil");
        let either = json!({"oneOf": [
            {"properties": {"iban": {}, "kind": {"const": 1}}, "required": ["kind"], "additionalProperties": false},
            {"properties": {"card": {"properties": {"pan": {}}}, "kind": {"const": 2}}, "required": ["kind"]},
        ]});
        takes(&either, &json!({"kind": 2, "card": {"pan": 1}}));
        refuses(&either, &json!({"kind": 2, "iban": 1}), "/iban");
        refuses(&either, &json!({"kind": 2, "card": {"pan": 1, "evil": 1}}), "/card/evil");
    }

    #[test]
    fn a_composed_schema_that_is_open_stays_open() {
        for says in ["additionalProperties", "unevaluatedProperties"] {
            let open = json!({"allOf": [{"properties": {"a": {}}}], says: true});
            takes(&open, &json!({"a": 1, "more": 1}));
            let inside = json!({"$defs": {"a": {"properties": {"x": {}}, says: true}}, "properties": {"a": {"$ref": "#/$defs/a"}}});
            takes(&inside, &json!({"a": {"x": 1, "more": 1}}));
            refuses(&inside, &json!({"more": 1}), "/more");
        }
        let beside = json!({"allOf": [
            {"properties": {"type": {}, "a": {}, "b": {}}, "additionalProperties": false},
            {"properties": {"b": {}}},
        ]});
        takes(&beside, &json!({"a": 1, "b": 1}));
        takes(&json!({"allOf": [{"required": ["a"]}]}), &json!({"a": {"any": 1}}));
    }

    #[test]
    fn what_a_composed_schema_says_itself_goes_on_to_count() {
        // For the content alone: it does not name `type`.
        let closed = json!({"$defs": {"m": {"properties": {"x": {}}}}, "properties": {"a": {"$ref": "#/$defs/m"}}, "additionalProperties": false});
        takes(&closed, &json!({"a": {"x": 1}}));
        refuses(&closed, &json!({"a": {"evil": 1}}), "/a/evil");
        refuses(&closed, &json!({"b": 1}), "'b'");
        let texts = json!({"$defs": {"m": {"type": "string"}}, "properties": {"a": {}}, "unevaluatedProperties": {"$ref": "#/$defs/m"}});
        takes(&texts, &json!({"a": 1, "more": "x"}));
        refuses(&texts, &json!({"more": {"evil": 1}}), "evaluated");
        let member = json!({"properties": {"if": {"type": "string"}, "not": {}}, "additionalProperties": false});
        takes(&member, &json!({"if": "x", "not": 1}));
        refuses(&member, &json!({"else": 1}), "'else'");
        let draft_4 = json!({"$schema": "http://json-schema.org/draft-04/schema#", "definitions": {"m": {"properties": {"x": {}}, "additionalProperties": true}},
            "properties": {"a": {"$ref": "#/definitions/m"}}, "additionalProperties": false});
        takes(&draft_4, &json!({"a": {"x": 1, "more": 1}}));
        refuses(&draft_4, &json!({"b": 1}), "'b'");
    }

    #[test]
    fn the_place_of_an_unknown_member_is_a_pointer() {
        let schema = json!({"allOf": [{"properties": {"a/b": {"properties": {"x": {}}}}}]});
        refuses(&schema, &json!({"a/b": {"~evil": 1}}), "/a~1b/~0evil");
    }
}
