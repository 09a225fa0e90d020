//! What to do with each frame, and when to come back: no socket, no clock.

use std::time::Duration;

use waxseal_protocol::device::{DeviceFrame, Notification, Outcome, ServerFrame};
use waxseal_protocol::ids::ConsentId;
use waxseal_protocol::jose::NumericDate;

use crate::inbox::Answerer;

/// The longest wait between two attempts: a request may live only 300 s.
const MAX_WAIT: Duration = Duration::from_secs(15);
/// The first wait is at most this long.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// A connection that lived this long was good, so the next wait is short again.
const HEALTHY: Duration = Duration::from_secs(30);
/// Until a server says otherwise.
const DEFAULT_HEARTBEAT: Duration = Duration::from_secs(45);

/// A frame of a device holds 16 KiB, and the name of a request is far shorter than 128 bytes.
const ACKNOWLEDGED_AT_ONCE: usize = 100;

/// What the task has to do.
#[derive(Debug)]
pub(super) enum Step {
    /// This is everything that is open.
    Sync(Vec<Notification>),
    /// One more is open.
    Present(Box<Notification>),
    /// One is over.
    Withdraw { consent_id: ConsentId, outcome: Outcome, by: Answerer, at: NumericDate },
    /// A wake-up was lost: read the pending list.
    ReadPending,
    /// The server's clock shows this.
    ServerTime(NumericDate),
    /// Consents are signed by the key of this name.
    IssuerKey(String),
    /// Send a frame.
    Reply(DeviceFrame),
    /// Close, and come back.
    Leave,
    /// The enrolment is over.
    Revoked,
}

/// The state of one account's channel.
#[derive(Debug)]
pub(super) struct Machine {
    sequence: i64,
    heartbeat: Duration,
    last_heard: Duration,
    connected_at: Option<Duration>,
    failures: u32,
    floor: Duration,
}

impl Machine {
    pub(super) fn new() -> Self {
        Self {
            sequence: 0,
            heartbeat: DEFAULT_HEARTBEAT,
            last_heard: Duration::ZERO,
            connected_at: None,
            failures: 0,
            floor: Duration::ZERO,
        }
    }

    /// The connection stands.
    pub(super) fn connected(&mut self, now: Duration) {
        self.connected_at = Some(now);
        self.last_heard = now;
        self.floor = Duration::ZERO;
    }

    /// When silence means that the connection is dead.
    pub(super) fn silence_deadline(&self) -> Duration {
        self.last_heard + self.heartbeat.mul_f32(1.5)
    }

    /// Anything at all was heard.
    pub(super) fn heard(&mut self, now: Duration) {
        self.last_heard = now;
    }

    /// A frame came.
    pub(super) fn frame(&mut self, frame: ServerFrame, now: Duration) -> Vec<Step> {
        self.last_heard = now;
        match frame {
            ServerFrame::Hello { server_time, heartbeat_seconds, sequence, pending, consent_kid } => {
                self.heartbeat = Duration::from_secs(heartbeat_seconds.clamp(1, 600));
                self.sequence = sequence;
                let received = received(&pending);
                let mut steps = vec![Step::ServerTime(server_time), Step::Sync(pending)];
                steps.extend(received);
                steps.extend(consent_kid.map(Step::IssuerKey));
                steps
            }
            ServerFrame::Request { notification, sequence } => {
                self.sequence = self.sequence.max(sequence);
                let mut received = received(std::slice::from_ref(&notification));
                received.insert(0, Step::Present(Box::new(notification)));
                received
            }
            ServerFrame::Withdrawn { consent_id, outcome, by, person, at } => {
                vec![Step::Withdraw { consent_id, outcome, by: Answerer { device: by, person }, at }]
            }
            ServerFrame::Heartbeat { sequence, server_time } => {
                let mut steps = vec![Step::ServerTime(server_time), Step::Reply(DeviceFrame::Heartbeat)];
                if sequence > self.sequence {
                    self.sequence = sequence;
                    steps.push(Step::ReadPending);
                }
                steps
            }
            ServerFrame::Revoked => vec![Step::Revoked],
            ServerFrame::Bye { retry_after_ms } => {
                self.floor = Duration::from_millis(retry_after_ms.min(120_000));
                vec![Step::Leave]
            }
        }
    }

