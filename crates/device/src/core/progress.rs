//! What takes two people: approvals of others, and one's own that is not enough.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::Notification;

use super::{AccountRuntime, Core};
use crate::event::DeviceEvent;
use crate::inbox::{Answerer, Item, ItemState, VerifiedConsent};
use crate::journal::Entry;
use crate::request_id::RequestId;

/// How soon a consent that could not be fetched is asked for again; each time twice as long.
const FIRST_RETRY: Duration = Duration::from_secs(1);
const LONGEST_RETRY: Duration = Duration::from_secs(10);

impl Core {
    /// An approval was given that is not enough: the person's own, or one in their place. It waits for
    /// somebody else, and can still be refused.
    pub(crate) fn half_approved(&self, id: &RequestId, by: &Answerer, at: Timestamp) {
        let shown = {
            let mut inbox = self.inbox();
            let Some(item) = inbox.get_mut(id).filter(|item| item.state.is_open()) else { return };
            if let Some(four_eyes) = item.shown.as_mut().and_then(|shown| shown.four_eyes.as_mut()) {
                four_eyes.note(by, at);
            }
            item.state = ItemState::Awaiting;
            // A page that shows it opens it anew: what is to be answered there is another thing.
            item.revision += 1;
            item.shown.clone()
        };
        self.write_down(id, shown);
        // There is nothing to approve on screen any more.
        self.views().close(id);
        self.tell(DeviceEvent::Changed);
    }

    /// The person's own approval stays in the journal until the other person has answered, with when it was
    /// given.
    fn write_down(&self, id: &RequestId, shown: Option<VerifiedConsent>) {
        let Some(entry) = self.journal.entry(id) else { return };
        if let Err(error) = self.journal.begin(Entry { shown, ..entry }) {
            tracing::error!(%error, "Could not change the journal: {error}");
        }
    }

    /// What the server says now of a request that is here: who approved, or something else than what was
    /// shown.
    fn renew(&self, id: &RequestId, fresh: VerifiedConsent) {
        {
            let mut inbox = self.inbox();
            let Some(item) = inbox.get_mut(id).filter(|item| can_be_renewed(item)) else { return };
            let same = item.shown.as_ref().is_some_and(|shown| shown.sha256 == fresh.sha256);
            let before = item.state.is_approvable();
            if same {
                item.progress(fresh.four_eyes);
                item.revision += u32::from(item.state.is_approvable() != before);
            } else {
                item.replace(fresh);
            }
            if same && item.state.is_approvable() == before {
                drop(inbox);
                self.tell(DeviceEvent::Changed);
                return;
            }
        }
        self.step_up(id);
        self.views().close(id);
        self.tell(DeviceEvent::Changed);
    }
}

fn can_be_renewed(item: &Item) -> bool {
    item.shown.is_some() && item.state.is_open() && !matches!(item.state, ItemState::Sending)
}

/// Fetches a consent again, because the number of its approvals is another one than is known here.
pub(super) async fn refetch(core: Arc<Core>, account: Arc<AccountRuntime>, notification: Notification) {
    let Some(key) = core.key(&account).await else { return };
    let id = account.request(&notification);
    let mut wait = FIRST_RETRY;
    while core.inbox().get(&id).is_some_and(|item| item.lacks_approvals(&notification)) {
        let now = account.server_now(&core);
        match core.api.consent(account.account(), &key, &notification, now).await {
            Ok(token) if core.inbox().get(&id).is_some_and(can_be_renewed) => {
                match core.verified(&account, &notification, &token).await {
                    Ok(Ok(fresh)) => return core.renew(&id, fresh),
                    Ok(Err(reason)) => {
                        tracing::warn!(consent.id = %id, reason, "Its approvals cannot be verified: {reason}");
                        if !core.is_by_former_key(&account, &token) {
                            return;
                        }
                    }
                    Err(error) => {
                        tracing::warn!(consent.id = %id, %error, "Its approvals cannot be verified yet: {error}");
                    }
                }
            }
            // An answer is on its way; how that went is known soon.
            Ok(_) => {}
            Err(error) if error.is_passing() => tracing::warn!(%error, "Could not fetch a consent again: {error}"),
            Err(error) => {
                tracing::warn!(consent.id = %id, %error, "The server does not say who approved: {error}");
                return;
            }
        }
        sleep(wait).await;
        wait = (wait * 2).min(LONGEST_RETRY);
    }
}
