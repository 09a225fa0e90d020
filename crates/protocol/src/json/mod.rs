//! JSON as it was written.
//!
//! `serde_json` reads the grammar; this module keeps what its `Value` loses: the text of numbers,
//! the order of members, and the fact that a key appeared twice. Amounts of money pass through
//! here, so no number becomes a float, unless a caller asks for one that has exactly its value.

pub(crate) mod access;
mod canonical;
mod exact;
mod number;
mod one_pass;
mod parse;
mod read;

use std::fmt;

pub use number::{Decimal, JsonNumber};
pub use parse::JsonError;
pub use read::Mismatch;

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

    /// The canonical form: RFC 8785, with one addition for numbers a double cannot hold (ADR 0001).
    pub fn canonical(&self) -> String {
        String::from_utf8_lossy(&canonical::write(self)).into_owned()
    }

    /// SHA-256 of the canonical form, as unpadded base64url.
    pub fn sha256(&self) -> String {
        crate::ids::sha256_base64url(&canonical::write(self))
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

fn write_string(out: &mut dyn fmt::Write, text: &str) -> fmt::Result {
    out.write_str(&serde_json::to_string(text).map_err(|_| fmt::Error)?)
}

#[cfg(test)]
mod tests;
