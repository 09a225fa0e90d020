//! The handle of a request that waits for an answer.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::AuthReqId;

/// How long past its expiry a request is asked for: the server keeps an approval a little longer,
/// and clocks differ.
const GRACE: Duration = Duration::from_mins(2);
/// What `slow_down` without an interval adds (CIBA Core 11).
const SLOW_DOWN: u64 = 5;
/// The longest pause between two polls that is honoured, in seconds. A handle comes from a file.
const MAX_PAUSE: u64 = 300;

/// A request that waits for an answer.
///
/// It is all another process needs to go on: store it as JSON, read it back, and give it to
/// [`Client::check`](crate::Client::check) or [`Client::wait`](crate::Client::wait) of a client of
/// the same issuer and registration. It is of no use without the client's credentials, but it says
/// who was asked when, so keep it as you keep other records.
///
/// ```
/// use waxseal_agent::PendingApproval;
/// let pending: PendingApproval = serde_json::from_str(
///     r#"{"auth_req_id":"1c266114","expires_in":300,"interval":5,"issuer":"https://localhost:8443/",
///         "client_id":"bank-agent","expires_at":"2026-11-24T14:05:00Z","next_poll_at":"2026-11-24T14:00:05Z"}"#,
/// )?;
/// assert_eq!(pending.interval, 5);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingApproval {
    /// The handle to poll with.
    pub auth_req_id: AuthReqId,
    /// Seconds it lives, from when it was made.
    pub expires_in: u64,
    /// Seconds between polls. Grows when the server says `slow_down`.
    pub interval: u64,
    /// The server it was made at.
    pub issuer: String,
    /// The client it was made by.
    pub client_id: String,
    /// When it expires, by this machine's clock.
    pub expires_at: Timestamp,
    /// Before this moment, the server is not asked again.
    pub next_poll_at: Timestamp,
}

impl PendingApproval {
    /// How long the person still has.
    pub fn time_left(&self, now: Timestamp) -> Duration {
        Duration::try_from(self.expires_at.duration_since(now)).unwrap_or_default()
    }

    /// Whether no answer can come any more.
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        self.expires_at.saturating_add(GRACE).is_ok_and(|end| now >= end)
    }

    /// How long to wait before the next poll. A clock that was set meanwhile does not make it longer
    /// than a poll may take.
    pub(crate) fn pause(&self, now: Timestamp) -> Duration {
        let left = Duration::try_from(self.next_poll_at.duration_since(now)).unwrap_or_default();
        left.min(Duration::from_secs(self.interval.clamp(1, MAX_PAUSE).max(60)))
    }

    /// Notes that a poll begins.
    pub(crate) fn polled(&mut self, now: Timestamp) {
        self.not_before(now, Duration::from_secs(self.interval.max(1)));
    }

    /// Notes a `slow_down`: from now on and for good (CIBA Core 11).
    pub(crate) fn slow_down(&mut self, interval: Option<u64>, now: Timestamp) {
        let longer = interval.filter(|interval| *interval > self.interval);
        self.interval = longer.unwrap_or(self.interval.saturating_add(SLOW_DOWN)).min(MAX_PAUSE);
        self.polled(now);
    }

    /// Notes that the next poll shall not come within `pause`.
    pub(crate) fn not_before(&mut self, now: Timestamp, pause: Duration) {
        let at = now.saturating_add(pause.min(Duration::from_secs(MAX_PAUSE))).unwrap_or(Timestamp::MAX);
        self.next_poll_at = self.next_poll_at.max(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn pending() -> PendingApproval {
        PendingApproval {
            auth_req_id: "handle".into(),
            expires_in: 300,
            interval: 5,
            issuer: "https://issuer.example/".to_owned(),
            client_id: "agent".to_owned(),
            expires_at: at(300),
            next_poll_at: at(0),
        }
    }

    #[test]
    fn the_interval_grows_for_good_and_survives_being_stored() {
        let mut pending = pending();
        pending.slow_down(None, at(1));
        pending.slow_down(Some(25), at(2));
        let stored = serde_json::to_string(&pending).unwrap();
        let read: PendingApproval = serde_json::from_str(&stored).unwrap();
        assert_eq!((read.interval, read.next_poll_at, read.expires_at), (25, at(27), at(300)));
        assert_eq!(read.pause(at(20)), Duration::from_secs(7));
        assert_eq!(read.pause(at(40)), Duration::ZERO, "it is long past");
    }

    #[test]
    fn a_shorter_interval_than_before_is_none() {
        let mut pending = pending();
        pending.slow_down(Some(1), at(0));
        assert_eq!(pending.interval, 10);
        pending.slow_down(Some(u64::MAX), at(0));
        assert_eq!(pending.interval, MAX_PAUSE);
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_stop_the_polling() {
        let mut pending = pending();
        pending.polled(at(100_000));
        assert_eq!(pending.pause(at(0)), Duration::from_mins(1));
    }

    #[test]
    fn answers_are_asked_for_a_little_past_the_expiry() {
        let pending = pending();
        assert!(!pending.is_over(at(300)) && !pending.is_over(at(419)) && pending.is_over(at(420)));
        assert_eq!((pending.time_left(at(290)), pending.time_left(at(999))), (Duration::from_secs(10), Duration::ZERO));
    }
}
