//! The inbox: what waits for an answer, and what became of it while the program runs.

mod four_eyes;
mod item;
mod verify;

pub(crate) use four_eyes::Answerer;
pub use four_eyes::{ApprovalView, FourEyesView};
pub(crate) use item::Item;
pub use item::{ItemState, ItemView};
pub(crate) use verify::{Presentation, Unverified, VerifiedConsent, revoked, verify};

use waxseal_protocol::device::Notification;
use waxseal_protocol::ids::DeviceId;

use crate::request_id::RequestId;

/// What stands where a server's host would, on a practice request.
pub(crate) const PRACTICE_HOST: &str = "practice";

/// How many finished items stay in view.
const MAX_CLOSED: usize = 50;

/// All items of all accounts.
#[derive(Debug, Default)]
pub(crate) struct Inbox {
    items: Vec<Item>,
}

/// What a notification means here.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// New: its consent is to be fetched.
    New,
    /// Known, and its consent is still to be fetched.
    Unchecked,
    /// Known, with another number of approvals than is known: its consent is to be fetched again.
    Progressed,
    /// Known: nothing to do.
    Known,
}

impl Inbox {
    /// Takes a notification in. A repeated one only refreshes the transaction token.
    pub(crate) fn arrive(&mut self, id: &RequestId, notification: Notification, new: impl FnOnce() -> Item) -> Arrival {
        if let Some(item) = self.get_mut(id) {
            let unchecked = matches!(item.state, ItemState::Checking);
            let progressed = item.lacks_approvals(&notification);
            item.notification = notification;
            return match (unchecked, progressed) {
                (true, _) => Arrival::Unchecked,
                (false, true) => Arrival::Progressed,
                (false, false) => Arrival::Known,
            };
        }
        self.items.push(new());
        Arrival::New
    }

    /// Puts an item in that did not come by a notification.
    pub(crate) fn restore(&mut self, item: Item) {
        self.items.push(item);
    }

    /// One item.
    pub(crate) fn get(&self, id: &RequestId) -> Option<&Item> {
        self.items.iter().find(|item| item.id() == id)
    }

    /// One item, to change it.
    pub(crate) fn get_mut(&mut self, id: &RequestId) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.id() == id)
    }

    /// All items, those that expire first on top, finished ones last, newest first.
    pub(crate) fn sorted(&self) -> Vec<&Item> {
        let mut items: Vec<&Item> = self.items.iter().collect();
        items.sort_by_key(|item| match &item.state {
            ItemState::Closed { at, .. } => (true, -at.as_millisecond()),
            _ => (false, item.notification.exp.timestamp().as_millisecond()),
        });
        items
    }

    /// Open items of an account.
    pub(crate) fn open(&self, account: &DeviceId) -> Vec<RequestId> {
        let of_account = self.items.iter().filter(|item| item.account_id() == account && item.state.is_open());
        of_account.map(Item::id).cloned().collect()
    }

    /// Takes out everything of an account that is gone.
    pub(crate) fn forget_account(&mut self, account: &DeviceId) {
        self.items.retain(|item| item.account_id() != account);
    }

    /// Drops the oldest finished items beyond [`MAX_CLOSED`].
    pub(crate) fn trim(&mut self) {
        let mut ends: Vec<_> = self.items.iter().filter_map(Item::closed_at).collect();
        ends.sort_unstable();
        let surplus = ends.len().saturating_sub(MAX_CLOSED);
        let Some(first_kept) = ends.get(surplus).filter(|_| surplus > 0) else { return };
        self.items.retain(|item| item.closed_at().is_none_or(|at| at >= *first_kept));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use waxseal_protocol::Timestamp;
    use waxseal_protocol::ids::ConsentId;
    use waxseal_protocol::jose::NumericDate;

    use super::*;
    use crate::history::HistoryOutcome;

    fn notification(account: &str, approvals: u32) -> Notification {
        Notification {
            dai: account.into(),
            txtkn: String::new(),
            c: String::new(),
            d: Timestamp::UNIX_EPOCH,
            sh: String::new(),
            txlnkid: "cns_1".into(),
            exp: NumericDate::new(Timestamp::UNIX_EPOCH),
            approvals,
        }
    }

    #[test]
    fn one_consent_at_two_accounts_is_two_items() {
        let mut inbox = Inbox::default();
        let mut arrive = |account: &str| {
            let id = RequestId { account_id: account.into(), consent_id: "cns_1".into() };
            let one = notification(account, 0);
            let item = Item::new(account.into(), one.clone(), Timestamp::UNIX_EPOCH, Duration::ZERO);
            (id.clone(), inbox.arrive(&id, one, || item))
        };
        let (first, second, again) = (arrive("dev_1"), arrive("dev_2"), arrive("dev_1"));
        assert_eq!((first.1, second.1, again.1), (Arrival::New, Arrival::New, Arrival::Unchecked));
        inbox.get_mut(&second.0).unwrap().state = ItemState::Awaiting;
        assert_eq!(inbox.get(&first.0).unwrap().state, ItemState::Checking);
        inbox.forget_account(&first.0.account_id);
        assert!(inbox.get(&first.0).is_none());
        assert_eq!(inbox.open(&second.0.account_id), [second.0]);
    }

    #[test]
    fn what_ended_first_goes_first() {
        let mut inbox = Inbox::default();
        let at = |second: usize| Timestamp::from_second(i64::try_from(second).unwrap()).unwrap();
        for number in 0..=MAX_CLOSED + 1 {
            let id = RequestId { account_id: "dev_1".into(), consent_id: ConsentId::new(format!("cns_{number}")) };
            let one = Notification { txlnkid: id.consent_id.clone(), ..notification("dev_1", 0) };
            let mut item = Item::new("dev_1".into(), one, Timestamp::UNIX_EPOCH, Duration::ZERO);
            // The first one that came waited longest.
            let end = if number == 0 { at(100_000) } else { at(number) };
            item.state = ItemState::Closed { outcome: HistoryOutcome::Denied, by: None, person: None, at: end };
            inbox.restore(item);
        }
        inbox.trim();
        assert_eq!(inbox.items.len(), MAX_CLOSED);
        let has = |number: usize| {
            let consent_id = ConsentId::new(format!("cns_{number}"));
            inbox.get(&RequestId { account_id: "dev_1".into(), consent_id }).is_some()
        };
        assert!(has(0) && !has(1) && !has(2) && has(3));
    }
}
