//! Parsing. Where one pass would lose something, each level is read by `serde_json` into raw texts, so that
//! numbers stay as written. A repeated key is seen.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::{Json, JsonNumber, MAX_DEPTH, one_pass};

/// Up to this many members, a repeated key is found faster by looking at each than by a set.
const FEW: usize = 16;

/// Why a text is not acceptable JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Not JSON, or a key appears twice; the message names the place.
    #[error("{0}")]
    Malformed(String),
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
}

pub(super) fn parse(text: &str) -> Result<Json, JsonError> {
    if let Some(value) = one_pass::parse(text) {
        return Ok(value);
    }
    level_by_level(text)
}

pub(super) fn level_by_level(text: &str) -> Result<Json, JsonError> {
    let raw: &RawValue = serde_json::from_str(text).map_err(malformed)?;
    parse_level(raw.get(), 0)
}

fn parse_level(text: &str, depth: usize) -> Result<Json, JsonError> {
    if depth > MAX_DEPTH {
        return Err(JsonError::TooDeep);
    }
    Ok(match text.as_bytes().first() {
        Some(b'{') => {
            let Members(members) = serde_json::from_str(text).map_err(malformed)?;
            let parsed: Result<_, JsonError> =
                members.into_iter().map(|(key, raw)| Ok((key, parse_level(raw.get(), depth + 1)?))).collect();
            Json::Object(parsed?)
        }
        Some(b'[') => {
            let elements: Vec<&RawValue> = serde_json::from_str(text).map_err(malformed)?;
            let parsed: Result<_, JsonError> =
                elements.into_iter().map(|raw| parse_level(raw.get(), depth + 1)).collect();
            Json::Array(parsed?)
        }
        Some(b'"') => Json::String(serde_json::from_str(text).map_err(malformed)?),
        Some(b't') => Json::Bool(true),
        Some(b'f') => Json::Bool(false),
        Some(b'n') => Json::Null,
        _ => {
            Json::Number(JsonNumber::parse(text).ok_or_else(|| JsonError::Malformed(format!("not a number: {text}")))?)
        }
    })
}

#[expect(clippy::needless_pass_by_value, reason = "fits map_err")]
fn malformed(error: serde_json::Error) -> JsonError {
    JsonError::Malformed(error.to_string())
}

/// The keys of an object so far.
#[derive(Default)]
pub(super) struct Keys(HashSet<String>);

impl Keys {
    /// Whether a key is among those of the members before it.
    pub(super) fn repeat<T>(&mut self, key: &str, members: &[(String, T)]) -> bool {
        if members.len() < FEW {
            return members.iter().any(|(known, _)| known == key);
        }
        if self.0.is_empty() {
            self.0.extend(members.iter().map(|(known, _)| known.clone()));
        }
        !self.0.insert(key.to_owned())
    }
}

/// The members of one object, with a repeated key as an error.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members: Vec<(String, &'de RawValue)> = Vec::new();
                let mut keys = Keys::default();
                while let Some((key, value)) = map.next_entry::<String, &'de RawValue>()? {
                    if keys.repeat(&key, &members) {
                        return Err(A::Error::custom(format_args!("the key {key:?} appears twice")));
                    }
                    members.push((key, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(MembersVisitor)
    }
}
