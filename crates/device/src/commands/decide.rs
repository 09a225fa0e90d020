//! Deciding: the person's answer to what is on screen.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::device::{DecisionOutcome, Outcome};
use waxseal_protocol::ids::ConsentId;

use crate::api::ApiError;
use crate::core::Core;
use crate::decision::{Gesture, Refusal, sign};
use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};
use crate::event::DeviceEvent;
use crate::history::HistoryOutcome;
use crate::inbox::{Item, ItemState, verify};

/// A decision as a page asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DecideInput {
    /// The view it is for.
    pub view_token: String,
    /// The answer.
    #[ts(type = "\"approved\" | \"denied\" | \"reported\"")]
    pub outcome: DecisionOutcome,
    /// How it was given.
    pub gesture: Gesture,
}

impl Device {
    /// Signs and sends an answer to what the view shows, if the person had the time to see it.
    ///
    /// # Errors
    /// [`ErrorCode::NotArmed`] and [`ErrorCode::PressAgain`]: nothing was sent.
    /// [`ErrorCode::Changed`], [`ErrorCode::AnsweredElsewhere`] and [`ErrorCode::Expired`]: nothing
    /// was decided by this. [`ErrorCode::Offline`]: nothing was decided, try again.
    pub async fn decide(&self, input: DecideInput) -> Result<(), DeviceError> {
        let core = &self.core;
        let (consent_id, sha256) = {
            let now = core.clock().monotonic();
            let mut views = core.views();
            let view = views.get_mut(&input.view_token).ok_or_else(|| {
                DeviceError::new(ErrorCode::UnknownRequest, "This view is closed. Open the request again.")
            })?;
            let counts = match input.outcome {
                DecisionOutcome::Approved => view.arming.approve(input.gesture, now),
                DecisionOutcome::Denied | DecisionOutcome::Reported => view.arming.deny(now),
            };
            counts.map_err(not_armed)?;
            (view.consent_id.clone(), view.sha256.clone())
        };
        decide(core, &consent_id, sha256.as_deref(), input.outcome).await
    }

    /// Signs and sends an answer without a person, for the headless device. The desktop app has no
    /// command for it.
    pub async fn decide_unattended(&self, consent_id: &ConsentId, outcome: DecisionOutcome) -> Result<(), DeviceError> {
        let sha256 = self.core.shown_sha256(consent_id);
        decide(&self.core, consent_id, sha256.as_deref(), outcome).await
    }

    /// The same for what was printed: `sha256` is the digest of the card that a person read.
    pub async fn decide_as_shown(
        &self,
        consent_id: &ConsentId,
        sha256: Option<&str>,
        outcome: DecisionOutcome,
    ) -> Result<(), DeviceError> {
        decide(&self.core, consent_id, sha256, outcome).await
    }
}

/// Sends an answer again whose fate is not known, for a request that the server no longer lists.
/// It cannot decide anything there; the refusal says whether the first one arrived.
pub(crate) async fn settle(core: Arc<Core>, consent_id: ConsentId, outcome: DecisionOutcome) {
    let sha256 = core.shown_sha256(&consent_id);
    let result = decide(&core, &consent_id, sha256.as_deref(), outcome).await;
    tracing::info!(consent.id = %consent_id, ?result, "Asked what became of an answer to {consent_id}");
}

fn not_armed(refusal: Refusal) -> DeviceError {
    let (code, message) = match refusal {
        Refusal::PressAgain => (ErrorCode::PressAgain, "Press again to approve."),
        Refusal::TooSoon => (ErrorCode::NotArmed, "Too soon. Take the time to read it."),
        Refusal::NotFocused => (ErrorCode::NotArmed, "The window does not have the focus."),
        Refusal::NotSeen => (ErrorCode::NotArmed, "Not everything that matters has been on screen. Scroll through it."),
        Refusal::PointerNotMoved => {
            (ErrorCode::NotArmed, "The pointer was here before the request. Move it and try again.")
        }
    };
    DeviceError::new(code, message)
}

