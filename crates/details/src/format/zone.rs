//! Time zones: which one a moment is shown in, and what it is called there.

use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};

use super::figure::MINUS;
use super::time::TimeError;
use crate::display::Display;

/// The zone a moment is shown in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Zone {
    /// The reader's own.
    #[default]
    Local,
    /// UTC.
    Utc,
    /// One of the IANA database: `Europe/Paris`.
    Named(String),
    /// The offset that came with the moment.
    AsWritten,
}

impl Zone {
    /// The zone itself. `written` is the offset that came with the moment.
    pub(super) fn resolve(&self, written: Offset, display: &Display) -> Result<TimeZone, TimeError> {
        match self {
            Self::Local => Ok(display.time_zone.clone()),
            Self::Utc => Ok(TimeZone::UTC),
            Self::Named(name) => database().get(name).map_err(|_| TimeError::UnknownZone),
            Self::AsWritten => Ok(TimeZone::fixed(written)),
        }
    }
}

/// The zones that are part of the program: the same on every device, and no file is read.
fn database() -> &'static TimeZoneDatabase {
    static DATABASE: OnceLock<TimeZoneDatabase> = OnceLock::new();
    DATABASE.get_or_init(TimeZoneDatabase::bundled)
}

/// What a zone is called at a moment: `CEST`, `UTC+5:30`, or both where the letters stand for more
/// than one zone.
pub(super) fn name(zone: &TimeZone, at: Timestamp) -> String {
    let info = zone.to_offset_info(at);
    let abbreviation = info.abbreviation();
    let lettered = abbreviation.len() >= 3 && abbreviation.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !lettered || abbreviation == "LMT" {
        offset(info.offset())
    } else if AMBIGUOUS.contains(&abbreviation) {
        format!("{abbreviation} {}", offset(info.offset()))
    } else {
        abbreviation.to_owned()
    }
}

/// Abbreviations that more than one zone goes by, in the database or in people's mouths: `CST` is
/// Chicago, Havana and Shanghai, `IST` is India, Ireland and Israel.
const AMBIGUOUS: [&str; 14] =
    ["AST", "BST", "CDT", "CST", "ECT", "EDT", "EST", "GST", "IST", "MST", "PDT", "PST", "SST", "WST"];

/// `UTC+5:30`
pub(super) fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let (hours, minutes, rest) =
        (seconds.unsigned_abs() / 3600, seconds.unsigned_abs() / 60 % 60, seconds.unsigned_abs() % 60);
    let sign = if seconds < 0 { MINUS } else { "+" };
    match (hours, minutes, rest) {
        (0, 0, 0) => "UTC".to_owned(),
        (_, 0, 0) => format!("UTC{sign}{hours}"),
        (_, _, 0) => format!("UTC{sign}{hours}:{minutes:02}"),
        _ => format!("UTC{sign}{hours}:{minutes:02}:{rest:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(zone: &str, at: &str) -> String {
        name(&database().get(zone).unwrap(), at.parse().unwrap())
    }

    #[test]
    fn zones_have_their_usual_name_or_their_offset() {
        for (zone, expected) in [
            ("Europe/Berlin", "CEST"),
            ("Asia/Tokyo", "JST"),
            ("Asia/Kolkata", "IST UTC+5:30"),
            ("America/Chicago", "CDT UTC−5"),
            ("Asia/Shanghai", "CST UTC+8"),
            ("America/Sao_Paulo", "UTC−3"),
            ("Asia/Kathmandu", "UTC+5:45"),
            ("Etc/UTC", "UTC"),
        ] {
            assert_eq!(called(zone, "2026-06-13T12:00:00Z"), expected);
        }
        assert_eq!(called("Europe/Berlin", "1800-01-01T00:00:00Z"), "UTC+0:53:28");
        assert_eq!(name(&TimeZone::unknown(), Timestamp::UNIX_EPOCH), "UTC");
    }

    #[test]
    fn a_zone_that_does_not_exist_is_refused() {
        let display = Display::english_utc(Timestamp::UNIX_EPOCH);
        for name in ["Europe/Atlantis", "", "../etc/passwd", "CEST"] {
            let zone = Zone::Named(name.to_owned());
            assert_eq!(zone.resolve(Offset::UTC, &display), Err(TimeError::UnknownZone), "{name}");
        }
    }
}
