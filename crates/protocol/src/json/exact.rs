//! `serde` for [`Json`], [`JsonNumber`] and [`Decimal`], with the text of every number.
//!
//! Numbers reach these types in one of two ways. `serde_json` and [`Json::read`] hand over the
//! text itself, through the protocol of [`RawValue`]. Where serde keeps values aside before it
//! reads them – in enums with `#[serde(tag = "…")]` or `#[serde(untagged)]`, and beside
//! `#[serde(flatten)]` – [`Json::read`] hands over numbers as bytes inside a newtype struct,
//! which no JSON value can be taken for. A float is refused: whoever made it may have rounded.

use std::collections::HashSet;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::{Decimal, Json, JsonNumber};

/// The name under which `serde_json` and [`Json::read`] are asked for the text of a value. The
/// tests in this folder fail if a release of `serde_json` names it differently.
pub(super) const RAW_VALUE: &str = "$serde_json::private::RawValue";

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => number.serialize(serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(elements) => serializer.collect_seq(elements),
            Self::Object(members) => serializer.collect_map(members.iter().map(|(key, value)| (key, value))),
        }
    }
}

impl Json {
    /// Its text over several lines, for people. Every number stays as it is written.
    ///
    /// ```
    /// use waxseal_protocol::json::Json;
    /// let entry = Json::parse(r#"{"amount":1.10,"tags":[]}"#)?;
    /// assert_eq!(entry.indented(), "{\n  \"amount\": 1.10,\n  \"tags\": []\n}");
    /// # Ok::<(), waxseal_protocol::json::JsonError>(())
    /// ```
    pub fn indented(&self) -> String {
        serde_json::to_string_pretty(&Indented(self)).unwrap_or_else(|_| self.to_string())
    }
}

/// Serializes member by member, where [`Json`] itself is one piece of text.
struct Indented<'a>(&'a Json);

impl Serialize for Indented<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Json::Object(members) => serializer.collect_map(members.iter().map(|(key, value)| (key, Self(value)))),
            Json::Array(elements) => serializer.collect_seq(elements.iter().map(Self)),
            leaf => leaf.serialize(serializer),
        }
    }
}

impl Serialize for JsonNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_text(self.as_str().to_owned(), serializer)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_text(self.to_string(), serializer)
    }
}

fn serialize_text<S: Serializer>(text: String, serializer: S) -> Result<S::Ok, S::Error> {
    RawValue::from_string(text).map_err(serde::ser::Error::custom)?.serialize(serializer)
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(RAW_VALUE, RawVisitor)
    }
}

impl<'de> Deserialize<'de> for JsonNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Json::deserialize(deserializer)? {
            Json::Number(number) => Ok(number),
            _ => Err(D::Error::custom("not a number")),
        }
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Json::deserialize(deserializer)?
            .as_decimal()
            .ok_or_else(|| D::Error::custom("not a decimal number, or one with an exponent beyond 10,000"))
    }
}

/// Takes the text of a value, or what serde has kept aside.
struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Json, A::Error> {
        let raw = Box::<RawValue>::deserialize(MapAccessDeserializer::new(map))?;
        Json::parse(raw.get()).map_err(A::Error::custom)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(KeptVisitor)
    }
}

/// Takes what serde has kept aside.
struct KeptVisitor;

impl<'de> Visitor<'de> for KeptVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Json, E> {
        Err(E::custom("the text of a number is lost; read it with `Json::read` or `AuthorizationDetails`"))
    }

    fn visit_bytes<E: Error>(self, text: &[u8]) -> Result<Json, E> {
        let number = std::str::from_utf8(text).ok().and_then(JsonNumber::parse);
        number.map(Json::Number).ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        Ok(Json::String(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Json, E> {
        Ok(Json::String(text))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element()? {
            elements.push(element);
        }
        Ok(Json::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut members: Vec<(String, Json)> = Vec::new();
        let mut seen = HashSet::new();
        while let Some((key, value)) = map.next_entry::<String, Json>()? {
            if !seen.insert(key.clone()) {
                return Err(A::Error::custom(format_args!("the key {key:?} appears twice")));
            }
            members.push((key, value));
        }
        Ok(Json::Object(members))
    }
}