async fn decide(
    core: &Core,
    consent_id: &ConsentId,
    seen_sha256: Option<&str>,
    outcome: DecisionOutcome,
) -> Result<(), DeviceError> {
    let item = begin(core, consent_id, seen_sha256, outcome)?;
    core.record_shown(consent_id);
    let result = send(core, &item, outcome).await;
    finish(core, &item, outcome, result)
}

/// Takes the item from `Ready` to `Sending`, so that two answers do not run at once.
fn begin(
    core: &Core,
    consent_id: &ConsentId,
    seen_sha256: Option<&str>,
    outcome: DecisionOutcome,
) -> Result<Item, DeviceError> {
    let item = {
        let mut inbox = core.inbox();
        let item = inbox
            .get_mut(consent_id)
            .ok_or_else(|| DeviceError::new(ErrorCode::UnknownRequest, "There is no such request."))?;
        if !item.state.is_decidable() {
            let message = match &item.state {
                ItemState::Unverifiable { reason } => {
                    format!("It cannot be verified, so it cannot be answered. {reason}")
                }
                ItemState::Checking => "It is still being verified.".to_owned(),
                ItemState::Sending => "An answer is on its way.".to_owned(),
                _ => "It is over.".to_owned(),
            };
            return Err(DeviceError::new(ErrorCode::NotDecidable, message));
        }
        let current = item.shown.as_ref().map(|shown| shown.sha256.as_str());
        if current.is_none() || current != seen_sha256 {
            return Err(DeviceError::new(ErrorCode::Changed, "The details changed. Read them again."));
        }
        let refusal = item.shown.as_ref().and_then(|shown| shown.card.deny_only.clone());
        if let Some(reason) = refusal.filter(|_| outcome == DecisionOutcome::Approved) {
            return Err(DeviceError::new(ErrorCode::NotDecidable, reason));
        }
        let online = core.runtime(&item.account_id).is_some_and(|runtime| runtime.is_online());
        if !online {
            let message = "You are offline. Nothing was sent, and nothing will be until you answer again.";
            return Err(DeviceError::new(ErrorCode::Offline, message));
        }
        item.state = ItemState::Sending;
        item.attempted = Some(outcome);
        item.clone()
    };
    core.tell(DeviceEvent::Changed);
    Ok(item)
}

/// How sending ended.
enum Sent {
    /// The server took it.
    Accepted,
    /// It is over, in another way.
    Over { outcome: HistoryOutcome, by: Option<String>, error: DeviceError },
    /// The consent is no longer the one that was read.
    Changed(Box<crate::inbox::VerifiedConsent>),
    /// Nothing was decided.
    Failed(DeviceError),
}

async fn send(core: &Core, item: &Item, outcome: DecisionOutcome) -> Sent {
    let failed = |code, message: String| Sent::Failed(DeviceError::new(code, message));
    let Some(runtime) = core.runtime(&item.account_id) else {
        return failed(ErrorCode::Revoked, "This account was removed.".to_owned());
    };
    let Some(shown) = &item.shown else {
        return failed(ErrorCode::NotDecidable, "It is still being verified.".to_owned());
    };
    let Some(key) = core.key(&runtime).await else {
        return failed(
            ErrorCode::KeyUnavailable,
            "The key is not to be had. Unlock the keyring and try again.".to_owned(),
        );
    };
    // The content may have changed since it was rendered.
    let now = runtime.server_now(core);
    let token = match core.api.consent(runtime.account(), &key, &item.notification, now).await {
        Ok(token) => token,
        Err(error) => return explained(error, outcome),
    };
    match verify(runtime.account(), &item.notification, &token, &core.presentation(&runtime, now), now) {
        // A template that was replaced, revoked or lapsed meanwhile showed something else.
        Ok(fresh) if outcome == DecisionOutcome::Approved && fresh.card.evidence() != shown.card.evidence() => {
            return Sent::Changed(Box::new(fresh));
        }
        Ok(fresh) if fresh.sha256 == shown.sha256 => {}
        Ok(fresh) => return Sent::Changed(Box::new(fresh)),
        Err(reason) => return failed(ErrorCode::Untrusted, reason),
    }
    let signed = match sign(runtime.account(), &key, &item.notification, shown, outcome, now) {
        Ok(signed) => signed,
        Err(error) => return failed(ErrorCode::KeyUnavailable, format!("It could not be signed: {error}.")),
    };
    match core.api.resolve(runtime.account(), &item.notification.txtkn, signed).await {
        Ok(()) => Sent::Accepted,
        Err(error) => explained(error, outcome),
    }
}

