//! From one moment or day to another.

use waxseal_protocol::json::Json;

use super::relative::relative;
use super::time::{DateStyle, EpochUnit, Moment, Placed, TimeError, TimeText, date, datetime, day_text, with_note};
use super::written;
use super::zone::Zone;
use crate::display::Display;
use crate::messages::Message;

/// A range as it reads, and its two ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangeText {
    /// `Tue 14 Jul 2026, 14:00–15:00 UTC (in 12 min)`
    pub text: String,
    /// The beginning on its own.
    pub start: TimeText,
    /// The end on its own.
    pub end: TimeText,
}

/// Formats a range of two moments or of two days.
///
/// Within one day the date is said once. Where both ends are known, the brackets say how far the
/// beginning is, or that the range began or ended.
///
/// # Errors
/// See [`TimeError`].
pub fn date_range(
    start: &Json,
    end: &Json,
    unit: Option<EpochUnit>,
    zone: &Zone,
    style: DateStyle,
    display: &Display,
) -> Result<RangeText, TimeError> {
    let is_day = |value: &Json| unit.is_none() && value.as_str().is_some_and(|text| text.len() == 10);
    match (is_day(start), is_day(end)) {
        (true, true) => days(start, end, style, display),
        (false, false) => moments(start, end, unit, zone, style, display),
        _ => Err(TimeError::MixedRange),
    }
}

fn days(start: &Json, end: &Json, style: DateStyle, display: &Display) -> Result<RangeText, TimeError> {
    let (from, to) = (date(start, style, display)?, date(end, style, display)?);
    let day = |value: &Json| written::date(value.as_str().unwrap_or_default());
    if day(end)? < day(start)? {
        return Err(TimeError::EndBeforeStart);
    }
    let text =
        if from.text == to.text { from.text.clone() } else { joined(Message::Range, &from.text, &to.text, display) };
    Ok(RangeText { text, start: from, end: to })
}

fn moments(
    start: &Json,
    end: &Json,
    unit: Option<EpochUnit>,
    zone: &Zone,
    style: DateStyle,
    display: &Display,
) -> Result<RangeText, TimeError> {
    let from = Moment::read(start, unit)?.place(zone, display)?;
    let to = Moment::read(end, unit)?.place(zone, display)?;
    let backwards = match (from.at, to.at) {
        (Some(from), Some(to)) => to < from,
        // Without instants only times of the same zone, or both of none, can be compared.
        _ => from.zone == to.zone && to.civil < from.civil,
    };
    if backwards {
        return Err(TimeError::EndBeforeStart);
    }
    let (start, end) = (datetime(start, unit, zone, style, display)?, datetime(end, unit, zone, style, display)?);
    let text = match (&from.zone, &to.zone) {
        (None, None) => with_note(
            &span(&from, &to, style, display),
            Some(&display.say(Message::TimeZoneNotGiven)),
            display.language,
        ),
        (Some(_), Some(_)) => {
            with_note(&span(&from, &to, style, display), progress(&from, &to, display).as_deref(), display.language)
        }
        // The note belongs to one end only.
        _ => joined(Message::Range, &start.text, &end.text, display),
    };
    Ok(RangeText { text, start, end })
}

/// Both ends without what stands in brackets.
fn span(from: &Placed, to: &Placed, style: DateStyle, display: &Display) -> String {
    let language = display.language;
    if from.civil.date() != to.civil.date() {
        return joined(Message::Range, &from.absolute(style, language), &to.absolute(style, language), display);
    }
    let times = if from.zone == to.zone {
        joined(Message::ShortRange, &from.time(language), &to.time_and_zone(language), display)
    } else {
        // The clocks change in between.
        joined(Message::Range, &from.time_and_zone(language), &to.time_and_zone(language), display)
    };
    let day = day_text(from.civil.date(), style, language);
    Message::DateAndTime.with(language, &[("date", &day), ("time", &times)])
}

/// Where the present moment stands relative to the range.
fn progress(from: &Placed, to: &Placed, display: &Display) -> Option<String> {
    let start = from.at?;
    if start > display.now {
        return Some(relative(start, display));
    }
    let (message, at) = match to.at {
        Some(end) if end <= display.now => (Message::Ended, end),
        _ => (Message::Began, start),
    };
    Some(message.with(display.language, &[("relative", &relative(at, display))]))
}

