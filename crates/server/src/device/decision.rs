//! `POST …/api/resolve-transaction`: the person's signed answer.
//!
//! The decision is bound to what was shown: a device of the device channel has to name the digest
//! of the stored consent, and any other digest is refused. Only a refusal may name none: of a consent
//! that the device could not verify (ADR 0017).

use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use waxseal_protocol::device::{
    Consent, DecisionBody, DecisionClaims, DecisionOutcome, DecisionRefusal, GuardianErrorBody, Outcome,
    UserVerification,
};
use waxseal_protocol::jose::{NumericDate, TimeRules, verify};
use waxseal_protocol::rar::AuthorizationDetails;
use waxseal_store::StoreError;
use waxseal_store::model::{AuditEvent, BackchannelRequest, Decision, Device, EventKind, RequestState};

use super::auth::{credentials, enrolled};
use super::{audiences, check_device, transaction_token};
use crate::backchannel::decide::{Answerer, DecideError, Decided, decide};
use crate::http::GuardianError;
use crate::notify;
use crate::state::AppState;
use crate::token::granted_details;

/// Guardian signs for 30 s; ours too. A minute is the most.
const MAX_LIFE: Duration = Duration::from_mins(1);

/// Why an answer has no effect.
#[derive(Debug)]
pub(crate) enum DecisionError {
    Guardian(GuardianError),
    /// The decision is over other content than the stored consent.
    ContentMismatch,
    /// Past its expiry.
    Expired,
    /// Somebody answered before.
    AlreadyDecided(Box<DecisionRefusal>),
}

impl DecisionError {
    fn code(&self) -> &'static str {
        match self {
            Self::Guardian(error) => error.code(),
            Self::ContentMismatch => "consent_mismatch",
            Self::Expired => "transaction_expired",
            Self::AlreadyDecided(_) => "already_decided",
        }
    }
}

impl From<GuardianError> for DecisionError {
    fn from(error: GuardianError) -> Self {
        Self::Guardian(error)
    }
}

impl From<StoreError> for DecisionError {
    fn from(error: StoreError) -> Self {
        Self::Guardian(error.into())
    }
}

impl IntoResponse for DecisionError {
    fn into_response(self) -> Response {
        match self {
            Self::Guardian(error) => error.into_response(),
            Self::ContentMismatch => GuardianError::new(
                StatusCode::CONFLICT,
                "consent_mismatch",
                "The answer is for other content than this request has. Nothing was decided.",
            )
            .into_response(),
            Self::Expired => GuardianError::new(
                StatusCode::GONE,
                "transaction_expired",
                "The request has expired. Nothing was decided.",
            )
            .into_response(),
            Self::AlreadyDecided(refusal) => (StatusCode::CONFLICT, Json(refusal)).into_response(),
        }
    }
}

