//! The array, its entries and its limits.

use serde::{Deserialize, Serialize};

use crate::json::{Json, JsonError};

/// The member that says what an entry is about (RFC 9396 2).
pub(super) const TYPE: &str = "type";
/// Its JSON pointer from the entry.
pub(super) const TYPE_PLACE: &str = "/type";
/// The most bytes an `authorization_details` parameter may have.
pub const MAX_BYTES: usize = 64 * 1024;
/// The most entries.
pub const MAX_ENTRIES: usize = 20;
/// The most leaves over all entries.
pub const MAX_LEAVES: usize = 500;
/// The deepest nesting inside one entry.
pub const MAX_ENTRY_DEPTH: usize = 8;

/// A checked `authorization_details` array: every entry is an object with a `type`.
///
/// ```
/// use waxseal_protocol::rar::AuthorizationDetails;
/// let details = AuthorizationDetails::parse(r#"[{"type":"money_transfer","amount":"2500"}]"#)?;
/// assert_eq!(details.types().collect::<Vec<_>>(), ["money_transfer"]);
/// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Json", into = "Json")]
pub struct AuthorizationDetails(Vec<Json>);

/// Why an array is refused. Each message names the place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DetailsError {
    /// Longer than [`MAX_BYTES`].
    #[error("authorization_details has {0} bytes, at most {MAX_BYTES} are allowed")]
    TooLong(usize),
    /// Not JSON, or a key appears twice.
    #[error("authorization_details is not acceptable JSON: {0}")]
    Json(#[from] JsonError),
    /// Not an array.
    #[error("authorization_details has to be an array of objects")]
    NotAnArray,
    /// An empty array, or more than [`MAX_ENTRIES`].
    #[error("authorization_details has {0} entries, 1 to {MAX_ENTRIES} are allowed")]
    Entries(usize),
    /// An entry is no object, or its `type` is no non-empty string.
    #[error("authorization_details[{0}] has to be an object with a string \"type\"")]
    Type(usize),
    /// More than [`MAX_LEAVES`].
    #[error("authorization_details has {0} values, at most {MAX_LEAVES} are allowed")]
    Leaves(usize),
    /// Nested deeper than [`MAX_ENTRY_DEPTH`].
    #[error("authorization_details[{0}] is nested deeper than {MAX_ENTRY_DEPTH} levels")]
    Depth(usize),
}

impl AuthorizationDetails {
    /// Parses the parameter as a client sends it: the JSON text of an array.
    pub fn parse(text: &str) -> Result<Self, DetailsError> {
        if text.len() > MAX_BYTES {
            return Err(DetailsError::TooLong(text.len()));
        }
        Self::try_from(Json::parse(text)?)
    }

    /// The entries.
    pub fn entries(&self) -> &[Json] {
        &self.0
    }

    /// The `type` of each entry, in order.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|entry| entry.get(TYPE).and_then(Json::as_str))
    }
}

impl TryFrom<Json> for AuthorizationDetails {
    type Error = DetailsError;

    fn try_from(value: Json) -> Result<Self, DetailsError> {
        let Json::Array(entries) = value else { return Err(DetailsError::NotAnArray) };
        if entries.is_empty() || entries.len() > MAX_ENTRIES {
            return Err(DetailsError::Entries(entries.len()));
        }
        let mut leaves = 0;
        for (index, entry) in entries.iter().enumerate() {
            let named = entry.get(TYPE).and_then(Json::as_str).is_some_and(|name| !name.is_empty());
            if !named {
                return Err(DetailsError::Type(index));
            }
            leaves += count_leaves(entry, 0).ok_or(DetailsError::Depth(index))?;
        }
        if leaves > MAX_LEAVES {
            return Err(DetailsError::Leaves(leaves));
        }
        Ok(Self(entries))
    }
}

impl From<AuthorizationDetails> for Json {
    fn from(details: AuthorizationDetails) -> Self {
        Self::Array(details.0)
    }
}

/// Leaves below `value`, empty containers counting as one; `None` when nested too deep.
fn count_leaves(value: &Json, depth: usize) -> Option<usize> {
    if depth > MAX_ENTRY_DEPTH {
        return None;
    }
    let children: Vec<&Json> = match value {
        Json::Array(elements) => elements.iter().collect(),
        Json::Object(members) => members.iter().map(|(_, value)| value).collect(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => return Some(1),
    };
    let mut count = usize::from(children.is_empty());
    for child in children {
        count += count_leaves(child, depth + 1)?;
    }
    Some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_is_checked_and_the_place_is_named() {
        assert_eq!(AuthorizationDetails::parse("{}"), Err(DetailsError::NotAnArray));
        assert_eq!(AuthorizationDetails::parse("[]"), Err(DetailsError::Entries(0)));
        assert_eq!(AuthorizationDetails::parse(r#"[{"type":"a"},{"amount":1}]"#), Err(DetailsError::Type(1)));
        assert_eq!(AuthorizationDetails::parse(r#"[{"type":7}]"#), Err(DetailsError::Type(0)));
        assert_eq!(AuthorizationDetails::parse(r#"["payment"]"#), Err(DetailsError::Type(0)));
        assert!(matches!(AuthorizationDetails::parse("[{"), Err(DetailsError::Json(_))));
        assert!(matches!(
            AuthorizationDetails::parse(r#"[{"type":"a","amount":1,"amount":9}]"#),
            Err(DetailsError::Json(_))
        ));
    }

    #[test]
    fn the_limits_hold() {
        let long = format!(r#"[{{"type":"a","x":"{}"}}]"#, "x".repeat(MAX_BYTES));
        assert!(matches!(AuthorizationDetails::parse(&long), Err(DetailsError::TooLong(_))));
        let many = format!("[{}]", vec![r#"{"type":"a"}"#; 21].join(","));
        assert_eq!(AuthorizationDetails::parse(&many), Err(DetailsError::Entries(21)));
        let leaves = format!(r#"[{{"type":"a","x":[{}]}}]"#, vec!["1"; 500].join(","));
        assert_eq!(AuthorizationDetails::parse(&leaves), Err(DetailsError::Leaves(501)));
        let deep = format!(r#"[{{"type":"a","x":{}1{}}}]"#, "[".repeat(9), "]".repeat(9));
        assert_eq!(AuthorizationDetails::parse(&deep), Err(DetailsError::Depth(0)));
    }
}
