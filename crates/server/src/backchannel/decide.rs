//! A decision takes effect: one compare-and-set in the store, and with it everything that has to
//! follow from it.

use serde_json::json;
use waxseal_protocol::Secret;
use waxseal_protocol::device::{DecisionOutcome, UserVerification};
use waxseal_store::model::{
    AuditEvent, BackchannelRequest, Decision, Delivery, DeliveryMode, EventKind, InvalidTransition, RequestState,
};
use waxseal_store::{Effects, StoreError};

use crate::state::AppState;

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decided {
    /// It counts, and the request is decided.
    Now,
    /// It counts, and another person has to approve, too.
    Half,
    /// The person approved before, or somebody did with the same key, or somebody else did as the second, and
    /// the other one of the two has not answered. Nothing was changed.
    ApprovedBefore,
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

/// Saves a decision and wakes everybody who waits for it. `request` is the decided one afterwards, or
/// the one that this decision came too late for.
pub(crate) async fn decide(
    state: &AppState,
    request: &mut BackchannelRequest,
    outcome: DecisionOutcome,
    decision: &Decision,
    answerer: Answerer,
) -> Result<Decided, DecideError> {
    let mut decision = decision.clone();
    loop {
        // A second answer is never before the first: that one may have come meanwhile, and the clock may have
        // been set back.
        if let Some(first) = request.state.first_approval() {
            decision.decided_at = first.decided_at.max(state.clock.now());
        }
        let now = decision.decided_at;
        if request.state.is_open() && request.is_expired(now) {
            return Ok(Decided::TooLate);
        }
        let by_key_of_first = decision.device_key.as_ref().is_some_and(|key| request.state.has_approval_by(key));
        let counts = request.state.takes_approval(&decision.user_id, request.person()) && !by_key_of_first;
        if outcome == DecisionOutcome::Approved && request.state.is_open() && !counts {
            return Ok(Decided::ApprovedBefore);
        }
        let from = request.state.clone();
        let next = from.clone().decide(outcome, decision.clone(), request.person())?;
        let half = next.is_open();
        let event = event(request, &next, outcome, &decision, answerer);
        let delivery = if half { None } else { delivery(request) };
        let told = delivery.is_some();
        let effects = Effects { event: Some(event), delivery, ..Effects::default() };
        if state.store.transition(&request.consent_id, &from, &next, now, effects).await? {
            request.state = next;
            if half {
                tracing::info!(consent.id = %request.consent_id, "Approved {} by one of two people", request.consent_id);
                return Ok(Decided::Half);
            }
            state.open.close(&request.auth_req_id_sha256);
            if told {
                state.delivery_due.notify_one();
            }
            tracing::info!(consent.id = %request.consent_id, ?outcome, "Decided {}", request.consent_id);
            return Ok(Decided::Now);
        }
        // Another person may have given the first approval in this instant. Then this is the second answer;
        // it happens once, because there is one first approval.
        let Some(current) = state.store.request_by_consent_id(&request.consent_id).await? else {
            return Ok(Decided::TooLate);
        };
        let overtaken = from == RequestState::Pending && matches!(current.state, RequestState::HalfApproved(_));
        *request = current;
        if !overtaken {
            return Ok(Decided::TooLate);
        }
    }
}

/// What the audit chain says of an answer.
fn event(
    request: &BackchannelRequest,
    next: &RequestState,
    outcome: DecisionOutcome,
    decision: &Decision,
    answerer: Answerer,
) -> AuditEvent {
    let kind = match outcome {
        DecisionOutcome::Approved if next.is_open() => EventKind::GdAuthFirstApproval,
        DecisionOutcome::Approved => EventKind::GdAuthSucceed,
        DecisionOutcome::Denied => EventKind::GdAuthRejected,
        DecisionOutcome::Reported => EventKind::GdAuthReported,
    };
    let digest = |decision: &Decision| waxseal_protocol::ids::sha256_base64url(decision.jws.as_bytes());
    let mut details = json!({
        "consent_sha256": request.consent_sha256,
        "decision_sha256": digest(decision),
        "narrowed": decision.granted_details.is_some(),
    });
    if let Some(members) = details.as_object_mut() {
        if answerer.test_key {
            members.insert("test_key".to_owned(), true.into());
        }
        if answerer.verified_by == UserVerification::Os {
            members.insert("uv".to_owned(), "os".into());
        }
        if request.needs_two() {
            members.insert("person".to_owned(), json!(request.user_id));
        }
        if let Some(first) = next.decision().and_then(|decision| decision.first_approval.as_ref()) {
            let first = json!({"user_id": first.user_id, "decision_sha256": digest(first)});
            members.insert("first_approval".to_owned(), first);
        }
    }
    AuditEvent::new(decision.decided_at, kind)
        .client(&request.client_id)
        .user(&decision.user_id)
        .device(&decision.device_id)
        .consent(&request.consent_id)
        .details(details)
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
