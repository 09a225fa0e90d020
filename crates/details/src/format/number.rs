//! Plain numbers, percentages and sizes.

use waxseal_protocol::json::{Decimal, Json};

use super::figure::{self, Figure};
use crate::display::{Display, Language};
use crate::messages::Message;

/// A number as it reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberText {
    /// `12,500.75`
    pub text: String,
    /// The number as it was sent.
    pub sent: String,
}

/// What a percentage is counted against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PercentScale {
    /// `0.125` is 12.5%: values from 0 to 1.
    ZeroToOne,
    /// `12.5` is 12.5%: values from 0 to 100.
    ZeroToHundred,
}

/// Which multiples of a byte are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteSystem {
    /// Powers of 1024: KiB, MiB, GiB.
    Iec,
    /// Powers of 1000: kB, MB, GB.
    Si,
}

/// Why a value cannot be shown as a number. The sentences hold nothing of what was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not a number and not a decimal string, or too long to be read.
    #[error("a number is not a decimal number")]
    NotDecimal,
    /// Outside of the declared scale, and so perhaps a hundred times what was meant.
    #[error("a percentage is outside of its scale")]
    OutsideScale,
    /// A size that is negative or has a fraction.
    #[error("a size is not a whole number of bytes")]
    NotBytes,
}

/// Formats a number with grouping and as many decimal places as were written.
///
/// # Errors
/// [`NumberError::NotDecimal`].
pub fn number(value: &Json, display: &Display) -> Result<NumberText, NumberError> {
    let figure = Figure::read(value).ok_or(NumberError::NotDecimal)?;
    Ok(NumberText { text: figure.text(display.language), sent: figure.sent.to_owned() })
}

/// Formats a percentage. A value outside of the scale is refused rather than shown: what is sent as
/// `12.5` on a scale from 0 to 1 is hardly meant as 1,250%.
///
/// # Errors
/// [`NumberError::NotDecimal`] and [`NumberError::OutsideScale`].
pub fn percent(value: &Json, scale: PercentScale, display: &Display) -> Result<NumberText, NumberError> {
    let figure = Figure::read(value).ok_or(NumberError::NotDecimal)?;
    let one_or_hundred = match scale {
        PercentScale::ZeroToOne => 0,
        PercentScale::ZeroToHundred => 2,
    };
    let most = Decimal { negative: false, digits: "1".to_owned(), exponent: one_or_hundred };
    if figure.value.negative || figure.value > most {
        return Err(NumberError::OutsideScale);
    }
    let mut value = figure.value.clone();
    let mut places = figure.scale;
    if scale == PercentScale::ZeroToOne {
        places = places.saturating_sub(2);
        if !value.digits.is_empty() {
            value.exponent += 2;
        }
    }
    let digits = figure::text(&value, places, display.language);
    let text = match display.language {
        Language::English | Language::Japanese | Language::Arabic | Language::Pseudo => format!("{digits}%"),
        Language::German | Language::Spanish => format!("{digits}\u{a0}%"),
        Language::French => format!("{digits}\u{202f}%"),
    };
    Ok(NumberText { text, sent: figure.sent.to_owned() })
}

/// Formats a size in bytes: rounded to one decimal place in the largest fitting unit, and in full
/// in brackets.
///
/// # Errors
/// [`NumberError::NotDecimal`] and [`NumberError::NotBytes`].
pub fn bytes(value: &Json, system: ByteSystem, display: &Display) -> Result<NumberText, NumberError> {
    let figure = Figure::read(value).ok_or(NumberError::NotDecimal)?;
    let count = figure.scaled(0).and_then(|count| u128::try_from(count).ok());
    let count = count.filter(|_| figure.is_whole()).ok_or(NumberError::NotBytes)?;
    let language = display.language;
    // The plural forms of our languages depend on the last digits at most.
    let plural = u32::try_from(if count < 1_000_000 { count } else { 1_000_000 + count % 1_000_000 }).unwrap_or(0);
    let exact = Message::Bytes.counted(language, f64::from(plural), &figure::whole(count, language));
    let text = match in_unit(count, system) {
        None => exact,
        Some((tenths, prefix)) => {
            let rounded = format!("{}.{}", tenths / 10, tenths % 10);
            let rounded = rounded.strip_suffix(".0").unwrap_or(&rounded);
            let rounded = Figure::parse(rounded).map_or_else(String::new, |figure| figure.text(language));
            let unit = format!("{prefix}{}", Message::ByteSymbol.text(language));
            Message::ByteSize.with(language, &[("n", &rounded), ("unit", &unit), ("exact", &exact)])
        }
    };
    Ok(NumberText { text, sent: figure.sent.to_owned() })
}

