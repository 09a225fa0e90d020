//! How often something may happen to one person: a window of time that slides, so that no minute,
//! wherever it begins, holds more than the limit.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Beyond this many keys, those whose window is empty are thrown out.
const SWEEP_AT: usize = 10_000;

/// Counts by key.
#[derive(Debug)]
pub(crate) struct SlidingWindow<K> {
    limit: usize,
    window: Duration,
    seen: Mutex<Seen<K>>,
}

#[derive(Debug)]
struct Seen<K> {
    times: HashMap<K, VecDeque<Duration>>,
    swept_at: Duration,
}

impl<K: Hash + Eq + Clone> SlidingWindow<K> {
    /// At most `limit` in `window`; 0 is no limit.
    pub(crate) fn new(limit: usize, window: Duration) -> Self {
        let seen = Seen { times: HashMap::new(), swept_at: Duration::ZERO };
        Self { limit, window, seen: Mutex::new(seen) }
    }

    /// The limit.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// Notes one more, or says how long to wait for room.
    pub(crate) fn take(&self, key: &K, monotonic: Duration) -> Result<(), Duration> {
        if self.limit == 0 {
            return Ok(());
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        // Once in a window at most, so that a call among many keys does not pay for all of them.
        if seen.times.len() >= SWEEP_AT && seen.swept_at + self.window <= monotonic {
            seen.times.retain(|_, times| times.back().is_some_and(|last| *last + self.window > monotonic));
            seen.swept_at = monotonic;
        }
        let times = seen.times.entry(key.clone()).or_default();
        while times.front().is_some_and(|first| *first + self.window <= monotonic) {
            times.pop_front();
        }
        match times.front() {
            Some(first) if times.len() >= self.limit => Err((*first + self.window).saturating_sub(monotonic)),
            _ => {
                times.push_back(monotonic);
                Ok(())
            }
        }
    }

    /// Gives the last one back: it was none of those that count.
    pub(crate) fn give_back(&self, key: &K) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(times) = seen.times.get_mut(key) {
            times.pop_back();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_minute_holds_more_than_the_limit() {
        let window = SlidingWindow::new(2, Duration::from_mins(1));
        let at = |second| window.take(&"hanna", Duration::from_secs(second));
        assert_eq!(at(0), Ok(()));
        assert_eq!(at(59), Ok(()));
        assert_eq!(at(59), Err(Duration::from_secs(1)));
        assert_eq!(at(60), Ok(()), "the first is a minute ago");
        assert_eq!(at(61), Err(Duration::from_secs(58)));
        window.give_back(&"hanna");
        assert_eq!(at(61), Ok(()), "one was given back");
        assert_eq!(window.take(&"omar", Duration::from_secs(61)), Ok(()));
    }

    #[test]
    fn zero_is_no_limit() {
        let window = SlidingWindow::new(0, Duration::from_mins(1));
        assert!((0..100).all(|_| window.take(&"hanna", Duration::ZERO).is_ok()));
    }
}
