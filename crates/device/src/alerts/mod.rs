//! Which requests are announced. All are listed; alerts are what tires people, and what an attacker
//! counts on (MFA fatigue).
//!
//! A sender, one client at one account, raises at most three alerts a minute. What comes on top is
//! announced once, as a flood, and then for five minutes not at all. A reported client is mute for
//! twenty minutes.

mod quiet;

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::ids::DeviceId;

pub use quiet::QuietHours;

/// Alerts of one sender within [`WINDOW`].
const MAX_ALERTS: usize = 3;
const WINDOW: Duration = Duration::from_mins(1);
/// How long a flood is not announced again.
const FLOOD_PAUSE: Duration = Duration::from_mins(5);
/// How long a reported client raises no alerts.
pub(crate) const MUTE: Duration = Duration::from_mins(20);
/// So many requests without an approval within [`UNWANTED_WINDOW`], and the next takes a code.
const MAX_UNWANTED: usize = 2;
const UNWANTED_WINDOW: Duration = Duration::from_mins(5);

/// How a request is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Announcement {
    /// By itself.
    Request,
    /// Together with others of its client, which sends more than one can read.
    Flood {
        /// How many came within the last minute.
        count: u32,
    },
    /// Once more, because it expires soon.
    Reminder,
}

/// Whose requests these are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Sender {
    pub(crate) account: DeviceId,
    /// The client's id, if the server says it.
    pub(crate) client: String,
}

/// What a sender did lately.
#[derive(Debug, Default)]
struct Record {
    /// When its requests came.
    arrivals: VecDeque<Duration>,
    /// When it raised alerts.
    alerts: VecDeque<Duration>,
    /// When its requests ended without an approval.
    unwanted: VecDeque<Duration>,
    flood_until: Option<Duration>,
    mute: Option<Mute>,
}

/// A client that raises no alerts.
#[derive(Debug, Clone)]
struct Mute {
    /// The client's name, as it is shown.
    name: String,
    until: Duration,
}

/// A client whose requests raise no alerts for a while. They are listed all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MutedClient {
    /// The account.
    #[ts(type = "string")]
    pub account_id: DeviceId,
    /// The client.
    pub client_id: String,
    /// Its name, as it is shown.
    pub client_name: String,
    /// Milliseconds until it can alert again.
    #[ts(type = "number")]
    pub millis_left: u64,
}

/// The memory behind announcements. All times are monotonic.
#[derive(Debug, Default)]
pub(crate) struct Alerts {
    senders: HashMap<Sender, Record>,
    paused_until: Option<Duration>,
}

/// What becomes of one arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arrival {
    /// How it is announced, if at all.
    pub(crate) announcement: Option<Announcement>,
    /// Whether it is one of a flood.
    pub(crate) in_flood: bool,
}

impl Alerts {
    /// A request came. `quiet` is whether it is one of the person's quiet hours.
    pub(crate) fn arrived(&mut self, sender: &Sender, quiet: bool, now: Duration) -> Arrival {
        self.forget_the_past(now);
        let silent = quiet || self.is_paused(now);
        let record = self.senders.entry(sender.clone()).or_default();
        record.arrivals.push_back(now);
        let count = u32::try_from(record.arrivals.len()).unwrap_or(u32::MAX);
        if record.flood_until.is_some() || record.alerts.len() >= MAX_ALERTS {
            let first = record.flood_until.is_none();
            // Whoever never stops is announced again after each pause.
            record.flood_until.get_or_insert(now + FLOOD_PAUSE);
            let told = first && !silent && record.mute.is_none();
            return Arrival { announcement: told.then_some(Announcement::Flood { count }), in_flood: true };
        }
        record.alerts.push_back(now);
        let told = !silent && record.mute.is_none();
        Arrival { announcement: told.then_some(Announcement::Request), in_flood: false }
    }

    /// Whether a reminder may be raised.
    pub(crate) fn may_remind(&self, sender: &Sender, quiet: bool, now: Duration) -> bool {
        let held_back = |record: &Record| {
            record.mute.as_ref().is_some_and(|mute| mute.until > now)
                || record.flood_until.is_some_and(|until| until > now)
        };
        !quiet && !self.is_paused(now) && !self.senders.get(sender).is_some_and(held_back)
    }

    /// A request of a sender was denied, reported or not answered.
    pub(crate) fn unwanted(&mut self, sender: &Sender, now: Duration) {
        self.senders.entry(sender.clone()).or_default().unwanted.push_back(now);
    }

    /// Whether the next request of a sender takes a code, whatever it is about.
    pub(crate) fn steps_up(&mut self, sender: &Sender, now: Duration) -> bool {
        self.forget_the_past(now);
        self.senders.get(sender).is_some_and(|record| record.unwanted.len() >= MAX_UNWANTED)
    }

    /// No alerts from a client for [`MUTE`].
    pub(crate) fn mute(&mut self, sender: Sender, name: String, now: Duration) {
        self.senders.entry(sender).or_default().mute = Some(Mute { name, until: now + MUTE });
    }

    /// Alerts from a client again.
    pub(crate) fn unmute(&mut self, sender: &Sender) {
        if let Some(record) = self.senders.get_mut(sender) {
            record.mute = None;
            record.flood_until = None;
        }
    }

