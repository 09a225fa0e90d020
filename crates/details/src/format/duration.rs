//! Lengths of time: `8 hours`, `for 8 hours (until 17:30 CEST)`.

use jiff::fmt::temporal::SpanParser;
use jiff::tz::Offset;
use jiff::{Span, Timestamp};
use waxseal_protocol::json::Json;

use super::figure::{self, Figure};
use super::time::{DateStyle, Placed, TimeError, sent};
use super::zone::Zone;
use crate::display::{Display, Language};
use crate::messages::Message;

/// What a number that stands for a length of time counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DurationUnit {
    /// Milliseconds.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days of 24 hours.
    Days,
}

/// A length of time as it reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DurationText {
    /// `8 hours 30 minutes`
    pub text: String,
    /// When it is over, if its beginning is known.
    pub end: Option<Timestamp>,
    /// The value as it was sent.
    pub sent: String,
}

/// Why a value cannot be shown as a length of time. The sentences hold nothing of what was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// Not a duration of ISO 8601, and no unit is given for a number.
    #[error("a duration is not of the form of ISO 8601")]
    Malformed,
    /// A number, and the template does not say what it counts.
    #[error("a duration is a number of an unknown unit")]
    UnitNotGiven,
    /// Less than nothing.
    #[error("a duration is negative")]
    Negative,
    /// Thousands of years, or parts of a nanosecond.
    #[error("a duration is out of range")]
    OutOfRange,
    /// The template names a zone that the IANA database does not have.
    #[error(transparent)]
    Zone(#[from] TimeError),
}

/// Formats a length of time: ISO 8601 text, or with a `unit` a number.
///
/// Years, months, weeks and days stay as they were written, since they differ in length. Hours,
/// minutes and seconds are added up and said in hours, or from two days on in days of 24 hours.
///
/// # Errors
/// See [`DurationError`].
pub fn duration(value: &Json, unit: Option<DurationUnit>, display: &Display) -> Result<DurationText, DurationError> {
    let text = words(&read(value, unit)?, display.language)?;
    Ok(DurationText { text, end: None, sent: sent(value) })
}

/// Formats a length of time that begins at `start`, with its end in `zone`.
///
/// The end is a time of day if it is on the day of the beginning, and has its date otherwise.
///
/// # Errors
/// See [`DurationError`].
pub fn duration_from(
    value: &Json,
    unit: Option<DurationUnit>,
    start: Timestamp,
    zone: &Zone,
    display: &Display,
) -> Result<DurationText, DurationError> {
    let span = read(value, unit)?;
    let duration = words(&span, display.language)?;
    let zone = zone.resolve(Offset::UTC, display)?;
    let begin = start.to_zoned(zone.clone());
    let over = begin.checked_add(span).map_err(|_| DurationError::OutOfRange)?;
    let end = Placed::at(over.timestamp(), &zone);
    let end = if over.date() == begin.date() {
        end.time_and_zone(display.language)
    } else {
        end.absolute(DateStyle::Medium, display.language)
    };
    let text = Message::ForUntil.with(display.language, &[("duration", &duration), ("end", &end)]);
    Ok(DurationText { text, end: Some(over.timestamp()), sent: sent(value) })
}

fn read(value: &Json, unit: Option<DurationUnit>) -> Result<Span, DurationError> {
    let span = match (value, unit) {
        (value, Some(unit)) => number(value, unit)?,
        (Json::Number(_), None) => return Err(DurationError::UnitNotGiven),
        (Json::String(text), None) => SpanParser::new().parse_span(text).map_err(|_| DurationError::Malformed)?,
        _ => return Err(DurationError::Malformed),
    };
    if span.is_negative() { Err(DurationError::Negative) } else { Ok(span) }
}

fn number(value: &Json, unit: DurationUnit) -> Result<Span, DurationError> {
    let figure = Figure::read(value).ok_or(DurationError::Malformed)?;
    let (power, seconds) = match unit {
        DurationUnit::Milliseconds => (6, 1),
        DurationUnit::Seconds => (9, 1),
        DurationUnit::Minutes => (9, 60),
        DurationUnit::Hours => (9, 3600),
        DurationUnit::Days => (9, 86_400),
    };
    let nanoseconds = figure.scaled(power).and_then(|value| value.checked_mul(seconds));
    let nanoseconds = nanoseconds.ok_or(DurationError::OutOfRange)?;
    let whole = i64::try_from(nanoseconds / NANOSECONDS).map_err(|_| DurationError::OutOfRange)?;
    let rest = i64::try_from(nanoseconds % NANOSECONDS).map_err(|_| DurationError::OutOfRange)?;
    let span = Span::new().try_seconds(whole).and_then(|span| span.try_nanoseconds(rest));
    span.map_err(|_| DurationError::OutOfRange)
}

const NANOSECONDS: i128 = 1_000_000_000;

