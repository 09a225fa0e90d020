//! Moments and days: `Sat 13 Jun 2026, 15:30 CEST (in 12 min)`.

use jiff::Timestamp;
use jiff::civil::{self, Date};
use jiff::tz::{Offset, TimeZone};
use waxseal_protocol::json::Json;

use super::figure::Figure;
use super::formatters::Formatters;
use super::relative::relative;
use super::written::{self, Written};
use super::zone::{self, Zone};
use crate::display::{Display, Language};
use crate::messages::Message;

/// What a number that stands for a moment counts since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EpochUnit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
}

/// How a day is written. The month is never a bare number that could be taken for the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DateStyle {
    /// `13 Jun 2026`
    Short,
    /// `Sat 13 Jun 2026`
    #[default]
    Medium,
    /// `Saturday, 13 June 2026`
    Long,
}

/// A moment or a day as it reads, and the facts it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeText {
    /// `Sat 13 Jun 2026, 15:30 CEST (in 12 min)`
    pub text: String,
    /// The same without what stands in brackets.
    pub absolute: String,
    /// `in 12 min`; nothing for a day, and for a time that came without an offset.
    pub relative: Option<String>,
    /// The moment, where the value names one.
    pub instant: Option<Timestamp>,
    /// The value as it was sent.
    pub sent: String,
}

/// Why a value cannot be shown as a time. The sentences hold nothing of what was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Not of the form of RFC 3339.
    #[error("a time is not of the form of RFC 3339")]
    Malformed,
    /// A date, a time of day or an offset that does not exist.
    #[error("a time does not exist")]
    Impossible,
    /// A number, and the template does not say what it counts.
    #[error("a time is a number of an unknown unit")]
    UnitNotGiven,
    /// A number beyond the year 9999, or with more than nine decimal places.
    #[error("a time is out of range")]
    OutOfRange,
    /// The template names a zone that the IANA database does not have.
    #[error("a time zone does not exist")]
    UnknownZone,
    /// A range that ends before it begins.
    #[error("a range ends before it begins")]
    EndBeforeStart,
    /// A range with a day on one side and a moment on the other.
    #[error("a range begins and ends with values of different kinds")]
    MixedRange,
}

/// Formats a moment.
///
/// `value` is text of RFC 3339, or with a `unit` a number since 1970. A time without an offset is
/// shown as it was written, in no zone, with a note that says so: any zone would be a guess.
///
/// # Errors
/// See [`TimeError`].
pub fn datetime(
    value: &Json,
    unit: Option<EpochUnit>,
    zone: &Zone,
    style: DateStyle,
    display: &Display,
) -> Result<TimeText, TimeError> {
    let placed = Moment::read(value, unit)?.place(zone, display)?;
    let absolute = placed.absolute(style, display.language);
    let relative = placed.at.map(|at| relative(at, display));
    let note = if placed.zone.is_none() { Some(display.say(Message::TimeZoneNotGiven)) } else { relative.clone() };
    let text = with_note(&absolute, note.as_deref(), display.language);
    Ok(TimeText { text, absolute, relative, instant: placed.at, sent: sent(value) })
}

/// Formats a day: text of the form `2026-06-13`. A day has no zone, so nothing is converted.
///
/// # Errors
/// See [`TimeError`].
pub fn date(value: &Json, style: DateStyle, display: &Display) -> Result<TimeText, TimeError> {
    let day = written::date(value.as_str().ok_or(TimeError::Malformed)?)?;
    let text = day_text(day, style, display.language);
    Ok(TimeText { absolute: text.clone(), text, relative: None, instant: None, sent: sent(value) })
}

/// A moment as it was sent.
#[derive(Debug)]
pub(super) struct Moment {
    written: Written,
    /// The instant, if there is an offset and jiff can hold it: the last two days of the year 9999,
    /// which stand for "never" in many systems, are beyond its range.
    at: Option<Timestamp>,
}

impl Moment {
    pub(super) fn read(value: &Json, unit: Option<EpochUnit>) -> Result<Self, TimeError> {
        if let Some(unit) = unit {
            let at = epoch(value, unit)?;
            let written = Written { civil: Offset::UTC.to_datetime(at), leap: false, offset: Some(Offset::UTC) };
            return Ok(Self { written, at: Some(at) });
        }
        let text = match value {
            Json::String(text) => text,
            Json::Number(_) => return Err(TimeError::UnitNotGiven),
            _ => return Err(TimeError::Malformed),
        };
        let written = written::date_time(text)?;
        Ok(Self { written, at: written.offset.and_then(|offset| offset.to_timestamp(written.civil).ok()) })
    }

