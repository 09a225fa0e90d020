//! A number as digits: from the text that was sent to the text that is read.

use waxseal_protocol::json::{Decimal, Json};

use super::formatters::Formatters;
use crate::display::Language;

/// The most digits on either side of the point. No amount has more, and a reader could not tell
/// them apart.
const MAX_DIGITS: usize = 30;

/// A number as it was written, without its exponent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figure<'a> {
    /// The text that was sent.
    pub(super) sent: &'a str,
    /// Its exact value.
    pub(super) value: Decimal,
    /// How many digits were written behind the point, trailing zeros included.
    pub(super) scale: usize,
}

impl<'a> Figure<'a> {
    /// Reads a JSON number, or a string that holds a plain decimal: ASCII digits with at most one
    /// point, no exponent, no sign but `-`, nothing around it.
    pub(super) fn read(json: &'a Json) -> Option<Self> {
        match json {
            Json::Number(number) => Self::parse(number.as_str()),
            // A number in a string is one that its writer wanted to keep exact. An exponent there
            // is no accident of a serializer.
            Json::String(text) if !text.contains(['e', 'E']) => Self::parse(text),
            _ => None,
        }
    }

    /// Reads the text of a JSON number.
    pub(super) fn parse(sent: &'a str) -> Option<Self> {
        let value = Decimal::parse(sent)?;
        let (mantissa, exponent) = sent.split_once(['e', 'E']).unwrap_or((sent, "0"));
        let exponent: i64 = exponent.parse().ok()?;
        let written = i64::try_from(mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len())).ok()?;
        let scale = usize::try_from(written.saturating_sub(exponent)).unwrap_or(0);
        let too_long = scale > MAX_DIGITS || value.digits.len() > MAX_DIGITS || value.exponent > 30;
        (!too_long).then_some(Self { sent, value, scale })
    }

    /// Whether it is written as a whole number.
    pub(super) fn is_whole(&self) -> bool {
        self.scale == 0
    }

    /// The value times 10^`power`, if that is whole and not absurdly large.
    pub(super) fn scaled(&self, power: u32) -> Option<i128> {
        scaled(&self.value, power)
    }

    /// As it reads, with as many digits behind the point as were written.
    pub(super) fn text(&self, language: Language) -> String {
        text(&self.value, self.scale, language)
    }
}

/// A value times 10^`power`, if that is whole and not absurdly large.
pub(super) fn scaled(value: &Decimal, power: u32) -> Option<i128> {
    let exponent = value.exponent.checked_add(i64::from(power))?;
    if value.digits.is_empty() {
        return Some(0);
    }
    let factor = 10_i128.checked_pow(u32::try_from(exponent).ok()?)?;
    let magnitude = value.digits.parse::<i128>().ok()?.checked_mul(factor)?;
    Some(if value.negative { -magnitude } else { magnitude })
}

/// Writes a number with its sign, grouping and at least `scale` digits behind the point.
pub(super) fn text(value: &Decimal, scale: usize, language: Language) -> String {
    let sign = if value.negative { MINUS } else { "" };
    format!("{sign}{}", unsigned(value, scale, language))
}

/// The sign of numbers below zero. A hyphen is easily lost beside a currency sign.
pub(super) const MINUS: &str = "−";

/// The same without the sign.
pub(super) fn unsigned(value: &Decimal, scale: usize, language: Language) -> String {
    let formatters = Formatters::of(language);
    let (whole, fraction) = value.plain_parts(scale);
    let mut out = String::with_capacity(whole.len() * 2 + fraction.len() + 1);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push_str(&formatters.group);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push_str(&formatters.point);
        out.push_str(&fraction);
    }
    out
}

/// A whole number, grouped.
pub(super) fn whole(value: impl ToString, language: Language) -> String {
    let digits = value.to_string();
    Figure::parse(&digits).map_or_else(|| digits.clone(), |figure| figure.text(language))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english(json: &str) -> Option<String> {
        Figure::read(&Json::parse(json).unwrap()).map(|figure| figure.text(Language::English))
    }

    #[test]
    fn digits_stay_as_they_were_written() {
        for (json, expected) in [
            ("0", "0"),
            ("-0", "0"),
            ("-0.00", "0.00"),
            ("999", "999"),
            ("1000", "1,000"),
            ("\"1.50\"", "1.50"),
            ("-1234567.125", "−1,234,567.125"),
            ("2.5e3", "2,500"),
            ("2.50e1", "25.0"),
            ("1e-3", "0.001"),
            ("123456789012345678901234567890", "123,456,789,012,345,678,901,234,567,890"),
        ] {
            assert_eq!(english(json).as_deref(), Some(expected), "{json}");
        }
    }

    #[test]
    fn what_is_no_plain_decimal_is_refused() {
        for json in [
            "1e400",
            "1e-400",
            "0e-9999999",
            "1e31",
            "\"2.5e3\"",
            "\"\"",
            "\" 5\"",
            "\"5 \"",
            "\"+5\"",
            "\"05\"",
            "\".5\"",
            "\"5.\"",
            "\"2,500\"",
            "\"2 500\"",
            "\"1_000\"",
            "\"0x10\"",
            "\"−5\"",
            "\"٥\"",
            "\"５\"",
            "\"NaN\"",
            "\"Infinity\"",
            "true",
            "null",
            "[]",
            "1234567890123456789012345678901",
        ] {
            assert_eq!(english(json), None, "{json}");
        }
    }
}