    /// The connection is gone or did not come about. Returns how long to wait: full jitter, with
    /// `random` from 0 to 1.
    pub(super) fn disconnected(&mut self, now: Duration, random: f32) -> Duration {
        let healthy = self.connected_at.take().is_some_and(|since| now.saturating_sub(since) >= HEALTHY);
        if healthy {
            self.failures = 0;
        }
        let ceiling = FIRST_WAIT.saturating_mul(1 << self.failures.min(6)).min(MAX_WAIT);
        self.failures = self.failures.saturating_add(1);
        let floor = std::mem::take(&mut self.floor);
        floor + ceiling.mul_f32(random.clamp(0.0, 1.0))
    }
}

/// What acknowledges them, in frames of a size that a server takes.
fn received(notifications: &[Notification]) -> Vec<Step> {
    let frame = |some: &[Notification]| {
        let consent_ids = some.iter().map(|notification| notification.txlnkid.clone()).collect();
        Step::Reply(DeviceFrame::Received { consent_ids })
    };
    notifications.chunks(ACKNOWLEDGED_AT_ONCE).map(frame).collect()
}

#[cfg(test)]
mod tests {
    use waxseal_protocol::Timestamp;

    use super::*;

    fn heartbeat(sequence: i64) -> ServerFrame {
        ServerFrame::Heartbeat { sequence, server_time: NumericDate::new(Timestamp::UNIX_EPOCH) }
    }

    fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_heartbeat_ahead_of_us_means_a_lost_wake_up() {
        let mut machine = Machine::new();
        machine.connected(secs(0));
        assert!(machine.frame(heartbeat(3), secs(1)).iter().any(|step| matches!(step, Step::ReadPending)));
        assert!(!machine.frame(heartbeat(3), secs(2)).iter().any(|step| matches!(step, Step::ReadPending)));
    }

    fn hello(pending: Vec<Notification>) -> ServerFrame {
        ServerFrame::Hello {
            server_time: NumericDate::new(Timestamp::UNIX_EPOCH),
            heartbeat_seconds: 20,
            sequence: 0,
            pending,
            consent_kid: Some("a key".to_owned()),
        }
    }

    fn notification(place: usize) -> Notification {
        serde_json::from_value(serde_json::json!({
            "dai": "dev_0123456789abcdef", "txtkn": "token", "c": "challenge", "d": "2026-11-20T23:43:00.123Z",
            "sh": "https://localhost:8443", "txlnkid": format!("cns_{place:022}"), "exp": 1_795_000_300,
        }))
        .expect("reads")
    }

    #[test]
    fn a_long_list_is_acknowledged_in_frames_that_a_server_takes() {
        let mut machine = Machine::new();
        machine.connected(secs(0));
        let mut acknowledged = Vec::new();
        for step in machine.frame(hello((0..1_050).map(notification).collect()), secs(0)) {
            let Step::Reply(frame) = step else { continue };
            assert!(serde_json::to_string(&frame).expect("writes").len() < 16 * 1024);
            let DeviceFrame::Received { consent_ids } = frame else { panic!("{frame:?}") };
            acknowledged.extend(consent_ids);
        }
        let expected: Vec<_> = (0..1_050).map(|place| notification(place).txlnkid).collect();
        assert_eq!(acknowledged, expected);
    }

    #[test]
    fn silence_is_measured_by_the_servers_heartbeat() {
        let mut machine = Machine::new();
        machine.connected(secs(100));
        let steps = machine.frame(hello(Vec::new()), secs(101));
        assert!(matches!(steps.last(), Some(Step::IssuerKey(kid)) if kid == "a key"));
        assert_eq!(machine.silence_deadline(), secs(131));
    }

    #[test]
    fn waiting_grows_to_fifteen_seconds_and_starts_over_after_a_good_connection() {
        let mut machine = Machine::new();
        let waits: Vec<u128> = (0..8).map(|_| machine.disconnected(secs(0), 1.0).as_millis()).collect();
        assert_eq!(waits, [500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
        machine.connected(secs(100));
        assert_eq!(machine.disconnected(secs(129), 1.0), secs(15), "29 s are not healthy");
        machine.connected(secs(200));
        assert_eq!(machine.disconnected(secs(230), 1.0).as_millis(), 500);
        assert_eq!(machine.disconnected(secs(231), 0.0), Duration::ZERO);
    }

    #[test]
    fn a_server_that_goes_away_says_when_to_come_back() {
        let mut machine = Machine::new();
        machine.connected(secs(0));
        let steps = machine.frame(ServerFrame::Bye { retry_after_ms: 700 }, secs(1));
        assert!(matches!(steps.as_slice(), [Step::Leave]));
        assert_eq!(machine.disconnected(secs(1), 0.0).as_millis(), 700);
        assert_eq!(machine.disconnected(secs(1), 0.0), Duration::ZERO);
    }
}
