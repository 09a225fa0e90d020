//! A wall clock that is wrong by a fixed amount.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use waxseal_protocol::{Clock, Timestamp};

/// Another clock whose wall time is off. Its monotonic time is right, as on a machine whose date was
/// set wrong.
#[derive(Debug)]
pub struct SkewedClock {
    clock: Arc<dyn Clock>,
    by: SignedDuration,
}

impl SkewedClock {
    /// A clock that shows `by` more than `clock`, or less if that is below zero.
    pub fn new(clock: Arc<dyn Clock>, by: SignedDuration) -> Self {
        Self { clock, by }
    }
}

impl Clock for SkewedClock {
    fn now(&self) -> Timestamp {
        self.clock.now().saturating_add(self.by).unwrap_or(Timestamp::MAX)
    }

    fn monotonic(&self) -> Duration {
        self.clock.monotonic()
    }
}
