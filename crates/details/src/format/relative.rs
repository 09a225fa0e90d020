//! How far a moment is from now: `in 12 min`, `3 days ago`.

use jiff::Timestamp;

use super::figure;
use crate::display::Display;
use crate::messages::Message;

/// The distance in its largest fitting unit, rounded down: what remains is never less than said.
pub(super) fn relative(at: Timestamp, display: &Display) -> String {
    let seconds = at.duration_since(display.now).as_secs();
    let distance = seconds.unsigned_abs();
    let (future, past, unit) = match distance {
        0 => return Message::RelativeNow.text(display.language),
        1..MINUTE => (Message::InSeconds, Message::SecondsAgo, 1),
        MINUTE..HOUR => (Message::InMinutes, Message::MinutesAgo, MINUTE),
        HOUR..TWO_DAYS => (Message::InHours, Message::HoursAgo, HOUR),
        TWO_DAYS..SIXTY_DAYS => (Message::InDays, Message::DaysAgo, DAY),
        SIXTY_DAYS..TWO_YEARS => (Message::InMonths, Message::MonthsAgo, 30 * DAY),
        _ => (Message::InYears, Message::YearsAgo, 365 * DAY + DAY / 4),
    };
    let message = if seconds < 0 { past } else { future };
    let count = u32::try_from(distance / unit).unwrap_or(u32::MAX);
    message.counted(display.language, f64::from(count), &figure::whole(count, display.language))
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const TWO_DAYS: u64 = 2 * DAY;
const SIXTY_DAYS: u64 = 60 * DAY;
/// From here on a year is 365¼ days, and two of them have passed.
const TWO_YEARS: u64 = 731 * DAY;

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn distances_are_said_in_their_largest_fitting_unit() {
        let display = Display::english_utc("2026-06-13T13:18:00Z".parse().unwrap());
        for (seconds, expected) in [
            (0, "now"),
            (1, "in 1 s"),
            (59, "in 59 s"),
            (779, "in 12 min"),
            (3600, "in 1 h"),
            (172_799, "in 47 h"),
            (172_800, "in 2 days"),
            (5_184_000, "in 2 months"),
            (731 * 86_400, "in 2 years"),
            (-1, "1 s ago"),
            (-259_200, "3 days ago"),
            (-60_000_000_000, "1,901 years ago"),
        ] {
            let at = display.now + SignedDuration::from_secs(seconds);
            assert_eq!(relative(at, &display), expected);
        }
    }
}
