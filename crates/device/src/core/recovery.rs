//! Answers that an earlier run of the program did not see arrive.

use std::sync::Arc;

use waxseal_protocol::device::Notification;

use super::{AccountRuntime, Core};
use crate::commands::settle;
use crate::inbox::{Item, ItemState};

impl Core {
    /// Asks what became of answers that were on their way when the program ended, for requests that
    /// the server no longer lists. Those that it lists did not arrive: they are presented again.
    pub(super) fn recover(self: &Arc<Self>, account: &AccountRuntime, pending: &[Notification]) {
        for entry in self.journal.of(&account.account().id) {
            let id = entry.id().clone();
            let listed = pending.iter().any(|one| one.txlnkid == id);
            if listed || self.history.contains(&id) || self.inbox().get(&id).is_some() {
                continue;
            }
            let answer = entry.answer;
            let mut item = Item::new(entry.account_id, entry.notification, entry.received_at, self.clock().monotonic());
            item.show(entry.shown, false);
            item.attempted = Some(answer);
            item.state = ItemState::Failed { reason: INTERRUPTED.to_owned() };
            self.inbox().restore(item);
            tokio::spawn(settle(Arc::clone(self), id, answer));
        }
    }
}

/// What is said of an answer that was interrupted.
pub(super) const INTERRUPTED: &str = "Waxseal ended while your answer was on its way. It did not arrive.";
