//! How a notification becomes something to read.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::time::sleep;
use waxseal_protocol::device::Notification;

use super::progress::refetch;
use super::recovery::{INTERRUPTED, settle};
use super::{AccountRuntime, Core};
use crate::api::ApiError;
use crate::error::ErrorCode;
use crate::history::HistoryOutcome;
use crate::inbox::{Answerer, Arrival, FourEyesView, Item, ItemState, VerifiedConsent};
use crate::request_id::RequestId;

/// How often a deadline is looked at again: the clock may have been set, the machine may have slept.
const DEADLINE_CHECK: Duration = Duration::from_secs(10);
/// How long after a request's end the server's word is waited for.
const LAST_WORD_MS: i64 = 3000;
/// How soon the server is asked again what became of an answer.
const SETTLE_AGAIN: Duration = Duration::from_secs(30);
/// How soon a consent that could not be fetched is asked for again; each time twice as long.
const FIRST_RETRY: Duration = Duration::from_secs(1);

impl Core {
    /// Takes in the complete list of what is open. What it no longer names ended elsewhere.
    ///
    /// `known` are the items that were here when the list was asked for: one that came since may
    /// be newer than the list, and is not ended by it.
    pub(crate) fn sync(
        self: &Arc<Self>,
        account: &Arc<AccountRuntime>,
        known: &[RequestId],
        pending: Vec<Notification>,
    ) {
        self.recover(account, &pending);
        let now = account.server_now(self);
        let missing = known.iter().filter(|id| pending.iter().all(|one| one.txlnkid != id.consent_id));
        for id in missing {
            let expired = self.inbox().get(id).is_some_and(|item| item.notification.exp.timestamp() <= now);
            let sending = self.inbox().get(id).is_some_and(|item| matches!(item.state, ItemState::Sending));
            // An answer of ours whose fate is not known may have arrived: the server knows.
            if !sending && self.journal.entry(id).is_some() {
                tokio::spawn(settle(Arc::clone(self), id.clone()));
                continue;
            }
            // An answer of ours that is on its way explains why the list no longer names it.
            if !sending {
                // Before a connection there may have been an answer that this device did not hear of.
                let silent = expired && account.is_online();
                let outcome = if silent { HistoryOutcome::Expired } else { HistoryOutcome::EndedAway };
                self.close(id, outcome, Answerer::default(), now);
            }
        }
        for notification in pending {
            self.present(account, notification);
        }
    }

    /// Takes in one notification. Its consent is fetched beside this.
    pub(crate) fn present(self: &Arc<Self>, account: &Arc<AccountRuntime>, notification: Notification) {
        let id = account.request(&notification);
        if notification.dai != id.account_id || self.history.contains(&id) {
            return;
        }
        let new =
            || Item::new(id.account_id.clone(), notification.clone(), self.clock().now(), self.clock().monotonic());
        let arrival = self.inbox().arrive(&id, notification.clone(), new);
        if arrival == Arrival::New {
            tokio::spawn(watch_deadline(Arc::downgrade(self), Some(Arc::clone(account)), id));
        }
        match arrival {
            Arrival::New | Arrival::Unchecked => {
                tokio::spawn(fetch(Arc::clone(self), Arc::clone(account), notification));
            }
            Arrival::Progressed => {
                tokio::spawn(refetch(Arc::clone(self), Arc::clone(account), notification));
            }
            Arrival::Known => {}
        }
    }

    /// Reads the pending list: a wake-up was lost.
    pub(crate) fn read_pending(self: &Arc<Self>, account: &Arc<AccountRuntime>) {
        let (core, account) = (Arc::clone(self), Arc::clone(account));
        tokio::spawn(async move {
            let Some(key) = core.key(&account).await else { return };
            let known = core.inbox().open(&account.account().id);
            match core.api.pending(account.account(), &key, account.server_now(&core)).await {
                Ok(pending) => core.sync(&account, &known, pending),
                Err(error) => tracing::warn!(%error, "Could not read the pending list: {error}"),
            }
        });
    }
}

