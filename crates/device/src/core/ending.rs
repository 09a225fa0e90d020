//! How things end: a request, an account.

use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{ConsentId, DeviceId};

use super::announcing::sender;
use super::{AccountRuntime, Core, lock};
use crate::event::DeviceEvent;
use crate::history::{HistoryOutcome, HistoryRecord};
use crate::inbox::ItemState;
use crate::persist::PersistError;

impl Core {
    /// Ends an item: it leaves the waiting list and enters the history, once.
    pub(crate) fn close(&self, id: &ConsentId, outcome: HistoryOutcome, by: Option<String>, at: Timestamp) {
        if outcome == HistoryOutcome::Reported {
            self.mute_client_of(id);
        }
        let (record, sender) = {
            let mut inbox = self.inbox();
            let Some(item) = inbox.get_mut(id).filter(|item| item.state.is_open()) else { return };
            item.state = ItemState::Closed { outcome, by: by.clone(), at };
            let record = HistoryRecord {
                at,
                consent_id: id.clone(),
                account_id: item.account_id.clone(),
                outcome,
                by,
                card: item.shown.as_ref().map(|shown| shown.card.clone()),
                consent_sha256: item.shown.as_ref().map(|shown| shown.sha256.clone()),
            };
            let sender = sender(item);
            let practice = item.practice;
            inbox.trim();
            ((!practice).then_some(record), sender)
        };
        if matches!(outcome, HistoryOutcome::Denied | HistoryOutcome::Reported | HistoryOutcome::Expired) {
            self.alerts().unwanted(&sender, self.clock().monotonic());
        }
        if let Some(record) = record
            && let Err(error) = self.history.add(record)
        {
            tracing::error!(%error, "Could not write the history: {error}");
        }
        self.strike_out(id);
        self.tell(DeviceEvent::Closed { consent_id: id.clone(), outcome });
    }

    /// The fate of an answer is known: it need not be asked about after a crash.
    pub(crate) fn strike_out(&self, id: &ConsentId) {
        if let Err(error) = self.journal.end(id) {
            tracing::error!(%error, "Could not change the journal: {error}");
        }
    }

    /// What a request takes may have grown, if its sender asked in vain before.
    pub(crate) fn step_up(&self, id: &ConsentId) {
        let Some(sender) = self.inbox().get(id).filter(|item| item.shown.is_some()).map(sender) else { return };
        if self.alerts().steps_up(&sender, self.clock().monotonic())
            && let Some(item) = self.inbox().get_mut(id)
        {
            item.step_up();
        }
    }

    /// The enrolment of an account is over: everything of it goes, the key first.
    pub(crate) async fn account_revoked(&self, account: &AccountRuntime) {
        let id = account.account().id.clone();
        tracing::info!(device.id = %id, "Enrolment {id} is over");
        if let Err(error) = self.delete_key(id.clone()).await {
            tracing::error!(%error, "Could not wipe the key of {id}: {error}");
        }
        if let Err(error) = self.forget(&id) {
            tracing::error!(%error, "Could not forget {id}: {error}");
        }
        self.tell(DeviceEvent::Changed);
    }

    /// Takes an account out of the list, the inbox and the connections.
    pub(crate) fn forget(&self, id: &DeviceId) -> Result<(), PersistError> {
        self.accounts.remove(id)?;
        self.journal.forget(id)?;
        self.inbox().forget_account(id);
        if let Some(runtime) = self.runtime(id) {
            runtime.templates().forget();
        }
        lock(&self.runtimes).retain(|runtime| runtime.account().id != *id);
        Ok(())
    }
}
