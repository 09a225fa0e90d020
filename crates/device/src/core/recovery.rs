//! Answers whose receipt was lost: with the connection, or with the program.

use std::sync::Arc;

use waxseal_protocol::device::{DecisionOutcome, DecisionRefusal, Notification};

use super::{AccountRuntime, Core, watch_deadline};
use crate::api::{ApiError, Resolved};
use crate::decision::sign;
use crate::error::ErrorCode;
use crate::history::HistoryOutcome;
use crate::inbox::{Answerer, Item, ItemState};
use crate::request_id::RequestId;

impl Core {
    /// Takes in the answers that were on their way when the program ended, for requests that the server
    /// no longer lists, and asks what became of them. Those that it lists did not arrive: they are
    /// presented again.
    pub(super) fn recover(self: &Arc<Self>, account: &Arc<AccountRuntime>, pending: &[Notification]) {
        for entry in self.journal.of(&account.account().id) {
            let id = entry.id();
            if self.history.contains(&id) {
                // The program ended between the record and the journal: there is nothing to ask about.
                self.strike_out(&id);
                continue;
            }
            let listed = pending.iter().any(|one| one.txlnkid == id.consent_id);
            if listed || self.inbox().get(&id).is_some() {
                continue;
            }
            let mut item = Item::new(entry.account_id, entry.notification, entry.received_at, self.clock().monotonic());
            let reason = UNKNOWN.to_owned();
            item.state = match entry.shown {
                Some(shown) => {
                    item.show(shown, false);
                    ItemState::Failed { code: ErrorCode::FateUnknown, reason }
                }
                None => ItemState::Unverifiable { reason },
            };
            self.inbox().restore(item);
            tokio::spawn(settle(Arc::clone(self), id.clone()));
            tokio::spawn(watch_deadline(Arc::downgrade(self), Some(Arc::clone(account)), id));
        }
    }
}

/// Asks what became of an answer, for a request that is over: it is sent once more as it was given,
/// and the refusal says whether the first one arrived. Without an answer it is asked again later.
pub(super) async fn settle(core: Arc<Core>, id: RequestId) {
    let Some(entry) = core.journal.entry(&id) else { return };
    let Some(runtime) = core.runtime(&id.account_id) else { return };
    let Some(key) = core.key(&runtime).await else { return };
    let now = runtime.server_now(&core);
    let account = runtime.account();
    let Ok(signed) = sign(account, &key, &entry.notification, entry.shown.as_ref(), entry.answer, now) else { return };
    let asked = core.api.resolve(account, &entry.notification.txtkn, signed).await;
    tracing::info!(consent.id = %id, ?asked, "Asked what became of an answer to {id}");
    let given = match entry.answer.outcome {
        DecisionOutcome::Approved => HistoryOutcome::Approved,
        DecisionOutcome::Denied => HistoryOutcome::Denied,
        DecisionOutcome::Reported => HistoryOutcome::Reported,
    };
    let nobody = Answerer::default;
    let (outcome, by) = match asked {
        Ok(Resolved::Decided) => (given, nobody()),
        Ok(Resolved::Half) => return core.half_approved(&id, &nobody(), now),
        Err(ApiError::AlreadyDecided(refusal)) => {
            let (half, outcome, at) = (refusal.is_half(), refusal.outcome.into(), refusal.at.timestamp());
            let by = answerer(*refusal);
            if half {
                return core.half_approved(&id, &by, at);
            }
            (outcome, by)
        }
        Err(ApiError::Refused(body)) if body.error_code == "transaction_expired" => (HistoryOutcome::Expired, nobody()),
        Err(error) if error.is_passing() => return,
        // The server no longer knows; nobody can say.
        Err(_) => (HistoryOutcome::EndedAway, nobody()),
    };
    core.close(&id, outcome, by, now);
}

/// Who answered before, as a refusal says it: nobody else, if it was this device. Of two people's approvals
/// the person is named also when one of them was given here.
pub(crate) fn answerer(refusal: DecisionRefusal) -> Answerer {
    let device = refusal.by.filter(|_| !refusal.by_this_device || refusal.person.is_some());
    Answerer { device, person: refusal.person }
}

/// What is said of an answer that the server did not get before the program ended.
pub(super) const INTERRUPTED: &str = "Waxseal ended while your answer was on its way. It did not arrive.";
/// And of one of which that is not known yet.
const UNKNOWN: &str = "Waxseal ended while your answer was on its way. Whether it arrived is being asked.";
