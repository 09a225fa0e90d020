//! Time as a parameter. Only [`SystemClock`] reads the machine's clocks.

use std::sync::Mutex;
use std::time::Duration;

use jiff::Timestamp;

/// A source of wall-clock and monotonic time.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The wall clock: what is written into tokens and records.
    fn now(&self) -> Timestamp;

    /// Time since some fixed moment, never running backwards and counting the time in which the
    /// machine sleeps: what deadlines are measured with.
    fn monotonic(&self) -> Duration;
}

/// The clocks of this machine.
#[derive(Debug, Default)]
pub struct SystemClock {
    steady: Steady,
}

impl SystemClock {
    /// A clock that reads this machine's.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Time since the machine started. `std::time::Instant` stands still on Linux while it sleeps.
#[cfg(target_os = "linux")]
#[derive(Debug, Default)]
struct Steady;

#[cfg(target_os = "linux")]
impl Steady {
    #[expect(clippy::unused_self, reason = "elsewhere it has a beginning")]
    fn elapsed(&self) -> Duration {
        let at = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        let seconds = u64::try_from(at.tv_sec).unwrap_or(0);
        Duration::new(seconds, u32::try_from(at.tv_nsec).unwrap_or(0))
    }
}

/// Time since this clock was made.
#[cfg(not(target_os = "linux"))]
#[derive(Debug)]
struct Steady(std::time::Instant);

#[cfg(not(target_os = "linux"))]
impl Default for Steady {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clocks")]
    fn default() -> Self {
        Self(std::time::Instant::now())
    }
}

#[cfg(not(target_os = "linux"))]
impl Steady {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clocks")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn monotonic(&self) -> Duration {
        self.steady.elapsed()
    }
}

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct ManualClock {
    state: Mutex<(Timestamp, Duration)>,
}

impl ManualClock {
    /// A clock that shows `now`.
    pub fn new(now: Timestamp) -> Self {
        Self { state: Mutex::new((now, Duration::ZERO)) }
    }

    /// Lets `by` pass, on both clocks.
    pub fn advance(&self, by: Duration) {
        let mut state = self.lock();
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        state.0 = state.0.saturating_add(jiff::SignedDuration::from_millis(millis)).unwrap_or(Timestamp::MAX);
        state.1 += by;
    }

    /// Somebody sets the wall clock. No time passes by it.
    pub fn set_wall_clock(&self, now: Timestamp) {
        self.lock().0 = now;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (Timestamp, Duration)> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.lock().0
    }

    fn monotonic(&self) -> Duration {
        self.lock().1
    }
}

/// Reads the `Date` header of an HTTP response (RFC 9110 5.6.7).
pub fn parse_http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::parse(text).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_dates_are_read() {
        let date = parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        assert_eq!(date.as_second(), 784_111_777);
        assert_eq!(parse_http_date("yesterday"), None);
    }
}
