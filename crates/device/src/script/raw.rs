//! A script as it is written. Every value is checked as it is read, so that an error has its line.

use std::fmt;

use regex::Regex;
use serde::{Deserialize, Deserializer, de};
use waxseal_protocol::json::{Decimal, Json};

use super::rules::Rule;
use super::span::Span;
use crate::decision::DenyReason;

/// The longest regular expression.
const MAX_PATTERN: usize = 1000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawScript {
    #[serde(default = "one")]
    pub(super) version: u32,
    #[serde(default)]
    pub(super) clock_skew: Option<Span>,
    pub(super) rules: Vec<Rule>,
}

fn one() -> u32 {
    1
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule {
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) when: When,
    pub(super) answer: RawAnswer,
    pub(super) reason: Option<DenyReason>,
    pub(super) delay: Option<Span>,
    pub(super) fault: Option<RawFault>,
    pub(super) offline_for: Option<Span>,
    pub(super) skew_by: Option<Span>,
    pub(super) again: Option<bool>,
    pub(super) times: Option<u32>,
}

/// What a rule is for. Everything that is named has to hold.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct When {
    #[serde(rename = "type")]
    pub(super) detail_type: Option<String>,
    pub(super) client: Option<String>,
    pub(super) user: Option<String>,
    pub(super) account: Option<String>,
    pub(super) host: Option<String>,
    pub(super) audience: Option<String>,
    pub(super) scope: Option<String>,
    pub(super) tier: Option<waxseal_details::RiskTier>,
    pub(super) binding_message: Option<String>,
    pub(super) binding_message_matches: Option<Pattern>,
    pub(super) details: Vec<Test>,
    pub(super) amount: Option<Amount>,
}

/// One look into an entry of `authorization_details`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Test {
    pub(super) at: PointerText,
    pub(super) exists: Option<bool>,
    #[serde(default, deserialize_with = "text")]
    pub(super) equals: Option<String>,
    pub(super) matches: Option<Pattern>,
    pub(super) above: Option<Number>,
    pub(super) at_least: Option<Number>,
    pub(super) below: Option<Number>,
    pub(super) at_most: Option<Number>,
}

/// An amount of money in an entry: an object with `amount` and `currency`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Amount {
    #[serde(default = "instructed_amount")]
    pub(super) at: PointerText,
    pub(super) currency: Option<String>,
    pub(super) above: Option<Number>,
    pub(super) at_least: Option<Number>,
    pub(super) below: Option<Number>,
    pub(super) at_most: Option<Number>,
}

/// A scalar as it is written: `null` is a value to compare with too.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    String::deserialize(deserializer).map(Some)
}

fn instructed_amount() -> PointerText {
    PointerText("/instructedAmount".to_owned())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RawAnswer {
    Approve,
    Deny,
    Report,
    Ignore,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RawFault {
    WrongCode,
    WrongDigest,
    Skew,
    Replay,
    Repeat,
    Offline,
    DropBefore,
    DropAfter,
    KillBefore,
    KillAfter,
}

/// A JSON pointer (RFC 6901).
#[derive(Debug)]
pub(super) struct PointerText(pub(super) String);

impl<'de> Deserialize<'de> for PointerText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let escaped = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        if escaped && (text.is_empty() || text.starts_with('/')) {
            return Ok(Self(text));
        }
        Err(de::Error::custom(format!(
            "`{text}` is no JSON pointer; it starts with a slash, as /instructedAmount/amount"
        )))
    }
}

/// A number with all its digits: YAML would make a float of it.
#[derive(Debug)]
pub(super) struct Number(pub(super) Decimal);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Decimal::parse(&text)
            .map(Self)
            .ok_or_else(|| de::Error::custom(format!("`{text}` is no number; write it as 2500 or 2500.00")))
    }
}

/// A regular expression, found anywhere in the text unless it is anchored.
pub(super) struct Pattern(Regex);

impl Pattern {
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.len() > MAX_PATTERN {
            return Err(de::Error::custom(format!("a regular expression has at most {MAX_PATTERN} characters")));
        }
        let regex = Regex::new(&text).map_err(|error| {
            let reason = error.to_string();
            let last = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            de::Error::custom(format!("`{text}` is no regular expression: {last}"))
        })?;
        Ok(Self(regex))
    }
}

impl Test {
    /// Whether an entry passes.
    pub(super) fn holds(&self, entry: &Json) -> bool {
        let found = entry.pointer(&self.at.0);
        let Some(value) = found else { return self.exists == Some(false) };
        self.exists != Some(false)
            && self.equals.as_ref().is_none_or(|text| says(value, text))
            && self.matches.as_ref().is_none_or(|pattern| pattern.is_in(&text_of(value)))
            && within(value, [&self.above, &self.at_least, &self.below, &self.at_most])
    }

    /// Whether it asks anything.
    pub(super) fn is_empty(&self) -> bool {
        let numbers = [&self.above, &self.at_least, &self.below, &self.at_most];
        let asks = self.exists.is_some() || self.equals.is_some() || self.matches.is_some();
        !asks && numbers.iter().all(|number| number.is_none())
    }
}

impl Amount {
    /// Whether an entry has such an amount.
    pub(super) fn holds(&self, entry: &Json) -> bool {
        let Some(money) = entry.pointer(&self.at.0) else { return false };
        let currency = money.get("currency").and_then(Json::as_str);
        let amount = money.get("amount").filter(|amount| amount.as_decimal().is_some());
        self.currency.as_deref().is_none_or(|wanted| currency == Some(wanted))
            && amount.is_some_and(|amount| within(amount, [&self.above, &self.at_least, &self.below, &self.at_most]))
    }
}

/// Whether a value says a text: a string by its characters, a number by its value.
fn says(value: &Json, text: &str) -> bool {
    match value {
        Json::String(string) => string == text,
        Json::Number(number) => number.decimal().is_some_and(|number| Decimal::parse(text) == Some(number)),
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => value.to_string() == text,
    }
}

fn text_of(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// `above`, `at_least`, `below`, `at_most`, exactly. What is no number is within no bounds.
fn within(value: &Json, [above, at_least, below, at_most]: [&Option<Number>; 4]) -> bool {
    let holds = |bound: &Option<Number>, holds: fn(&Decimal, &Decimal) -> bool| {
        bound.as_ref().is_none_or(|bound| value.as_decimal().is_some_and(|value| holds(&value, &bound.0)))
    };
    holds(above, |value, bound| value > bound)
        && holds(at_least, |value, bound| value >= bound)
        && holds(below, |value, bound| value < bound)
        && holds(at_most, |value, bound| value <= bound)
}
