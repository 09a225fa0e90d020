//! Hours without alerts.

use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Hours without alerts, by this machine's clock. They may pass midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct QuietHours {
    /// When they begin: `22:00`.
    #[serde(with = "hour_and_minute")]
    #[ts(type = "string")]
    pub from: Time,
    /// When they end: `07:00`.
    #[serde(with = "hour_and_minute")]
    #[ts(type = "string")]
    pub to: Time,
}

impl QuietHours {
    /// Whether a time of day is one of them. Hours that end when they begin are none.
    pub fn contain(self, at: Time) -> bool {
        if self.from <= self.to { (self.from..self.to).contains(&at) } else { at >= self.from || at < self.to }
    }
}

/// `22:00`, as time fields of pages have it.
mod hour_and_minute {
    use jiff::civil::Time;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference over")]
    pub(super) fn serialize<S: Serializer>(at: &Time, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&at.strftime("%H:%M"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
        let text = String::deserialize(deserializer)?;
        Time::strptime("%H:%M", &text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    #[test]
    fn quiet_hours_pass_midnight() {
        let night = QuietHours { from: time(22, 0, 0, 0), to: time(7, 0, 0, 0) };
        for (hour, quiet) in [(21, false), (22, true), (23, true), (0, true), (6, true), (7, false), (12, false)] {
            assert_eq!(night.contain(time(hour, 0, 0, 0)), quiet, "{hour}");
        }
        let noon = QuietHours { from: time(12, 0, 0, 0), to: time(13, 30, 0, 0) };
        assert!(noon.contain(time(13, 29, 59, 0)) && !noon.contain(time(13, 30, 0, 0)));
        let none = QuietHours { from: time(9, 0, 0, 0), to: time(9, 0, 0, 0) };
        assert!(!none.contain(time(9, 0, 0, 0)));
    }

    #[test]
    fn they_are_written_as_a_time_field_has_them() {
        let text = r#"{"from":"22:00","to":"07:30"}"#;
        let hours: QuietHours = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&hours).unwrap(), text);
        assert!(serde_json::from_str::<QuietHours>(r#"{"from":"25:00","to":"07:30"}"#).is_err());
    }
}