/// Fetches and verifies a consent, and makes it readable.
async fn fetch(core: Arc<Core>, account: Arc<AccountRuntime>, notification: Notification) {
    let Some(key) = core.key(&account).await else { return };
    let id = account.request(&notification);
    let mut wait = FIRST_RETRY;
    let mut repeated = false;
    let verified = loop {
        let now = account.server_now(&core);
        match core.api.consent(account.account(), &key, &notification, now).await {
            Ok(token) => match read(&core, &account, &notification, &token).await {
                Ok(Err(_)) if !repeated && core.is_by_former_key(&account, &token) => {
                    repeated = true;
                    continue;
                }
                Ok(verified) => break verified,
                Err(error) => tracing::warn!(%error, "Could not verify a consent: {error}"),
            },
            Err(error) if error.is_passing() => tracing::warn!(%error, "Could not fetch a consent: {error}"),
            Err(ApiError::Refused(body)) => {
                break Err(format!("The server does not give its details: {}", body.message));
            }
            Err(error) => break Err(format!("{}.", super::capitalized(&error.to_string()))),
        }
        sleep(wait).await;
        wait = (wait * 2).min(DEADLINE_CHECK);
        // Its end, or another fetch that was faster, ends this one.
        if !core.inbox().get(&id).is_some_and(|item| matches!(item.state, ItemState::Checking)) {
            return;
        }
    };
    let mut interrupted = core.journal.entry(&id).is_some();
    {
        let mut inbox = core.inbox();
        let Some(item) = inbox.get_mut(&id).filter(|item| matches!(item.state, ItemState::Checking)) else { return };
        match verified {
            Ok(consent) => {
                item.show(consent, false);
                // It arrived, and waits for another person's: its fate is not known before that.
                interrupted &= !item.four_eyes().is_some_and(FourEyesView::approved_by_you);
                if interrupted {
                    item.state = ItemState::Failed { code: ErrorCode::Offline, reason: INTERRUPTED.to_owned() };
                }
            }
            Err(reason) => item.state = ItemState::Unverifiable { reason },
        }
    }
    core.step_up(&id);
    if interrupted {
        core.strike_out(&id);
    }
    core.announce_arrival(&id);
}

/// Verifies a consent and makes its card, with templates that the server may have by now.
async fn read(
    core: &Core,
    account: &AccountRuntime,
    notification: &Notification,
    token: &str,
) -> Result<Result<VerifiedConsent, String>, ApiError> {
    let verified = core.verified(account, notification, token).await?;
    let without_template =
        |verified: &VerifiedConsent| verified.card.entries.iter().any(|entry| entry.template_sha256.is_none());
    if verified.as_ref().is_ok_and(without_template) && core.find_templates(account).await {
        return core.verified(account, notification, token).await;
    }
    Ok(verified)
}

/// Closes an item at its deadline by the server's clock, and announces it once more before. Nothing
/// is sent: silence is no answer. A practice request has no account, and this device's clock.
///
/// It holds nothing while it waits: a device that is stopped leaves its folder at once.
pub(crate) async fn watch_deadline(core: Weak<Core>, account: Option<Arc<AccountRuntime>>, id: RequestId) {
    loop {
        let next = core.upgrade().and_then(|core| at_deadline(&core, account.as_deref(), &id));
        let Some(wait) = next else { return };
        sleep(wait).await;
    }
}

/// Does what is due of an item, and says when to look again; nothing once it is over.
fn at_deadline(core: &Arc<Core>, account: Option<&AccountRuntime>, id: &RequestId) -> Option<Duration> {
    let (left, reminder, sending) = {
        let inbox = core.inbox();
        let item = inbox.get(id).filter(|item| item.state.is_open())?;
        let reminder = account.and_then(|account| core.reminder_before_ms(item, account));
        (core.millis_left(item, account), reminder, matches!(item.state, ItemState::Sending))
    };
    if left <= 0 {
        if sending {
            // The server decides whether the answer was in time.
            return Some(Duration::from_secs(1));
        }
        // The server's dates are whole seconds, and its clock may be two behind what is thought of it:
        // until then another device's answer may still count, and be heard of.
        let last_word = account.map_or(0, |_| LAST_WORD_MS + left);
        if last_word > 0 {
            return Some(Duration::from_millis(u64::try_from(last_word).unwrap_or(0)));
        }
        if core.journal.entry(id).is_some() {
            // An answer was given, so to say that there was none would be wrong. The server knows.
            tokio::spawn(settle(Arc::clone(core), id.clone()));
            return Some(SETTLE_AGAIN);
        }
        let now = account.map_or_else(|| core.clock().now(), |account| account.server_now(core));
        // Who was away cannot say that nobody answered: another device may have.
        let away = account.is_some_and(|account| !account.is_heard_of(core.clock().monotonic()));
        let outcome = if away { HistoryOutcome::EndedAway } else { HistoryOutcome::Expired };
        core.close(id, outcome, Answerer::default(), now);
        return None;
    }
    let until_reminder = reminder.map_or(left, |before| left - before);
    if until_reminder <= 0 {
        core.remind(id);
    }
    let wait = if until_reminder > 0 { until_reminder.min(left) } else { left };
    Some(Duration::from_millis(u64::try_from(wait).unwrap_or(0)).min(DEADLINE_CHECK))
}
