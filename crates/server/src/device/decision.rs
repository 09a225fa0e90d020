//! `POST …/api/resolve-transaction`: the person's signed answer.
//!
//! The decision is bound to what was shown: a device of the device channel has to name the digest
//! of the stored consent, and any other digest is refused.

use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use waxseal_protocol::device::{DecisionBody, DecisionClaims, DecisionOutcome, DecisionRefusal, GuardianErrorBody};
use waxseal_protocol::jose::{NumericDate, TimeRules, verify};
use waxseal_store::StoreError;
use waxseal_store::model::{BackchannelRequest, Decision, Device};

use super::auth::{credentials, enrolled};
use super::{audiences, transaction_token};
use crate::guardian_error::GuardianError;
use crate::notify;
use crate::state::AppState;

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
        .filter(|request| request.user_id == device.user_id)
        .ok_or_else(GuardianError::transaction_not_found)?;

    let outcome = verified_outcome(&state, &body.challenge_response, &request, &device)?;
    let now = state.clock.now();
    let decision = Decision { device_id: device.id.clone(), decided_at: now, jws: body.challenge_response };
    let from = request.state.clone();
    let Ok(next) = from.clone().decide(outcome, decision) else {
        return Err(already_decided(&state, &request, &device).await?);
    };
    if request.is_expired(now) {
        return Err(DecisionError::Expired);
    }
    if !state.store.transition(&request.consent_id, &from, &next, now).await? {
        // Another device was faster, or the request expired in this instant.
        let current = state.store.request_by_consent_id(&request.consent_id).await?;
        return match current {
            Some(current) if current.state.decision().is_some() => {
                Err(already_decided(&state, &current, &device).await?)
            }
            _ => Err(DecisionError::Expired),
        };
    }
    request.state = next;
    tracing::info!(consent.id = %request.consent_id, device.id = %device.id, ?outcome, "Decided {}", request.consent_id);
    notify::withdraw(&state, &request, &device).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Checks signature, times, addressee, challenge and content, and says what the person answered.
fn verified_outcome(
    state: &AppState,
    jws: &str,
    request: &BackchannelRequest,
    device: &Device,
) -> Result<DecisionOutcome, DecisionError> {
    let refused = |reason: String| GuardianError::new(StatusCode::BAD_REQUEST, "invalid_challenge_response", reason);
    let rules = TimeRules::new(state.clock.now(), MAX_LIFE);
    let claims: DecisionClaims = verify(jws, std::slice::from_ref(&device.public_key), "jwt", rules)
        .map_err(|error| refused(format!("The answer is refused: {error}.")))?;
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
        return Ok(if accepted { DecisionOutcome::Approved } else { DecisionOutcome::Denied });
    };
    if claims.auth0_guardian_accepted != (evidence.outcome == DecisionOutcome::Approved) {
        return Err(refused("The answer says yes and no.".to_owned()).into());
    }
    if evidence.consent_sha256 != request.consent_sha256 {
        return Err(DecisionError::ContentMismatch);
    }
    Ok(evidence.outcome)
}

async fn already_decided(
    state: &AppState,
    request: &BackchannelRequest,
    device: &Device,
) -> Result<DecisionError, DecisionError> {
    let Some(decision) = request.state.decision() else { return Ok(DecisionError::Expired) };
    let by = state.store.device(&decision.device_id).await?;
    let message = "This request was answered before. Nothing was changed.";
    Ok(DecisionError::AlreadyDecided(Box::new(DecisionRefusal {
        error: GuardianErrorBody {
            status_code: StatusCode::CONFLICT.as_u16(),
            error_code: "already_decided".to_owned(),
            error: "Conflict".to_owned(),
            message: message.to_owned(),
        },
        outcome: notify::outcome(&request.state),
        by: by.map(|device| device.name),
        by_this_device: decision.device_id == device.id,
        at: NumericDate::new(decision.decided_at),
    })))
}