pub(crate) async fn resolve(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, DecisionError> {
    let transaction = transaction_token::check(&state, credentials(&headers, "Bearer")?)?;
    let device = enrolled(&state, &transaction.device_id).await?;
    let body: DecisionBody = serde_json::from_slice(&body)
        .map_err(|error| GuardianError::invalid_body(format!("The body is not as expected: {error}.")))?;
    let mut request = state
        .store
        .request_by_consent_id(&transaction.consent_id)
        .await?
        .filter(|request| request.approvers().any(|user| *user == device.user_id))
        .ok_or_else(GuardianError::transaction_not_found)?;
    check_device(&request, &device)?;

    let verified = match verified_outcome(&state, &body.challenge_response, &request, &device) {
        Ok(verified) => verified,
        Err(error) => {
            let event = AuditEvent::new(state.clock.now(), EventKind::GdAuthFailed);
            let event = event.user(&device.user_id).device(&device.id).consent(&request.consent_id);
            state.note(event.details(json!({"error": error.code()})));
            return Err(error);
        }
    };
    let now = state.clock.now();
    if request.state.is_open() && request.is_expired(now) {
        return Err(DecisionError::Expired);
    }
    let decision = Decision {
        user_id: device.user_id.clone(),
        device_id: device.id.clone(),
        device_key: Some(device.public_key.clone()),
        decided_at: now,
        jws: body.challenge_response,
        granted_details: verified.granted_details,
        reason: verified.reason,
        test_key: verified.answerer.test_key,
        first_approval: None,
    };
    match decide(&state, &mut request, verified.outcome, &decision, verified.answerer).await {
        Ok(Decided::Now) => {
            notify::withdraw(&state, &request, Some(&device)).await;
            Ok(StatusCode::NO_CONTENT)
        }
        Ok(Decided::Half) => {
            notify::look(&state, &request, Some(&device.id)).await;
            Ok(StatusCode::ACCEPTED)
        }
        // It was answered before, or in this instant, or expired in it.
        Ok(Decided::ApprovedBefore | Decided::TooLate) | Err(DecideError::State(_)) => {
            Err(already_decided(&state, &request, &device).await?)
        }
        Err(DecideError::Store(error)) => Err(error.into()),
    }
}

/// What a verified answer says.
struct VerifiedAnswer {
    outcome: DecisionOutcome,
    granted_details: Option<AuthorizationDetails>,
    reason: Option<String>,
    answerer: Answerer,
}

/// Checks signature, times, addressee, challenge and content, and says what the person answered.
fn verified_outcome(
    state: &AppState,
    jws: &str,
    request: &BackchannelRequest,
    device: &Device,
) -> Result<VerifiedAnswer, DecisionError> {
    let refused = |reason: String| GuardianError::new(StatusCode::BAD_REQUEST, "invalid_challenge_response", reason);
    let rules = TimeRules::new(state.clock.now(), MAX_LIFE);
    let claims: DecisionClaims = verify(jws, std::slice::from_ref(&device.public_key), "jwt", rules)
        .map_err(|error| refused(format!("The answer is refused: {error}.")))?;
    let test_key = device.test_key || claims.waxseal.as_ref().is_some_and(|evidence| evidence.test_key);
    let verified_by = claims.waxseal.as_ref().map_or(UserVerification::None, |evidence| evidence.uv);
    let answerer = Answerer { test_key, verified_by };
    // A device may have been enrolled before the server refused test keys.
    if test_key && !state.config.allow_test_keys {
        return Err(GuardianError::test_key_refused().into());
    }
    if claims.iss != device.identifier {
        return Err(refused("The answer's issuer is another device.".to_owned()).into());
    }
    if claims.sub != request.challenge {
        return Err(refused("The answer is for another challenge.".to_owned()).into());
    }
    if !audiences(state, "resolve-transaction").contains(&claims.aud) {
        return Err(refused("The answer's audience is another URL.".to_owned()).into());
    }
    let Some(evidence) = claims.waxseal else {
        if device.binds_content() {
            return Err(refused("The answer does not say what was on screen.".to_owned()).into());
        }
        let accepted = claims.auth0_guardian_accepted;
        let outcome = if accepted { DecisionOutcome::Approved } else { DecisionOutcome::Denied };
        return Ok(VerifiedAnswer { outcome, granted_details: None, reason: claims.auth0_guardian_reason, answerer });
    };
    if claims.auth0_guardian_accepted != (evidence.outcome == DecisionOutcome::Approved) {
        return Err(refused("The answer says yes and no.".to_owned()).into());
    }
    match &evidence.consent_sha256 {
        Some(sha256) if *sha256 == request.consent_sha256 => {}
        Some(_) => return Err(DecisionError::ContentMismatch),
        // Who cannot verify what is asked can still say no to it: the challenge names the request.
        None if evidence.outcome != DecisionOutcome::Approved => {}
        None => return Err(refused("An approval says what was on screen.".to_owned()).into()),
    }
    let granted_details = match evidence.granted_authorization_details {
        Some(narrowed) if evidence.outcome == DecisionOutcome::Approved => {
            check_narrowing(state, request, &narrowed).map_err(refused)?;
            Some(narrowed)
        }
        _ => None,
    };
    let reason = evidence.reason_code.or(claims.auth0_guardian_reason);
    Ok(VerifiedAnswer { outcome: evidence.outcome, granted_details, reason, answerer })
}

/// A person may grant less than was asked, where the type allows it; never more, and never
/// something else.
fn check_narrowing(
    state: &AppState,
    request: &BackchannelRequest,
    narrowed: &AuthorizationDetails,
) -> Result<(), String> {
    if request.needs_two() {
        return Err("What two people approve is granted as it was asked, or not at all.".to_owned());
    }
    let consent: Consent = serde_json::from_str(&request.consent).map_err(|error| error.to_string())?;
    let directory = state.directory();
    let api = directory.apis.get(&request.audience).map(|entry| &entry.value);
    for name in narrowed.types() {
        if !api.and_then(|api| api.detail_type(name)).is_some_and(|detail_type| detail_type.narrowing) {
            return Err(format!("The type {name} is granted as it was asked, or not at all."));
        }
    }
    let asked = consent.requested_details.authorization_details;
    granted_details::covered(api, asked.as_ref(), narrowed)
        .map_err(|_| "The answer grants what was not asked.".to_owned())
}

async fn already_decided(
    state: &AppState,
    request: &BackchannelRequest,
    device: &Device,
) -> Result<DecisionError, DecisionError> {
    let (decision, code, message) = match &request.state {
        RequestState::Pending => return Ok(DecisionError::Expired),
        RequestState::HalfApproved(first)
            if first.user_id != device.user_id && request.state.has_approval_by(&device.public_key) =>
        {
            let message = "This answer is made with the key of the first approval. Another person's own key has to \
                           approve, too.";
            (first, DecisionRefusal::HALF, message)
        }
        state if state.takes_approval(&device.user_id, request.person()) => return Ok(DecisionError::Expired),
        RequestState::HalfApproved(first) if first.user_id == device.user_id => {
            (first, DecisionRefusal::HALF, "You approved this request before. Another person has to, too.")
        }
        RequestState::HalfApproved(first) => {
            (first, DecisionRefusal::HALF, "Somebody else approved it as the second. The person it is for has to, too.")
        }
        RequestState::Approved(decision)
        | RequestState::Denied(decision)
        | RequestState::Reported(decision)
        | RequestState::Redeemed { decision, .. } => {
            (decision, "already_decided", "This request was answered before. Nothing was changed.")
        }
    };
    let by = state.store.device(&decision.device_id).await?;
    let outcome = if request.state.is_open() { Outcome::Approved } else { notify::outcome(&request.state) };
    // The first of two approvals made it approved as much as the second did.
    let approved = outcome == Outcome::Approved;
    let by_this_device = decision.all().any(|one| one.device_id == device.id && (approved || one == decision));
    Ok(DecisionError::AlreadyDecided(Box::new(DecisionRefusal {
        error: GuardianErrorBody {
            status_code: StatusCode::CONFLICT.as_u16(),
            error_code: code.to_owned(),
            error: "Conflict".to_owned(),
            message: message.to_owned(),
        },
        outcome,
        by: by.map(|device| device.name),
        person: notify::person(state, decision, device),
        by_this_device,
        at: NumericDate::new(decision.decided_at),
    })))
}
