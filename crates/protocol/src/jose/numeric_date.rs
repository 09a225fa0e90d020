//! `NumericDate`: time as JWTs write it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A NumericDate (RFC 7519 2): seconds since the epoch, written as an integer, read with or
/// without a fraction, because Guardian.swift sends fractions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NumericDate(Timestamp);

impl NumericDate {
    /// The date of a timestamp; sub-second parts are dropped when written.
    pub fn new(at: Timestamp) -> Self {
        Self(at)
    }

    /// The moment.
    pub fn timestamp(self) -> Timestamp {
        self.0
    }
}

impl Serialize for NumericDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0.as_second())
    }
}

impl<'de> Deserialize<'de> for NumericDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let seconds = f64::deserialize(deserializer)?;
        let in_range = seconds.is_finite() && seconds.abs() < 253_402_207_200.0;
        if !in_range {
            return Err(serde::de::Error::custom("a date out of range"));
        }
        #[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
        let millis = (seconds * 1000.0) as i64;
        Timestamp::from_millisecond(millis).map(Self).map_err(serde::de::Error::custom)
    }
}
