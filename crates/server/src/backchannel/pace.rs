//! How fast a client may poll (CIBA Core 7.3 and 11).
//!
//! Kept in memory: a poll must not cost a write, and after a restart a client merely gets its
//! first poll free again.

use std::time::Duration;

/// Every `slow_down` makes the interval this much longer, for good.
const RATCHET: Duration = Duration::from_secs(5);
/// Polls may come this much early: clients measure by their own clock.
const TOLERANCE: Duration = Duration::from_millis(500);

/// The pace of one request.
#[derive(Debug)]
pub(crate) struct Pace {
    interval: Duration,
    last_poll: Option<Duration>,
}

impl Pace {
    pub(crate) fn new(interval: Duration) -> Self {
        Self { interval, last_poll: None }
    }

    /// Notes a poll. `Err` is the interval the client has to keep from now on. The first poll may
    /// come at once.
    pub(crate) fn poll(&mut self, monotonic: Duration) -> Result<(), Duration> {
        let Some(last_poll) = self.last_poll.replace(monotonic) else { return Ok(()) };
        if monotonic.saturating_sub(last_poll) + TOLERANCE >= self.interval {
            return Ok(());
        }
        self.interval = self.interval.saturating_add(RATCHET);
        Err(self.interval)
    }
}