    /// The clients that are mute, those that can alert again first on top.
    pub(crate) fn muted(&self, now: Duration) -> Vec<MutedClient> {
        let mut muted: Vec<MutedClient> = self
            .senders
            .iter()
            .filter_map(|(sender, record)| {
                let mute = record.mute.as_ref().filter(|mute| mute.until > now)?;
                Some(MutedClient {
                    account_id: sender.account.clone(),
                    client_id: sender.client.clone(),
                    client_name: mute.name.clone(),
                    millis_left: millis(mute.until.saturating_sub(now)),
                })
            })
            .collect();
        muted.sort_by_key(|client| client.millis_left);
        muted
    }

    /// No alerts at all for a while; `None` ends that.
    pub(crate) fn pause(&mut self, lasting: Option<Duration>, now: Duration) {
        self.paused_until = lasting.map(|lasting| now + lasting);
    }

    /// Milliseconds for which all alerts are paused.
    pub(crate) fn paused(&self, now: Duration) -> Option<u64> {
        self.paused_until.filter(|until| *until > now).map(|until| millis(until.saturating_sub(now)))
    }

    fn is_paused(&self, now: Duration) -> bool {
        self.paused(now).is_some()
    }

    /// Drops what no longer counts, so that memory follows the last minutes alone.
    fn forget_the_past(&mut self, now: Duration) {
        let drop_old = |times: &mut VecDeque<Duration>, window: Duration| {
            while times.front().is_some_and(|at| now.saturating_sub(*at) >= window) {
                times.pop_front();
            }
        };
        for record in self.senders.values_mut() {
            drop_old(&mut record.arrivals, WINDOW);
            drop_old(&mut record.alerts, WINDOW);
            drop_old(&mut record.unwanted, UNWANTED_WINDOW);
            record.flood_until = record.flood_until.filter(|until| *until > now);
            record.mute = record.mute.take().filter(|mute| mute.until > now);
        }
        self.senders.retain(|_, record| {
            !record.arrivals.is_empty()
                || !record.unwanted.is_empty()
                || record.flood_until.is_some()
                || record.mute.is_some()
        });
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(client: &str) -> Sender {
        Sender { account: "dev_1".into(), client: client.to_owned() }
    }

    fn second(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_flood_is_announced_once_and_again_after_a_calm() {
        let mut alerts = Alerts::default();
        let scraper = sender("scraper");
        let told: Vec<_> = (0..10).map(|at| alerts.arrived(&scraper, false, second(at)).announcement).collect();
        let request = Some(Announcement::Request);
        assert_eq!(told[..5], [request, request, request, Some(Announcement::Flood { count: 4 }), None]);
        assert!(told[5..].iter().all(Option::is_none));
        assert_eq!(alerts.arrived(&scraper, false, second(200)).announcement, None, "the pause goes on");
        assert_eq!(alerts.arrived(&scraper, false, second(302)).announcement, None, "until five minutes are over");
        assert_eq!(alerts.arrived(&scraper, false, second(304)).announcement, request);
    }

    #[test]
    fn muting_ends_by_itself_or_by_hand_and_is_for_one_client_at_one_account() {
        let mut alerts = Alerts::default();
        alerts.mute(sender("a"), "A".to_owned(), second(0));
        assert_eq!(alerts.arrived(&sender("a"), false, second(1)).announcement, None);
        assert!(alerts.arrived(&sender("b"), false, second(1)).announcement.is_some());
        let elsewhere = Sender { account: "dev_2".into(), client: "a".to_owned() };
        assert!(alerts.arrived(&elsewhere, false, second(1)).announcement.is_some());
        assert_eq!(alerts.muted(second(60))[0].millis_left, 19 * 60_000);
        assert!(alerts.muted(second(1200)).is_empty());
        assert!(alerts.arrived(&sender("a"), false, second(1200)).announcement.is_some());
        alerts.mute(sender("b"), "B".to_owned(), second(1200));
        alerts.unmute(&sender("b"));
        assert!(alerts.arrived(&sender("b"), false, second(1300)).announcement.is_some());
    }

    #[test]
    fn a_pause_and_quiet_hours_hold_everything_back() {
        let mut alerts = Alerts::default();
        alerts.pause(Some(second(60)), second(0));
        assert_eq!(alerts.paused(second(10)), Some(50_000));
        assert_eq!(alerts.arrived(&sender("a"), false, second(10)).announcement, None);
        assert!(!alerts.may_remind(&sender("a"), false, second(10)));
        alerts.pause(None, second(20));
        assert!(alerts.arrived(&sender("b"), false, second(20)).announcement.is_some());
        assert_eq!(alerts.arrived(&sender("c"), true, second(20)).announcement, None);
    }

    #[test]
    fn two_unwanted_requests_make_the_next_take_a_code() {
        let mut alerts = Alerts::default();
        let pushy = sender("pushy");
        alerts.unwanted(&pushy, second(0));
        assert!(!alerts.steps_up(&pushy, second(10)));
        alerts.unwanted(&pushy, second(20));
        assert!(alerts.steps_up(&pushy, second(30)));
        assert!(!alerts.steps_up(&sender("calm"), second(30)));
        assert!(!alerts.steps_up(&pushy, second(301)));
    }

    #[test]
    fn memory_follows_the_last_minutes() {
        let mut alerts = Alerts::default();
        for at in 0..5000 {
            alerts.arrived(&sender(&at.to_string()), false, second(at));
        }
        assert!(alerts.senders.len() <= 61, "{}", alerts.senders.len());
    }
}
