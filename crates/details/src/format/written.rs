//! Dates and times as they are written: RFC 3339, with and without an offset.

use jiff::civil::{self, Date};
use jiff::tz::Offset;

use super::time::TimeError;

/// A date and a time of day, and the offset if there was one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    /// The fields. In a leap second the second is 59.
    pub(super) civil: civil::DateTime,
    /// Whether the second was written as 60.
    pub(super) leap: bool,
    /// The offset from UTC.
    pub(super) offset: Option<Offset>,
}

/// Reads `2026-06-13`.
pub(super) fn date(text: &str) -> Result<Date, TimeError> {
    let mut reader = Reader(text.as_bytes());
    let date = reader.date()?;
    reader.end()?;
    Ok(date)
}

/// Reads `2026-06-13T15:30:00+02:00`. Seconds may be left out, and so may the offset; a blank or
/// `t` may stand for the `T`, as RFC 3339 section 5.6 allows.
pub(super) fn date_time(text: &str) -> Result<Written, TimeError> {
    let mut reader = Reader(text.as_bytes());
    let date = reader.date()?;
    reader.one_of(b"Tt ")?;
    let hour = reader.digits(2)?;
    reader.one_of(b":")?;
    let minute = reader.digits(2)?;
    let (second, nanosecond) = reader.seconds()?;
    let offset = reader.offset()?;
    reader.end()?;
    let leap = second == 60;
    let time = civil::Time::new(small(hour)?, small(minute)?, small(if leap { 59 } else { second })?, nanosecond)
        .map_err(|_| TimeError::Impossible)?;
    let civil = date.to_datetime(time);
    if leap && !offset.is_some_and(|offset| ends_a_month(civil, offset)) {
        return Err(TimeError::Impossible);
    }
    Ok(Written { civil, leap, offset })
}

/// Leap seconds are inserted at the end of a month, in UTC.
fn ends_a_month(civil: civil::DateTime, offset: Offset) -> bool {
    offset.to_timestamp(civil).is_ok_and(|at| {
        let utc = Offset::UTC.to_datetime(at);
        utc.date() == utc.date().last_of_month() && (utc.hour(), utc.minute()) == (23, 59)
    })
}

