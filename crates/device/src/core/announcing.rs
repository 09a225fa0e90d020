//! Telling the shell which requests to announce.

use jiff::SignedDuration;
use waxseal_protocol::Timestamp;

use super::{AccountRuntime, Core};
use crate::alerts::{Announcement, Sender};
use crate::event::DeviceEvent;
use crate::inbox::Item;
use crate::request_id::RequestId;

/// An outage of this length is told of: a shorter one mends itself before anybody could do anything.
const OUTAGE: SignedDuration = SignedDuration::from_mins(5);

/// Whose request an item is. Requests that cannot be verified are of nobody in particular.
pub(crate) fn sender(item: &Item) -> Sender {
    let client = item.shown.as_ref().and_then(|shown| shown.card.client_id.as_ref());
    Sender { account: item.account_id().clone(), client: client.map_or_else(String::new, |id| id.text.clone()) }
}

impl Core {
    /// Whether it is one of the person's quiet hours.
    fn is_quiet(&self) -> bool {
        let here = self.clock().now().to_zoned(self.time_zone.clone());
        self.preferences.get().alerts.quiet_hours.is_some_and(|hours| hours.contain(here.time()))
    }

    /// A request can be read: it is listed in any case, and announced if its sender may be.
    pub(crate) fn announce_arrival(&self, id: &RequestId) {
        self.tell(DeviceEvent::Arrived { request: id.clone() });
        // What waits for somebody else is nothing to be called for.
        let waiting = |item: &&Item| item.state.needs_answer();
        let Some(sender) = self.inbox().get(id).filter(waiting).map(sender) else { return };
        let arrival = self.alerts().arrived(&sender, self.is_quiet(), self.clock().monotonic());
        if let Some(item) = self.inbox().get_mut(id) {
            item.in_flood = arrival.in_flood;
        }
        if let Some(announcement) = arrival.announcement {
            self.tell(DeviceEvent::Announce { request: id.clone(), announcement });
        }
    }

    /// Tells once of an outage that lasts, not in quiet hours. One network that is gone takes all accounts
    /// with it, and is one outage.
    pub(super) fn notice_outage(&self, account: &AccountRuntime, since: Timestamp) {
        let lasted = self.clock().now().duration_since(since);
        let silent = self.is_quiet() || self.alerts().paused(self.clock().monotonic()).is_some();
        if lasted < OUTAGE || silent || account.outage_told() {
            return;
        }
        let known = self.runtimes().iter().any(|other| other.outage_told());
        account.set_outage_told(true);
        if !known {
            self.tell(DeviceEvent::Outage { account_id: account.account().id.clone() });
        }
    }

    /// Milliseconds before its end at which a request is announced once more, if it is to be.
    pub(crate) fn reminder_before_ms(&self, item: &Item, account: &AccountRuntime) -> Option<i64> {
        const SHORTEST_LIFE_MS: i64 = 90_000;
        let wanted = self.preferences.get().alerts.reminder && !item.reminded && item.state.is_decidable();
        let life = account.millis_until(self, item.notification.exp.timestamp()) + item.waited_ms(self.clock());
        (wanted && life >= SHORTEST_LIFE_MS).then(|| (life / 4).max(60_000))
    }

    /// Announces a request once more, if its sender may be announced.
    pub(crate) fn remind(&self, id: &RequestId) {
        let Some(sender) = self.inbox().get(id).map(sender) else { return };
        if let Some(item) = self.inbox().get_mut(id) {
            item.reminded = true;
        }
        if self.alerts().may_remind(&sender, self.is_quiet(), self.clock().monotonic()) {
            self.tell(DeviceEvent::Announce { request: id.clone(), announcement: Announcement::Reminder });
        }
    }

    /// No alerts from the client of a request for a while.
    pub(crate) fn mute_client_of(&self, id: &RequestId) -> bool {
        let found = self.inbox().get(id).map(|item| {
            let card = item.shown.as_ref().map(|shown| &shown.card);
            let name = card.and_then(|card| card.client_name.as_ref().or(card.client_id.as_ref()));
            (sender(item), name.map_or_else(String::new, |name| name.text.clone()))
        });
        let Some((sender, name)) = found else { return false };
        self.alerts().mute(sender, name, self.clock().monotonic());
        true
    }
}
