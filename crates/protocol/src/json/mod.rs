//! JSON as it was written.
//!
//! `serde_json` reads the grammar; this module keeps what its `Value` loses: the text of numbers,
//! the order of members, and the fact that a key appeared twice. Amounts of money pass through
//! here, so no number ever becomes a float.

mod canonical;
mod number;
mod parse;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

pub use number::{Decimal, JsonNumber};
pub use parse::JsonError;

/// A JSON value with lexical numbers and ordered, unique members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, kept as its text.
    Number(JsonNumber),
    /// A string, unescaped.
    String(String),
    /// An array.
    Array(Vec<Self>),
    /// An object; members in the order they were written, no key twice.
    Object(Vec<(String, Self)>),
}

/// How deep [`Json::parse`] follows nested values.
pub const MAX_DEPTH: usize = 32;

impl Json {
    /// Parses one JSON text.
    ///
    /// # Errors
    /// Malformed JSON, a key that appears twice in one object, nesting beyond [`MAX_DEPTH`].
    pub fn parse(text: &str) -> Result<Self, JsonError> {
        parse::parse(text)
    }

    /// The member `key` of an object.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a string value.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The canonical form: RFC 8785, with one addition for numbers a double cannot hold (ADR 0001).
    pub fn canonical(&self) -> String {
        canonical::write(self)
    }

    /// SHA-256 of the canonical form, as unpadded base64url.
    pub fn sha256(&self) -> String {
        crate::ids::sha256_base64url(self.canonical().as_bytes())
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(number) => f.write_str(number.as_str()),
            Self::String(text) => write_string(f, text),
            Self::Array(elements) => {
                f.write_str("[")?;
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        f.write_str(",")?;
                    }
                    write!(f, "{element}")?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (index, (key, value)) in members.iter().enumerate() {
                    if index > 0 {
                        f.write_str(",")?;
                    }
                    write_string(f, key)?;
                    write!(f, ":{value}")?;
                }
                f.write_str("}")
            }
        }
    }
}

/// `serde_json` escapes exactly what RFC 8785 3.2.2.2 asks for, with lower-case hex digits.
fn write_string(out: &mut dyn fmt::Write, text: &str) -> fmt::Result {
    out.write_str(&serde_json::to_string(text).map_err(|_| fmt::Error)?)
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.to_string()).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Self::parse(raw.get()).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