fn small(value: i32) -> Result<i8, TimeError> {
    i8::try_from(value).map_err(|_| TimeError::Impossible)
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn date(&mut self) -> Result<Date, TimeError> {
        let year = self.digits(4)?;
        self.one_of(b"-")?;
        let month = self.digits(2)?;
        self.one_of(b"-")?;
        let day = self.digits(2)?;
        let year = i16::try_from(year).map_err(|_| TimeError::Impossible)?;
        Date::new(year, small(month)?, small(day)?).map_err(|_| TimeError::Impossible)
    }

    fn seconds(&mut self) -> Result<(i32, i32), TimeError> {
        if self.one_of(b":").is_err() {
            return Ok((0, 0));
        }
        let second = self.digits(2)?;
        if self.one_of(b".").is_err() {
            return Ok((second, 0));
        }
        let count = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if !(1..=9).contains(&count) {
            return Err(TimeError::Malformed);
        }
        let fraction = self.digits(count)?;
        let scale = (count..9).fold(1, |scale, _| scale * 10);
        Ok((second, fraction * scale))
    }

    fn offset(&mut self) -> Result<Option<Offset>, TimeError> {
        match self.one_of(b"Zz+-") {
            Err(_) => Ok(None),
            Ok(b'Z' | b'z') => Ok(Some(Offset::UTC)),
            Ok(sign) => {
                let hours = self.digits(2)?;
                self.one_of(b":")?;
                let minutes = self.digits(2)?;
                if hours > 23 || minutes > 59 {
                    return Err(TimeError::Impossible);
                }
                let seconds = (hours * 60 + minutes) * 60;
                let seconds = if sign == b'-' { -seconds } else { seconds };
                Offset::from_seconds(seconds).map(Some).map_err(|_| TimeError::Impossible)
            }
        }
    }

    /// Exactly `count` ASCII digits, at most nine.
    fn digits(&mut self, count: usize) -> Result<i32, TimeError> {
        let (digits, rest) = self.0.split_at_checked(count).ok_or(TimeError::Malformed)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(TimeError::Malformed);
        }
        self.0 = rest;
        Ok(digits.iter().fold(0, |value, digit| value * 10 + i32::from(digit - b'0')))
    }

    fn one_of(&mut self, accepted: &[u8]) -> Result<u8, TimeError> {
        let (first, rest) = self.0.split_first().ok_or(TimeError::Malformed)?;
        if !accepted.contains(first) {
            return Err(TimeError::Malformed);
        }
        self.0 = rest;
        Ok(*first)
    }

    fn end(&self) -> Result<(), TimeError> {
        if self.0.is_empty() { Ok(()) } else { Err(TimeError::Malformed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rfc_3339_allows_is_read() {
        for (text, civil, offset) in [
            ("2026-06-13T15:30:00+02:00", "2026-06-13T15:30:00", Some(7200)),
            ("2026-06-13t15:30:00z", "2026-06-13T15:30:00", Some(0)),
            ("2026-06-13 15:30:00.125-00:00", "2026-06-13T15:30:00.125", Some(0)),
            ("2026-06-13T15:30-09:30", "2026-06-13T15:30:00", Some(-34_200)),
            ("2026-06-13T15:30:00", "2026-06-13T15:30:00", None),
            ("2024-02-29T00:00:00.999999999Z", "2024-02-29T00:00:00.999999999", Some(0)),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00", Some(0)),
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59", Some(0)),
        ] {
            let written = date_time(text).unwrap();
            assert_eq!(written.civil, civil.parse().unwrap(), "{text}");
            assert_eq!(written.offset.map(Offset::seconds), offset, "{text}");
        }
    }

    #[test]
    fn moments_that_do_not_exist_are_refused() {
        for text in [
            "2026-02-30T00:00:00Z",
            "2025-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-10T00:00:00Z",
            "2026-06-13T24:00:00Z",
            "2026-06-13T23:60:00Z",
            "2026-06-13T23:59:61Z",
            "2026-06-13T15:30:00+24:00",
            "2026-06-13T15:30:00+02:60",
        ] {
            assert_eq!(date_time(text), Err(TimeError::Impossible), "{text}");
        }
        assert_eq!(date("2026-06-31"), Err(TimeError::Impossible));
    }

    #[test]
    fn leap_seconds_stand_at_the_end_of_a_month_in_utc() {
        assert!(date_time("2016-12-31T23:59:60Z").unwrap().leap);
        assert!(date_time("2017-01-01T00:59:60+01:00").unwrap().leap);
        for text in ["2016-12-30T23:59:60Z", "2016-12-31T23:58:60Z", "2017-01-01T00:59:60Z", "2016-12-31T23:59:60"] {
            assert_eq!(date_time(text), Err(TimeError::Impossible), "{text}");
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "tomorrow",
            "2026-06-13",
            "13/06/2026 15:30",
            "2026-6-13T15:30:00Z",
            " 2026-06-13T15:30:00Z",
            "2026-06-13T15:30:00Z ",
            "2026-06-13T15:30:00 Z",
            "2026-06-13T15:30:00+0200",
            "2026-06-13T15:30:00+02:00[Europe/Berlin]",
            "2026-06-13T15:30:00.Z",
            "2026-06-13T15:30:00.1234567891Z",
            "+002026-06-13T15:30:00Z",
            "２０２６-06-13T15:30:00Z",
            "2026-W24-6T15:30:00Z",
        ] {
            assert_eq!(date_time(text), Err(TimeError::Malformed), "{text}");
        }
        assert_eq!(date("2026-06-13T00:00:00Z"), Err(TimeError::Malformed));
    }
}
