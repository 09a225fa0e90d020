//! Lengths of time as people write them: `500ms`, `5s`, `2m`, `1h30m`, `-10m`.

use std::time::Duration;

use jiff::SignedDuration;
use serde::{Deserialize, Deserializer, de};

/// No delay of a script is longer: requests live for three days at most.
const LONGEST: SignedDuration = SignedDuration::from_hours(72);

/// A length of time, possibly below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span(pub(super) SignedDuration);

impl Span {
    /// The same where nothing below zero makes sense.
    pub(super) fn forward(self) -> Option<Duration> {
        Duration::try_from(self.0).ok()
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let span: SignedDuration = text
            .trim()
            .parse()
            .map_err(|_| de::Error::custom(format!("`{text}` is no length of time; write 500ms, 5s, 2m or 1h")))?;
        if span.abs() > LONGEST {
            return Err(de::Error::custom(format!("`{text}` is longer than 72h, which no request lives")));
        }
        Ok(Self(span))
    }
}