fn explained(error: ApiError, wanted: DecisionOutcome) -> Sent {
    match error {
        ApiError::AlreadyDecided(refusal) => {
            // Our own answer, whose receipt was lost.
            if refusal.by_this_device && refusal.outcome == as_outcome(wanted) {
                return Sent::Accepted;
            }
            let outcome = HistoryOutcome::from(refusal.outcome);
            let who = refusal.by.clone().unwrap_or_else(|| "another device".to_owned());
            let did = match outcome {
                HistoryOutcome::Approved => "approved",
                HistoryOutcome::Denied => "denied",
                HistoryOutcome::Reported => "reported",
                HistoryOutcome::Expired | HistoryOutcome::Cancelled | HistoryOutcome::EndedAway => "closed",
            };
            let error = DeviceError::new(ErrorCode::AnsweredElsewhere, format!("Already {did} on {who}."));
            Sent::Over { outcome, by: refusal.by, error }
        }
        ApiError::Refused(body) if body.error_code == "transaction_expired" => Sent::Over {
            outcome: HistoryOutcome::Expired,
            by: None,
            error: DeviceError::new(ErrorCode::Expired, "It expired. No answer was sent."),
        },
        ApiError::Refused(body) if body.error_code == "consent_mismatch" => Sent::Failed(DeviceError::new(
            ErrorCode::Changed,
            "The details changed while you were reading. Nothing was decided.",
        )),
        ApiError::Refused(body) => Sent::Failed(DeviceError::new(ErrorCode::Refused, body.message)),
        ApiError::Unreachable(_) | ApiError::Unavailable(_) => Sent::Failed(DeviceError::new(
            ErrorCode::Offline,
            "The server could not be reached. Whether the answer arrived is not known; try again.",
        )),
        other => Sent::Failed(DeviceError::new(ErrorCode::Untrusted, format!("{other}."))),
    }
}

fn finish(core: &Core, item: &Item, outcome: DecisionOutcome, sent: Sent) -> Result<(), DeviceError> {
    let at = core.runtime(&item.account_id).map_or_else(|| core.clock().now(), |runtime| runtime.server_now(core));
    match sent {
        Sent::Accepted => {
            core.close(item.id(), HistoryOutcome::from(as_outcome(outcome)), None, at);
            Ok(())
        }
        Sent::Over { outcome, by, error } => {
            core.close(item.id(), outcome, by, at);
            Err(error)
        }
        Sent::Changed(fresh) => {
            if let Some(item) = core.inbox().get_mut(item.id()).filter(|item| item.state.is_open()) {
                item.shown = Some(*fresh);
                item.counted = false;
                item.state = ItemState::Ready;
            }
            core.views().changed(item.id(), core.clock().monotonic());
            core.tell(DeviceEvent::Changed);
            Err(DeviceError::new(ErrorCode::Changed, "The details changed while you were reading. Read them again."))
        }
        Sent::Failed(error) => {
            if let Some(item) = core.inbox().get_mut(item.id()).filter(|item| item.state.is_open()) {
                item.state = ItemState::Failed { reason: error.message.clone() };
            }
            core.tell(DeviceEvent::Changed);
            Err(error)
        }
    }
}

fn as_outcome(outcome: DecisionOutcome) -> Outcome {
    match outcome {
        DecisionOutcome::Approved => Outcome::Approved,
        DecisionOutcome::Denied => Outcome::Denied,
        DecisionOutcome::Reported => Outcome::Reported,
    }
}
