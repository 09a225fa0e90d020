//! What a value probably is: by the schema, else by how the sample is written and called.

use jiff::civil::{Date, DateTime};
use jiff::{Span, Timestamp};
use serde_json::Value;
use waxseal_protocol::json::{Decimal, Json};

use crate::lint::kind::{Kind, by_schema, words};
use crate::lint::schema::Schema;

/// How one value is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    Identity,
    Message,
    Code,
    Link,
    Number,
    Boolean,
    Word,
    Moment,
    /// A time of the place it is about.
    LocalTime,
    EpochSeconds,
    EpochMilliseconds,
    Day,
    Duration,
    Json,
}

/// Names of the requester's own words.
const MESSAGES: [&str; 12] = [
    "reason",
    "note",
    "message",
    "description",
    "subject",
    "purpose",
    "comment",
    "memo",
    "remark",
    "justification",
    "instruction",
    "unstructured",
];
/// Names of what has to be exactly what a person thinks it is.
const IDENTITIES: [&str; 40] = [
    "name",
    "payee",
    "recipient",
    "beneficiary",
    "creditor",
    "debtor",
    "account",
    "iban",
    "bic",
    "user",
    "email",
    "host",
    "hostname",
    "server",
    "service",
    "environment",
    "database",
    "vault",
    "repository",
    "symbol",
    "id",
    "destination",
    "source",
    "owner",
    "wallet",
    "patient",
    "customer",
    "traveler",
    "vendor",
    "shop",
    "tenant",
    "project",
    "cluster",
    "region",
    "device",
    "card",
    "phone",
    "role",
    "version",
    "branch",
];
/// Names of moments.
const TIMES: [&str; 9] = ["at", "until", "expires", "expiry", "start", "end", "time", "date", "deadline"];
/// Epoch times of this century have at least so many seconds.
const EPOCH: i64 = 946_684_800;

/// The shape of a single value.
pub(super) fn shape(place: &[String], sample: Option<&Json>, schema: Option<Schema<'_>>) -> Shape {
    let key = place.iter().rev().find(|segment| *segment != "*").map(String::as_str).unwrap_or_default();
    let known = schema.and_then(|schema| by_schema(place, schema));
    match known {
        Some(Kind::Boolean) => Shape::Boolean,
        Some(Kind::Word) => Shape::Word,
        Some(Kind::Moment) => Shape::Moment,
        Some(Kind::Day) => Shape::Day,
        Some(Kind::Duration) => Shape::Duration,
        Some(Kind::Address) => Shape::Link,
        Some(Kind::Account) => Shape::Identity,
        Some(Kind::Number | Kind::Amount) => epoch(key, sample).unwrap_or(Shape::Number),
        None => match sample {
            Some(Json::Bool(_)) => Shape::Boolean,
            Some(Json::Number(_)) if !mixed(place, schema) => epoch(key, sample).unwrap_or(Shape::Number),
            Some(Json::String(text)) => written(key, text),
            Some(Json::Array(_) | Json::Object(_)) => Shape::Json,
            Some(Json::Number(_) | Json::Null) | None => named(key),
        },
    }
}

/// Whether a place is an amount of money if a currency stands beside it.
pub(super) fn is_amount(place: &[String], sample: Option<&Json>, schema: Option<Schema<'_>>) -> bool {
    let decimal = match sample {
        Some(Json::Number(_)) => true,
        Some(Json::String(text)) => Decimal::parse(text).is_some(),
        Some(_) => false,
        None => schema.is_some_and(|schema| {
            schema.types(place).iter().any(|one| ["number", "integer"].contains(one))
                || schema
                    .text(place, "pattern")
                    .is_some_and(|pattern| pattern.contains("0-9") && pattern.contains("\\."))
        }),
    };
    decimal && schema.is_none_or(|schema| schema.keyword(place, "enum").is_empty())
}

/// Whether a member is called like an amount.
pub(super) fn is_called_amount(key: &str) -> bool {
    let last = words(key).pop().unwrap_or_default();
    ["amount", "value", "price", "total", "sum", "cost", "fee", "fees", "limit", "budget", "deposit"]
        .contains(&last.as_str())
}

/// Whether a member is a currency.
pub(super) fn is_currency(key: &str, sample: Option<&Json>) -> bool {
    let code = |text: &str| text.len() == 3 && text.chars().all(|character| character.is_ascii_uppercase());
    words(key).last().is_some_and(|word| word == "currency")
        && sample.is_none_or(|value| value.as_str().is_some_and(code))
}

/// The words that an `enum` of the schema allows.
pub(super) fn allowed(place: &[String], schema: Option<Schema<'_>>) -> Vec<String> {
    let lists = schema.map(|schema| schema.keyword(place, "enum")).unwrap_or_default();
    lists.into_iter().filter_map(Value::as_array).flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Whether the schema allows texts that are no numbers beside numbers.
fn mixed(place: &[String], schema: Option<Schema<'_>>) -> bool {
    schema.is_some_and(|schema| schema.types(place).iter().any(|one| ["boolean", "array", "object"].contains(one)))
}

fn epoch(key: &str, sample: Option<&Json>) -> Option<Shape> {
    let number = sample?.as_i64()?;
    let time = words(key).iter().any(|word| TIMES.contains(&word.as_str()));
    match number {
        _ if !time => None,
        EPOCH..100_000_000_000 => Some(Shape::EpochSeconds),
        100_000_000_000.. => Some(Shape::EpochMilliseconds),
        _ => None,
    }
}

fn written(key: &str, text: &str) -> Shape {
    if text.parse::<Timestamp>().is_ok() {
        return Shape::Moment;
    }
    if text.len() == 10 && text.parse::<Date>().is_ok() {
        return Shape::Day;
    }
    if text.len() > 10 && text.parse::<DateTime>().is_ok() {
        return Shape::LocalTime;
    }
    if text.starts_with('P') && text.chars().any(|character| character.is_ascii_digit()) && text.parse::<Span>().is_ok()
    {
        return Shape::Duration;
    }
    if text.starts_with("https://") || text.starts_with("http://") {
        return Shape::Link;
    }
    if text.contains('\n') {
        return Shape::Code;
    }
    if Decimal::parse(text).is_some() && text.contains('.') {
        return Shape::Number;
    }
    match named(key) {
        Shape::Text if text.contains('@') && !text.contains(' ') => Shape::Identity,
        // What has digits and no blanks is a code of some kind.
        Shape::Text if text.chars().any(|character| character.is_ascii_digit()) && !text.contains(' ') => {
            Shape::Identity
        }
        shape => shape,
    }
}

fn named(key: &str) -> Shape {
    let words = words(key);
    let one_of = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let last = words.last().map(String::as_str).unwrap_or_default();
    if one_of(&MESSAGES) {
        Shape::Message
    } else if ["sql", "statement", "command", "query", "script", "code"].contains(&last) {
        Shape::Code
    } else if IDENTITIES.contains(&last) {
        Shape::Identity
    } else {
        Shape::Text
    }
}
