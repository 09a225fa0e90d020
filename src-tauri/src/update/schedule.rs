//! When it is looked for updates: soon after the start, then every few hours, later and later after
//! failures. Never on the hour, so that a thousand desks are not one.

use std::time::Duration;

use backon::{BackoffBuilder as _, ConstantBackoff, ConstantBuilder, ExponentialBackoff, ExponentialBuilder};

use super::channel::Channel;

/// Between a start and the first look, up to twice this.
const FIRST: Duration = Duration::from_mins(1);
/// Between two looks, up to twice this.
const REGULAR: Duration = Duration::from_hours(4);
/// After the first failure, up to twice this; then twice as long each time, up to [`REGULAR`].
const AFTER_FAILURE: Duration = Duration::from_mins(5);

/// The pauses between two looks.
#[derive(Debug)]
pub(super) struct Schedule {
    regular: ConstantBackoff,
    failing: ExponentialBackoff,
}

impl Schedule {
    pub(super) fn new() -> Self {
        Self { regular: constant(REGULAR), failing: failing() }
    }

    /// Until the first look. A server on this machine is tried at once.
    pub(super) fn first(channel: &Channel) -> Duration {
        if channel.is_loopback() { Duration::ZERO } else { constant(FIRST).next().unwrap_or(FIRST) }
    }

    /// Until the next one.
    pub(super) fn next(&mut self, worked: bool) -> Duration {
        if worked {
            self.failing = failing();
            return self.regular.next().unwrap_or(REGULAR);
        }
        self.failing.next().unwrap_or(REGULAR)
    }
}

fn constant(pause: Duration) -> ConstantBackoff {
    ConstantBuilder::default().with_delay(pause).with_jitter().without_max_times().build()
}

fn failing() -> ExponentialBackoff {
    let builder = ExponentialBuilder::default().with_min_delay(AFTER_FAILURE).with_max_delay(REGULAR);
    builder.with_jitter().without_max_times().build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_retried_later_and_later_and_a_success_starts_over() {
        let mut schedule = Schedule::new();
        let pauses: Vec<Duration> = (0..12).map(|_| schedule.next(false)).collect();
        assert!((AFTER_FAILURE..=AFTER_FAILURE * 2).contains(&pauses[0]), "{pauses:?}");
        assert!(pauses[11] >= REGULAR && pauses.iter().all(|pause| *pause <= REGULAR * 2), "{pauses:?}");
        let regular = schedule.next(true);
        assert!((REGULAR..=REGULAR * 2).contains(&regular));
        assert!(schedule.next(false) <= AFTER_FAILURE * 2);
    }

    #[test]
    fn desks_that_start_together_do_not_look_together() {
        let mut all: Vec<Duration> = (0..50).map(|_| Schedule::new().next(true)).collect();
        all.sort_unstable();
        all.dedup();
        assert!(all.len() > 25, "{all:?}");
    }
}
