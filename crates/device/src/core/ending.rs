//! How things end: a request, an account.

use std::sync::Arc;
use std::time::Duration;

use waxseal_protocol::Timestamp;
use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::ids::DeviceId;

use super::announcing::sender;
use super::{AccountRuntime, Core, lock};
use crate::alerts::Sender;
use crate::event::DeviceEvent;
use crate::history::{HistoryOutcome, HistoryRecord};
use crate::inbox::{Answerer, FourEyesView, Item, ItemState};
use crate::persist::PersistError;
use crate::request_id::RequestId;

/// How long the keyring may take to wipe a key before the rest goes without it.
const WIPE_PATIENCE: Duration = Duration::from_secs(4);

impl Core {
    /// Ends an item: it leaves the waiting list and enters the history, once.
    pub(crate) fn close(&self, id: &RequestId, outcome: HistoryOutcome, by: Answerer, at: Timestamp) {
        let now = self.clock().now();
        // What was sent is in the journal until the record is written.
        let sent = self.journal.entry(id).map(|entry| entry.answer);
        let approval = sent.filter(|answer| answer.outcome == DecisionOutcome::Approved).map(|answer| answer.uv);
        let user_id = self.runtime(&id.account_id).map(|runtime| runtime.account().user_id.clone());
        let (record, sender, wanted) = {
            let mut inbox = self.inbox();
            let Some(item) = inbox.get_mut(id).filter(|item| item.state.is_open()) else { return };
            // The server's word, within what this device saw: a date out of it would be kept for ever, or
            // not at all.
            let at = at.clamp(item.received_at, now.max(item.received_at));
            let four_eyes = item.shown.as_mut().and_then(|shown| shown.four_eyes.as_mut());
            if let Some(four_eyes) = four_eyes.filter(|_| outcome == HistoryOutcome::Approved) {
                four_eyes.note_end(&by, at);
            }
            let Answerer { device: by, person } = by;
            item.state = ItemState::Closed { outcome, by: by.clone(), person: person.clone(), at };
            let record = HistoryRecord {
                at,
                consent_id: id.consent_id.clone(),
                account_id: id.account_id.clone(),
                user_id,
                outcome,
                by,
                person,
                four_eyes: item.four_eyes().cloned(),
                uv: approval.filter(|_| counted(outcome, item)),
                card: item.shown.as_ref().map(|shown| shown.card.clone()),
                consent_sha256: item.shown.as_ref().map(|shown| shown.sha256.clone()),
            };
            let sender = sender(item);
            let practice = item.practice;
            let wanted = item.four_eyes().is_some_and(FourEyesView::approved_by_you);
            ((!practice).then_some(record), sender, wanted)
        };
        let in_vain = matches!(outcome, HistoryOutcome::Denied | HistoryOutcome::Reported | HistoryOutcome::Expired);
        // Who approved it wanted it, whatever the other one of two people said or left unsaid.
        if in_vain && !wanted {
            self.alerts().unwanted(&sender, self.clock().monotonic());
            self.step_up_waiting(&sender);
        }
        if outcome == HistoryOutcome::Reported {
            self.mute_client_of(id);
        }
        self.inbox().trim();
        if let Some(Err(error)) = record.map(|record| self.history.add(record)) {
            // Without a record, the journal still has what was answered.
            tracing::error!(%error, "Could not write the history: {error}");
        } else {
            self.strike_out(id);
            self.seal_due.notify_one();
        }
        self.tell(DeviceEvent::Closed { request: id.clone(), outcome });
    }

    /// The fate of an answer is known: it need not be asked about after a crash.
    pub(crate) fn strike_out(&self, id: &RequestId) {
        if let Err(error) = self.journal.end(id) {
            tracing::error!(%error, "Could not change the journal: {error}");
        }
    }

    /// What a request takes may have grown, if its sender asked in vain before.
    pub(crate) fn step_up(&self, id: &RequestId) {
        let Some(sender) = self.inbox().get(id).filter(|item| item.shown.is_some()).map(sender) else { return };
        if self.alerts().steps_up(&sender, self.clock().monotonic())
            && let Some(item) = self.inbox().get_mut(id)
        {
            item.step_up();
        }
    }

    /// What waits of a sender takes more from now on, if it asked in vain before.
    fn step_up_waiting(&self, sender: &Sender) {
        if !self.alerts().steps_up(sender, self.clock().monotonic()) {
            return;
        }
        let mut inbox = self.inbox();
        for id in inbox.open(&sender.account) {
            if let Some(item) = inbox.get_mut(&id).filter(|item| super::announcing::sender(item) == *sender) {
                item.step_up();
            }
        }
    }

    /// The enrolment of an account is over: everything of it goes, and the person hears of it.
    pub(crate) async fn account_revoked(self: &Arc<Self>, account: &AccountRuntime) {
        let id = account.account().id.clone();
        tracing::info!(device.id = %id, "Enrolment {id} is over");
        let host = account.account().host();
        if let Err(error) = self.let_go(account).await {
            tracing::error!(%error, "Could not forget {id}: {error}");
        }
        self.tell(DeviceEvent::Ended { host });
    }

    /// Wipes what belongs to an account, the key in memory first, and forgets it.
    pub(crate) async fn let_go(self: &Arc<Self>, account: &AccountRuntime) -> Result<(), PersistError> {
        let id = account.account().id.clone();
        account.drop_key();
        if let Err(error) = self.to_wipe.add(&id) {
            tracing::error!(%error, "Could not note that the key of {id} is to be wiped: {error}");
        }
        let (core, name) = (Arc::clone(self), id.clone());
        let wiping = tokio::spawn(async move { core.wipe_for_good(&name).await });
        if tokio::time::timeout(WIPE_PATIENCE, wiping).await.is_err() {
            tracing::error!("The keyring does not answer, so the key of {id} is wiped later");
        }
        let forgotten = self.forget(&id);
        self.tell(DeviceEvent::Changed);
        forgotten
    }

    /// Takes an account out of the list, the inbox and the connections.
    pub(crate) fn forget(&self, id: &DeviceId) -> Result<(), PersistError> {
        self.accounts.remove(id)?;
        self.journal.forget(id)?;
        let open = self.inbox().open(id);
        self.inbox().forget_account(id);
        // What stands elsewhere on the desktop about them goes too.
        for request in open {
            self.tell(DeviceEvent::Closed { request, outcome: HistoryOutcome::EndedAway });
        }
        if let Some(runtime) = self.runtime(id) {
            runtime.templates().forget();
        }
        lock(&self.runtimes).retain(|runtime| runtime.account().id != *id);
        Ok(())
    }
}

/// Whether an approval that was sent from here is one of those that ended a request, or that were given before
/// it ended.
fn counted(outcome: HistoryOutcome, item: &Item) -> bool {
    match (item.four_eyes(), &item.state) {
        (Some(four_eyes), _) => four_eyes.approved_by_you(),
        (None, ItemState::Closed { by, .. }) => outcome == HistoryOutcome::Approved && by.is_none(),
        (None, _) => false,
    }
}
