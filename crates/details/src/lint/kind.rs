//! What kind of value stands at a place: by the schema, or by the name where it says nothing.

use super::schema::Schema;

/// A kind of value that has a call of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Amount,
    Number,
    Boolean,
    Word,
    Moment,
    Day,
    Duration,
    Address,
    Account,
}

impl Kind {
    /// What it is called, and the calls that show it.
    pub(crate) fn says(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Amount => ("an amount of money", &["money"]),
            Self::Number => ("a number", &["number", "money", "percent", "bytes", "duration", "datetime", "daterange"]),
            Self::Boolean => ("a boolean", &["bool"]),
            Self::Word => ("a word of a list", &["enum"]),
            Self::Moment => ("a time", &["datetime", "daterange"]),
            Self::Day => ("a date", &["date", "daterange"]),
            Self::Duration => ("a length of time", &["duration"]),
            Self::Address => ("an address", &["linktext", "identity"]),
            Self::Account => ("an identifier", &["identity", "mask", "linktext"]),
        }
    }
}

/// The kind of value at a place.
pub(super) fn kind(place: &[String], schema: Option<Schema<'_>>) -> Option<Kind> {
    match schema {
        Some(schema) if !schema.at(place).is_empty() => by_schema(place, schema),
        Some(_) => None,
        None => by_name(place.iter().rev().find(|segment| *segment != "*")?),
    }
}

pub(crate) fn by_schema(place: &[String], schema: Schema<'_>) -> Option<Kind> {
    let types: Vec<&str> = schema.types(place).into_iter().filter(|one| *one != "null").collect();
    if !schema.keyword(place, "enum").is_empty() && types == ["string"] {
        return Some(Kind::Word);
    }
    let numeric = types.iter().any(|one| ["integer", "number"].contains(one));
    match types.as_slice() {
        ["boolean"] => Some(Kind::Boolean),
        several if numeric && several.iter().all(|one| ["integer", "number", "string"].contains(one)) => {
            Some(Kind::Number)
        }
        ["string"] => match schema.text(place, "format")? {
            "date-time" => Some(Kind::Moment),
            "date" => Some(Kind::Day),
            "duration" => Some(Kind::Duration),
            "uri" | "iri" => Some(Kind::Address),
            "hostname" | "idn-hostname" | "email" | "idn-email" | "ipv4" | "ipv6" => Some(Kind::Account),
            _ => None,
        },
        _ => None,
    }
}

/// The kind that a key tells of.
pub(crate) fn by_name(key: &str) -> Option<Kind> {
    let words = words(key);
    let last = words.last().map(String::as_str).unwrap_or_default();
    match last {
        "amount" | "price" | "total" | "cost" | "fee" | "fees" => Some(Kind::Amount),
        "iban" | "bic" | "account" | "email" | "host" | "hostname" | "wallet" => Some(Kind::Account),
        "url" | "uri" => Some(Kind::Address),
        "until" | "expires" | "expiry" | "deadline" => Some(Kind::Moment),
        _ => None,
    }
}

/// The words of a key or a text, in lower case: `validUntil` has two.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut after_small = false;
    for character in text.chars() {
        if !character.is_alphanumeric() || (character.is_uppercase() && after_small) {
            words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()));
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
        after_small = character.is_lowercase() || character.is_numeric();
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}