/// Tenths of the largest unit that is not larger than the size, and its prefix. Nothing below the
/// first unit.
fn in_unit(count: u128, system: ByteSystem) -> Option<(u128, &'static str)> {
    let (base, prefixes) = match system {
        ByteSystem::Iec => (1024, ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"]),
        ByteSystem::Si => (1000, ["k", "M", "G", "T", "P", "E", "Z", "Y"]),
    };
    let mut unit = base;
    let mut found = None;
    for prefix in prefixes {
        if count < unit {
            break;
        }
        found = Some(((count * 10 + unit / 2) / unit, prefix));
        unit *= base;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn display(language: Language) -> Display {
        Display { language, ..Display::english_utc(jiff::Timestamp::UNIX_EPOCH) }
    }

    fn shown(
        json: &str,
        format: impl Fn(&Json, &Display) -> Result<NumberText, NumberError>,
    ) -> Result<String, NumberError> {
        format(&Json::parse(json).unwrap(), &display(Language::English)).map(|number| number.text)
    }

    #[test]
    fn numbers_are_grouped_and_keep_their_digits() {
        assert_eq!(shown("12500.750", number).unwrap(), "12,500.750");
        assert_eq!(shown("12345678901234567890.12", number).unwrap(), "12,345,678,901,234,567,890.12");
        assert_eq!(shown("\"abc\"", number), Err(NumberError::NotDecimal));
        let text = |language| number(&Json::parse("2500.5").unwrap(), &display(language)).unwrap().text;
        assert_eq!(text(Language::German), "2.500,5");
        assert_eq!(text(Language::Spanish), "2.500,5");
        assert_eq!(text(Language::French), "2\u{202f}500,5");
        assert_eq!(text(Language::Arabic), "2,500.5");
    }

    #[test]
    fn percentages_follow_their_scale() {
        let one = |json: &str| shown(json, |value, display| percent(value, PercentScale::ZeroToOne, display));
        let hundred = |json: &str| shown(json, |value, display| percent(value, PercentScale::ZeroToHundred, display));
        for (json, expected) in
            [("0.125", "12.5%"), ("1", "100%"), ("0", "0%"), ("0.5", "50%"), ("0.070", "7.0%"), ("1e-4", "0.01%")]
        {
            assert_eq!(one(json).as_deref(), Ok(expected), "{json}");
        }
        for (json, expected) in [("12.5", "12.5%"), ("100.00", "100.00%"), ("0.125", "0.125%")] {
            assert_eq!(hundred(json).as_deref(), Ok(expected), "{json}");
        }
        for outside in [one("12.5"), one("1.01"), one("-0.1"), hundred("100.1"), hundred("-1")] {
            assert_eq!(outside, Err(NumberError::OutsideScale));
        }
        let french = percent(&Json::parse("12.5").unwrap(), PercentScale::ZeroToHundred, &display(Language::French));
        assert_eq!(french.unwrap().text, "12,5\u{202f}%");
    }

    #[test]
    fn sizes_name_their_system_and_stay_exact() {
        let iec = |json: &str| shown(json, |value, display| bytes(value, ByteSystem::Iec, display));
        let si = |json: &str| shown(json, |value, display| bytes(value, ByteSystem::Si, display));
        assert_eq!(iec("0").unwrap(), "0 bytes");
        assert_eq!(iec("1").unwrap(), "1 byte");
        assert_eq!(iec("1023").unwrap(), "1,023 bytes");
        assert_eq!(si("1023").unwrap(), "1\u{a0}kB (1,023 bytes)");
        assert_eq!(iec("1610612736").unwrap(), "1.5\u{a0}GiB (1,610,612,736 bytes)");
        assert_eq!(si("1610612736").unwrap(), "1.6\u{a0}GB (1,610,612,736 bytes)");
        assert_eq!(iec("1048575").unwrap(), "1,024\u{a0}KiB (1,048,575 bytes)");
        for json in ["-1", "1.5", "1.0"] {
            assert_eq!(iec(json), Err(NumberError::NotBytes), "{json}");
        }
        let french = bytes(&Json::parse("1610612736").unwrap(), ByteSystem::Si, &display(Language::French));
        assert_eq!(french.unwrap().text, "1,6\u{a0}Go (1\u{202f}610\u{202f}612\u{202f}736 octets)");
    }
}