fn joined(message: Message, start: &str, end: &str, display: &Display) -> String {
    message.with(display.language, &[("start", start), ("end", end)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(start: &str, end: &str, zone: &str) -> Result<String, TimeError> {
        let display = Display::english_utc("2026-07-14T13:48:00Z".parse().unwrap());
        let text = |text: &str| Json::String(text.to_owned());
        let zone = Zone::Named(zone.to_owned());
        date_range(&text(start), &text(end), None, &zone, DateStyle::Medium, &display).map(|range| range.text)
    }

    #[test]
    fn within_a_day_the_date_is_said_once() {
        let text = range("2026-07-14T14:00:00Z", "2026-07-14T15:00:00Z", "UTC");
        assert_eq!(text.unwrap(), "Tue 14 Jul 2026, 14:00–15:00 UTC (in 12 min)");
        let text = range("2026-07-14T10:00:00Z", "2026-07-14T15:00:00Z", "Europe/Berlin");
        assert_eq!(text.unwrap(), "Tue 14 Jul 2026, 12:00–17:00 CEST (began 3 h ago)");
        let text = range("2026-07-11T10:00:00Z", "2026-07-11T10:00:00Z", "UTC");
        assert_eq!(text.unwrap(), "Sat 11 Jul 2026, 10:00–10:00 UTC (ended 3 days ago)");
        assert_eq!(range("2026-07-14", "2026-07-14", "UTC").unwrap(), "Tue 14 Jul 2026");
    }

    #[test]
    fn across_days_both_ends_are_said_in_full() {
        let text = range("2026-07-14T14:00:00Z", "2026-07-15T02:00:00Z", "UTC");
        assert_eq!(text.unwrap(), "Tue 14 Jul 2026, 14:00 UTC – Wed 15 Jul 2026, 02:00 UTC (in 12 min)");
        assert_eq!(range("2026-07-14", "2026-07-16", "UTC").unwrap(), "Tue 14 Jul 2026 – Thu 16 Jul 2026");
    }

    #[test]
    fn when_the_clocks_change_both_zones_are_named() {
        let text = range("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "Europe/Berlin");
        assert_eq!(text.unwrap(), "Sun 25 Oct 2026, 02:30 CEST – 02:30 CET (in 3 months)");
        let text = range("2027-03-28T00:30:00Z", "2027-03-28T01:30:00Z", "Europe/Berlin");
        assert_eq!(text.unwrap(), "Sun 28 Mar 2027, 01:30 CET – 03:30 CEST (in 8 months)");
    }

    #[test]
    fn a_missing_zone_is_said_for_the_ends_that_lack_it() {
        let text = range("2026-07-14T14:00:00", "2026-07-14T15:00:00", "UTC");
        assert_eq!(text.unwrap(), "Tue 14 Jul 2026, 14:00–15:00 (time zone not given)");
        let text = range("2026-07-14T14:00:00Z", "2026-07-14T15:00:00", "UTC");
        assert_eq!(
            text.unwrap(),
            "Tue 14 Jul 2026, 14:00 UTC (in 12 min) – Tue 14 Jul 2026, 15:00 (time zone not given)"
        );
    }

    #[test]
    fn ranges_that_make_no_sense_are_refused() {
        assert_eq!(range("2026-07-14T14:00:00Z", "2026-07-14T15:00:00+02:00", "UTC"), Err(TimeError::EndBeforeStart));
        assert_eq!(range("2026-07-14T14:00:00", "2026-07-14T13:00:00", "UTC"), Err(TimeError::EndBeforeStart));
        assert_eq!(range("2026-07-15", "2026-07-14", "UTC"), Err(TimeError::EndBeforeStart));
        assert_eq!(range("2026-07-14", "2026-07-14T13:00:00Z", "UTC"), Err(TimeError::MixedRange));
    }

    #[test]
    fn a_range_may_have_no_end() {
        let text = range("2026-07-14T14:00:00Z", "9999-12-31T23:59:59Z", "UTC");
        assert_eq!(text.unwrap(), "Tue 14 Jul 2026, 14:00 UTC – Fri 31 Dec 9999, 23:59:59 UTC (in 12 min)");
    }
}
