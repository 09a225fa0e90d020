//! A decision takes effect: one compare-and-set in the store, and with it everything that has to
//! follow from it.

use serde_json::json;
use waxseal_protocol::Secret;
use waxseal_protocol::device::{DecisionOutcome, UserVerification};
use waxseal_store::model::{
    AuditEvent, BackchannelRequest, Decision, Delivery, DeliveryMode, EventKind, InvalidTransition,
};
use waxseal_store::{Effects, StoreError};

use crate::state::AppState;

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decided {
    /// It counts.
    Now,
    /// Another one was faster, or the request expired in this instant. Nothing was changed.
    TooLate,
}

/// Why a decision could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DecideError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    State(#[from] InvalidTransition),
}

/// What a device says of who answered.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Answerer {
    /// A script may have, not a person.
    pub(crate) test_key: bool,
    /// Who made sure that it was the person.
    pub(crate) verified_by: UserVerification,
}

/// Saves a decision and wakes everybody who waits for it. `request` is the decided one afterwards.
pub(crate) async fn decide(
    state: &AppState,
    request: &mut BackchannelRequest,
    outcome: DecisionOutcome,
    decision: Decision,
    answerer: Answerer,
) -> Result<Decided, DecideError> {
    let now = decision.decided_at;
    let kind = match outcome {
        DecisionOutcome::Approved => EventKind::GdAuthSucceed,
        DecisionOutcome::Denied => EventKind::GdAuthRejected,
        DecisionOutcome::Reported => EventKind::GdAuthReported,
    };
    let mut details = json!({
        "consent_sha256": request.consent_sha256,
        "decision_sha256": waxseal_protocol::ids::sha256_base64url(decision.jws.as_bytes()),
        "narrowed": decision.granted_details.is_some(),
    });
    if let Some(members) = details.as_object_mut() {
        if answerer.test_key {
            members.insert("test_key".to_owned(), true.into());
        }
        if answerer.verified_by == UserVerification::Os {
            members.insert("uv".to_owned(), "os".into());
        }
    }
    let event = AuditEvent::new(now, kind)
        .client(&request.client_id)
        .user(&request.user_id)
        .device(&decision.device_id)
        .consent(&request.consent_id)
        .details(details);
    let from = request.state.clone();
    let next = from.clone().decide(outcome, decision)?;
    let delivery = delivery(request);
    let told = delivery.is_some();
    let effects = Effects { event: Some(event), delivery, ..Effects::default() };
    if !state.store.transition(&request.consent_id, &from, &next, now, effects).await? {
        return Ok(Decided::TooLate);
    }
    request.state = next;
    state.open.close(&request.auth_req_id_sha256);
    if told {
        state.delivery_due.notify_one();
    }
    tracing::info!(consent.id = %request.consent_id, ?outcome, "Decided {}", request.consent_id);
    Ok(Decided::Now)
}

/// The ping or push that a decision causes. It is stored with the decision, so that neither a
/// crash nor a client that is away loses it.
fn delivery(request: &BackchannelRequest) -> Option<Delivery> {
    if request.facts.mode == DeliveryMode::Poll {
        return None;
    }
    Some(Delivery {
        id: 0,
        consent_id: request.consent_id.clone(),
        client_id: request.client_id.clone(),
        mode: request.facts.mode,
        endpoint: request.facts.notification_endpoint.clone()?,
        bearer: request.facts.notification_token.clone().unwrap_or_else(|| Secret::new(String::new())),
        payload: None,
        attempts: 0,
        next_attempt_at: request.created_at,
        give_up_at: request.redeemable_until(),
    })
}