    pub(super) fn place(&self, zone: &Zone, display: &Display) -> Result<Placed, TimeError> {
        let Written { civil, leap, offset } = self.written;
        // Resolved even where it is not needed, so that a wrong name is noticed with any value.
        let zone = zone.resolve(offset.unwrap_or(Offset::UTC), display)?;
        Ok(match (self.at, offset) {
            (Some(at), _) => {
                Placed { civil: zone.to_datetime(at), leap, zone: Some(zone::name(&zone, at)), at: Some(at) }
            }
            (None, Some(offset)) => Placed { civil, leap, zone: Some(zone::offset(offset)), at: None },
            (None, None) => Placed { civil, leap, zone: None, at: None },
        })
    }
}

/// A moment in the zone it is shown in.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) civil: civil::DateTime,
    leap: bool,
    /// What the zone is called; nothing if the moment came without an offset.
    pub(super) zone: Option<String>,
    pub(super) at: Option<Timestamp>,
}

impl Placed {
    /// A moment that is known.
    pub(super) fn at(at: Timestamp, zone: &TimeZone) -> Self {
        Self { civil: zone.to_datetime(at), leap: false, zone: Some(zone::name(zone, at)), at: Some(at) }
    }

    /// `Sat 13 Jun 2026, 15:30 CEST`
    pub(super) fn absolute(&self, style: DateStyle, language: Language) -> String {
        let day = day_text(self.civil.date(), style, language);
        let time = self.time_and_zone(language);
        Message::DateAndTime.with(language, &[("date", &day), ("time", &time)])
    }

    /// `15:30 CEST`
    pub(super) fn time_and_zone(&self, language: Language) -> String {
        let time = self.time(language);
        self.zone.as_ref().map_or_else(|| time.clone(), |zone| format!("{time} {zone}"))
    }

    /// `15:30`, with seconds and their fraction where they are not zero. All our languages write
    /// the 24 hours of a day like this.
    pub(super) fn time(&self, language: Language) -> String {
        let time = self.civil.time();
        let minutes = format!("{:02}:{:02}", time.hour(), time.minute());
        let second = time.second() + i8::from(self.leap);
        let nanosecond = time.subsec_nanosecond();
        if nanosecond != 0 {
            let fraction = format!("{nanosecond:09}");
            let fraction = fraction.trim_end_matches('0');
            format!("{minutes}:{second:02}{}{fraction}", Formatters::of(language).point)
        } else if second != 0 {
            format!("{minutes}:{second:02}")
        } else {
            minutes
        }
    }
}

/// A day in words. Years before 1000 are written in digits only: no calendar but ours counts them
/// so, and their names would need an era.
pub(super) fn day_text(day: Date, style: DateStyle, language: Language) -> String {
    let formatters = Formatters::of(language);
    let in_words = || match style {
        DateStyle::Short => Some(formatters.date(day)?.to_string()),
        DateStyle::Medium => {
            let (weekday, date) = (formatters.weekday(day)?.to_string(), formatters.date(day)?.to_string());
            Some(Message::WeekdayAndDate.with(language, &[("weekday", &weekday), ("date", &date)]))
        }
        DateStyle::Long => Some(formatters.long_date(day)?.to_string()),
    };
    let modern = day.year() >= 1000;
    modern.then(in_words).flatten().unwrap_or_else(|| day.to_string())
}

/// `text (note)`
pub(super) fn with_note(text: &str, note: Option<&str>, language: Language) -> String {
    note.map_or_else(|| text.to_owned(), |note| Message::WithNote.with(language, &[("text", text), ("note", note)]))
}

/// The value as it was sent: the text of a string, and of anything else its JSON.
pub(super) fn sent(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The moment a number stands for.
fn epoch(value: &Json, unit: EpochUnit) -> Result<Timestamp, TimeError> {
    let figure = Figure::read(value).ok_or(TimeError::Malformed)?;
    let power = match unit {
        EpochUnit::Seconds => 9,
        EpochUnit::Milliseconds => 6,
    };
    let nanoseconds = figure.scaled(power).ok_or(TimeError::OutOfRange)?;
    Timestamp::from_nanosecond(nanoseconds).map_err(|_| TimeError::OutOfRange)
}

#[cfg(test)]
mod tests;
