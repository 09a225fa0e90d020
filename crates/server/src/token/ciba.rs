//! The CIBA grant (CIBA Core 10.1 and 11).

use axum::Json;
use axum::response::{IntoResponse, Response};
use waxseal_protocol::ErrorCode;
use waxseal_protocol::device::Consent;
use waxseal_protocol::ids::AuthReqId;
use waxseal_store::model::{BackchannelRequest, Decision, RequestState};

use crate::access_token;
use crate::client_auth::AuthenticatedClient;
use crate::oauth_error::{OAuthError, no_store};
use crate::parameters::Parameters;
use crate::state::AppState;

pub(super) async fn grant(
    state: &AppState,
    client: &AuthenticatedClient<'_>,
    parameters: &Parameters,
) -> Result<Response, OAuthError> {
    let auth_req_id = AuthReqId::new(parameters.required("auth_req_id")?);
    let request = state
        .store
        .request_by_auth_req_id(&auth_req_id.sha256())
        .await?
        // An id that was issued to another client is as unknown as one that never was.
        .filter(|request| request.client_id == client.id)
        .ok_or_else(invalid_grant)?;
    let now = state.clock.now();
    if request.is_expired(now) {
        state.pacing.forget(&request);
        return Err(OAuthError::new(ErrorCode::ExpiredToken, "The auth_req_id has expired"));
    }
    match request.state.clone() {
        RequestState::Pending => {
            state.pacing.poll(&request, state.clock.monotonic(), now).map_err(OAuthError::slow_down)?;
            Err(OAuthError::new(ErrorCode::AuthorizationPending, "The end-user authorization is pending"))
        }
        RequestState::Denied(_) | RequestState::Reported(_) => {
            state.pacing.forget(&request);
            Err(OAuthError::new(
                ErrorCode::AccessDenied,
                "The end-user denied the authorization request or it has been expired",
            ))
        }
        RequestState::Redeemed { .. } => Err(invalid_grant()),
        RequestState::Approved(decision) => redeem(state, &request, &decision).await,
    }
}

/// Signs first, then uses the approval up, then answers: a crash before the compare-and-set leaves
/// the approval to be redeemed again, one after it leaves at most one token.
async fn redeem(state: &AppState, request: &BackchannelRequest, decision: &Decision) -> Result<Response, OAuthError> {
    let consent: Consent = serde_json::from_str(&request.consent).map_err(|error| OAuthError::internal(&error))?;
    let response = access_token::issue(state, request, consent, decision)?;
    let now = state.clock.now();
    let next = request.state.clone().redeem(now).map_err(|error| OAuthError::internal(&error))?;
    if !state.store.transition(&request.consent_id, &request.state, &next, now).await? {
        return Err(invalid_grant());
    }
    state.pacing.forget(request);
    tracing::info!(consent.id = %request.consent_id, client.id = %request.client_id, "Redeemed {}", request.consent_id);
    Ok(no_store(Json(response).into_response()))
}

fn invalid_grant() -> OAuthError {
    OAuthError::new(ErrorCode::InvalidGrant, "Invalid or expired auth_req_id")
}