/// The words of a span that is not negative.
fn words(span: &Span, language: Language) -> Result<String, DurationError> {
    let mut days = i64::from(span.get_days());
    let of_calendar = [i64::from(span.get_years()), i64::from(span.get_months()), i64::from(span.get_weeks()), days];
    let clock = Span::new()
        .try_hours(span.get_hours())
        .and_then(|clock| clock.try_minutes(span.get_minutes()))
        .and_then(|clock| clock.try_seconds(span.get_seconds()))
        .and_then(|clock| clock.try_milliseconds(span.get_milliseconds()))
        .and_then(|clock| clock.try_microseconds(span.get_microseconds()))
        .and_then(|clock| clock.try_nanoseconds(span.get_nanoseconds()))
        .and_then(|clock| clock.to_duration(jiff::SpanRelativeTo::days_are_24_hours()))
        .map_err(|_| DurationError::OutOfRange)?;
    let mut seconds = clock.as_secs();
    if of_calendar == [0; 4] && seconds >= 2 * 86_400 {
        days = seconds / 86_400;
        seconds %= 86_400;
    }
    let [years, months, weeks, _] = of_calendar;
    let mut parts = Vec::new();
    for (message, count) in [
        (Message::Years, years),
        (Message::Months, months),
        (Message::Weeks, weeks),
        (Message::Days, days),
        (Message::Hours, seconds / 3600),
        (Message::Minutes, seconds / 60 % 60),
    ] {
        if count != 0 {
            let count = u32::try_from(count).map_err(|_| DurationError::OutOfRange)?;
            parts.push(message.counted(language, f64::from(count), &figure::whole(count, language)));
        }
    }
    let fraction = clock.subsec_nanos();
    if seconds % 60 != 0 || fraction != 0 || parts.is_empty() {
        parts.push(seconds_text(seconds % 60, fraction, language));
    }
    let last = parts.pop().unwrap_or_default();
    Ok(parts
        .into_iter()
        .rev()
        .fold(last, |rest, first| Message::DurationParts.with(language, &[("first", &first), ("rest", &rest)])))
}

/// `1.5 seconds`
fn seconds_text(seconds: i64, nanoseconds: i32, language: Language) -> String {
    let exact = format!("{seconds}.{nanoseconds:09}");
    let exact = exact.trim_end_matches('0').trim_end_matches('.');
    let shown = Figure::parse(exact).map_or_else(|| exact.to_owned(), |figure| figure.text(language));
    Message::Seconds.counted(language, exact.parse().unwrap_or(0.0), &shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn display() -> Display {
        Display::english_utc("2026-06-13T07:30:00Z".parse().unwrap())
    }

    fn shown(json: &str, unit: Option<DurationUnit>) -> Result<String, DurationError> {
        duration(&Json::parse(json).unwrap(), unit, &display()).map(|duration| duration.text)
    }

    #[test]
    fn durations_read_as_words() {
        for (json, expected) in [
            ("\"PT8H\"", "8 hours"),
            ("\"PT1H30M\"", "1 hour 30 minutes"),
            ("\"PT28800S\"", "8 hours"),
            ("\"PT24H\"", "24 hours"),
            ("\"PT720H\"", "30 days"),
            ("\"P1D\"", "1 day"),
            ("\"P1DT36H\"", "1 day 36 hours"),
            ("\"P1Y2M3W4DT5H6M7.25S\"", "1 year 2 months 3 weeks 4 days 5 hours 6 minutes 7.25 seconds"),
            ("\"PT0S\"", "0 seconds"),
            ("\"P0D\"", "0 seconds"),
            ("\"PT1S\"", "1 second"),
            ("\"PT0.5S\"", "0.5 seconds"),
        ] {
            assert_eq!(shown(json, None).as_deref(), Ok(expected), "{json}");
        }
    }

    #[test]
    fn numbers_need_a_unit() {
        assert_eq!(shown("28800", None), Err(DurationError::UnitNotGiven));
        for (json, unit, expected) in [
            ("28800", DurationUnit::Seconds, "8 hours"),
            ("\"28800\"", DurationUnit::Seconds, "8 hours"),
            ("1500", DurationUnit::Milliseconds, "1.5 seconds"),
            ("1.5", DurationUnit::Hours, "1 hour 30 minutes"),
            ("90", DurationUnit::Minutes, "1 hour 30 minutes"),
            ("30", DurationUnit::Days, "30 days"),
            ("2592000", DurationUnit::Seconds, "30 days"),
            ("0", DurationUnit::Days, "0 seconds"),
        ] {
            assert_eq!(shown(json, Some(unit)).as_deref(), Ok(expected), "{json}");
        }
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for json in
            ["\"\"", "\"8 hours\"", "\"8h\"", "\"PT\"", "\"P\"", "\"PT8\"", "\" PT8H\"", "\"PT8H \"", "true", "null"]
        {
            assert_eq!(shown(json, None), Err(DurationError::Malformed), "{json}");
        }
        assert_eq!(shown("\"-PT8H\"", None), Err(DurationError::Negative));
        assert_eq!(shown("-1", Some(DurationUnit::Seconds)), Err(DurationError::Negative));
        assert_eq!(shown("1e29", Some(DurationUnit::Days)), Err(DurationError::OutOfRange));
        assert_eq!(shown("0.0000000001", Some(DurationUnit::Seconds)), Err(DurationError::OutOfRange));
        assert_eq!(shown("1e400", Some(DurationUnit::Seconds)), Err(DurationError::Malformed));
    }

    #[test]
    fn a_known_beginning_gives_the_end() {
        let until = |json: &str| {
            let zone = Zone::Named("Europe/Berlin".to_owned());
            duration_from(&Json::parse(json).unwrap(), None, display().now, &zone, &display()).unwrap().text
        };
        assert_eq!(until("\"PT8H\""), "for 8 hours (until 17:30 CEST)");
        assert_eq!(until("\"P1D\""), "for 1 day (until Sun 14 Jun 2026, 09:30 CEST)");
        // A day of the calendar ends at the same time of day, although the clocks change.
        assert_eq!(until("\"P150D\""), "for 150 days (until Tue 10 Nov 2026, 09:30 CET)");
        assert_eq!(until("\"PT3600H\""), "for 150 days (until Tue 10 Nov 2026, 08:30 CET)");
    }
}
