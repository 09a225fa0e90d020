//! Tokens for an approved request: an RFC 9068 access token with the approved details, and an ID
//! token.

use waxseal_protocol::device::Consent;
use waxseal_protocol::ids::random_token;
use waxseal_protocol::jose::NumericDate;
use waxseal_protocol::token::{AccessTokenClaims, IdTokenClaims, TokenResponse};
use waxseal_store::model::{BackchannelRequest, Decision};

use crate::oauth_error::OAuthError;
use crate::state::AppState;

pub(crate) fn issue(
    state: &AppState,
    request: &BackchannelRequest,
    consent: Consent,
    decision: &Decision,
) -> Result<TokenResponse, OAuthError> {
    let now = state.clock.now();
    let life = state.config.lifetimes.access_token;
    let expiry = now.saturating_add(life).map_err(|error| OAuthError::internal(&error))?;
    let (iat, exp) = (NumericDate::new(now), NumericDate::new(expiry));
    let auth_time = NumericDate::new(decision.decided_at);
    // What is granted is what was approved: the consent, not the request's parameters.
    let authorization_details = consent.requested_details.authorization_details;
    let claims = AccessTokenClaims {
        iss: state.issuer().to_owned(),
        sub: request.user_id.clone(),
        aud: request.audience.clone(),
        client_id: request.client_id.clone(),
        iat,
        exp,
        jti: random_token::<16>(),
        scope: request.scope.clone(),
        auth_time,
        authorization_details: authorization_details.clone(),
        transaction_linking_id: Some(request.consent_id.clone()),
    };
    let id_claims = IdTokenClaims {
        iss: state.issuer().to_owned(),
        sub: request.user_id.clone(),
        aud: request.client_id.clone(),
        iat,
        exp,
        auth_time,
    };
    let key = state.keys.signing();
    Ok(TokenResponse {
        access_token: key.sign("at+jwt", &claims).map_err(|error| OAuthError::internal(&error))?,
        token_type: "Bearer".to_owned(),
        expires_in: life.as_secs(),
        scope: request.scope.clone(),
        id_token: Some(key.sign("JWT", &id_claims).map_err(|error| OAuthError::internal(&error))?),
        authorization_details,
    })
}
