//! `GET /rich-consents/{id}`: what is asked, as JSON or, for `Accept: application/jwt`, signed.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use waxseal_protocol::device::{ConsentToken, ProofClaims};
use waxseal_protocol::ids::{ConsentId, sha256_base64url};
use waxseal_protocol::jose::{NumericDate, verify_proof};
use waxseal_protocol::json::Json as ExactJson;
use waxseal_store::model::{AuditEvent, Device, EventKind};

use super::auth::{credentials, enrolled};
use super::transaction_token::{self, TransactionClaims};
use super::{approvals, check_device};
use crate::http::GuardianError;
use crate::state::AppState;

/// How far a proof's `iat` may be from now.
const PROOF_WINDOW: Duration = Duration::from_mins(1);

pub(crate) async fn consent(
    State(state): State<AppState>,
    Path(id): Path<ConsentId>,
    headers: HeaderMap,
) -> Result<Response, GuardianError> {
    let token = credentials(&headers, "MFA-DPoP")?;
    // Whoever has no transaction token is nobody's device, and leaves no trace in the audit chain.
    let transaction = transaction_token::check(&state, token)?;
    let answer = read(&state, &id, &headers, token, &transaction).await;
    if let Err(error) = &answer {
        let event = AuditEvent::new(state.clock.now(), EventKind::RichConsentsAccessError);
        let event = event.device(&transaction.device_id).consent(&transaction.consent_id);
        state.note(event.details(json!({"error": error.code()})));
    }
    answer
}

async fn read(
    state: &AppState,
    id: &ConsentId,
    headers: &HeaderMap,
    token: &str,
    transaction: &TransactionClaims,
) -> Result<Response, GuardianError> {
    let device = enrolled(state, &transaction.device_id).await?;
    check_proof(state, headers, id, token, &device).await?;
    let not_found = || GuardianError::new(StatusCode::NOT_FOUND, "consent_not_found", "There is no such consent.");
    if transaction.consent_id != *id {
        return Err(not_found());
    }
    let request = state
        .store
        .request_by_consent_id(id)
        .await?
        .filter(|request| request.approvers().any(|user| *user == device.user_id))
        .ok_or_else(not_found)?;
    check_device(&request, &device)?;

    let wants_jwt = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.split(',').any(|one| one.trim().eq_ignore_ascii_case("application/jwt")));
    let (media_type, body) = if wants_jwt {
        let approvals = approvals::of(state, &request).await?;
        let claims = ConsentToken {
            iss: state.issuer().to_owned(),
            aud: device.id,
            iat: NumericDate::new(state.clock.now()),
            exp: NumericDate::new(request.expires_at),
            consent: ExactJson::parse(&request.consent).map_err(|error| GuardianError::internal(&error))?,
            approvals,
        };
        let signed = state.keys.signing().and_then(|key| key.sign(ConsentToken::TYPE, &claims));
        ("application/jwt", signed.map_err(|error| GuardianError::internal(&error))?)
    } else {
        ("application/json", request.consent)
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, body).into_response())
}

/// The token is bound to the enrolled key: whoever steals it from a push cannot read the consent.
async fn check_proof(
    state: &AppState,
    headers: &HeaderMap,
    id: &ConsentId,
    token: &str,
    device: &Device,
) -> Result<(), GuardianError> {
    let refused = |reason: String| GuardianError::new(StatusCode::FORBIDDEN, "invalid_dpop_assertion", reason);
    let proof = headers
        .get("MFA-DPoP")
        .and_then(|value| value.to_str().ok())
        .ok_or_else(|| refused("The MFA-DPoP header is missing.".to_owned()))?;
    let now = state.clock.now();
    let claims: ProofClaims = verify_proof(proof, &device.public_key, now, PROOF_WINDOW)
        .map_err(|error| refused(format!("The proof is refused: {error}.")))?;
    let url = state.config.url(&format!("rich-consents/{id}"));
    if claims.htu != url || !claims.htm.eq_ignore_ascii_case("GET") {
        return Err(refused(format!("The proof is for {} {}, not for GET {url}.", claims.htm, claims.htu)));
    }
    if claims.ath != sha256_base64url(token.as_bytes()) {
        return Err(refused("The proof is for another token.".to_owned()));
    }
    let forget_at = now.saturating_add(PROOF_WINDOW * 2).unwrap_or(now);
    let jti = format!("{}:{}", device.id, claims.jti);
    if !state.store.use_jti(&jti, forget_at, now).await? {
        return Err(refused("The proof was used before.".to_owned()));
    }
    Ok(())
}
