//! Access tokens of this server, judged by this server: at `/userinfo`, at the Management API and
//! for introspection (RFC 9068 4).

use std::time::Duration;

use axum::http::{StatusCode, header};
use waxseal_protocol::ErrorCode;
use waxseal_protocol::jose::{TimeRules, verify};
use waxseal_protocol::token::AccessTokenClaims;

use crate::dpop;
use crate::http::{CallContext, OAuthError};
use crate::state::AppState;

/// The longest any access token can live.
pub(crate) const MAX_LIFE: Duration = Duration::from_hours(24 * 31);

/// The claims of a token that is ours and unexpired, whatever became of it since.
pub(crate) fn ours(state: &AppState, token: &str) -> Option<AccessTokenClaims> {
    let rules = TimeRules::new(state.clock.now(), MAX_LIFE).with_leeway(Duration::ZERO);
    let claims: AccessTokenClaims = verify(token, &state.keys.public().keys, "at+jwt", rules).ok()?;
    (claims.iss == state.issuer()).then_some(claims)
}

/// The claims of a token that is ours, unexpired and not revoked. `None` when it is not.
pub(crate) async fn active(state: &AppState, token: &str) -> Result<Option<AccessTokenClaims>, OAuthError> {
    let Some(claims) = ours(state, token) else { return Ok(None) };
    let directory = state.directory();
    if !directory.clients.contains_key(&claims.client_id) {
        return Ok(None);
    }
    // The request says whose token it is: its own name for the person may be pairwise.
    if let Some(id) = &claims.transaction_linking_id {
        let holder = state.store.token_holder(id).await?;
        if !holder.is_some_and(|user| directory.is_living(&user)) {
            return Ok(None);
        }
    }
    let revoked = state.store.is_token_revoked(&claims.jti, claims.transaction_linking_id.as_ref()).await?;
    Ok((!revoked).then_some(claims))
}

/// The token a resource is called with: in the `Authorization` header, used as it is bound.
pub(crate) async fn of_call(state: &AppState, context: &CallContext) -> Result<AccessTokenClaims, OAuthError> {
    let value = context.header(header::AUTHORIZATION.as_str()).unwrap_or_default();
    let (scheme, token) = value.split_once(' ').map(|(scheme, token)| (scheme, token.trim())).unwrap_or_default();
    let with_dpop = scheme.eq_ignore_ascii_case("dpop");
    if token.is_empty() || !(with_dpop || scheme.eq_ignore_ascii_case("bearer")) {
        // RFC 6750 3.1: who brings no token did nothing wrong, and hears no code in the challenge.
        let text = "The request needs an access token in the Authorization header.";
        let error = OAuthError::new(ErrorCode::InvalidToken, text);
        return Err(error.with_header("www-authenticate", "Bearer, DPoP".to_owned()));
    }
    let claims = active(state, token).await?;
    let claims = claims
        .ok_or_else(|| challenge(ErrorCode::InvalidToken, "The access token is expired, revoked or malformed."))?;
    let bound = claims.cnf.clone().unwrap_or_default();
    if let Some(expected) = &bound.x5t_s256 {
        let found = context.certificate.as_ref().map(crate::http::PeerCertificate::thumbprint);
        if found != Some(expected.as_str()) {
            return Err(challenge(ErrorCode::InvalidToken, "The access token is bound to another certificate."));
        }
    }
    match (&bound.jkt, with_dpop) {
        (None, false) => Ok(claims),
        (Some(expected), true) => {
            let proof = dpop::check(state, context, Some(token)).await;
            let proof = proof.map_err(|error| {
                // RFC 9449 7.1 and 9.
                let challenge = format!("DPoP error=\"{}\"", error.code_name());
                error.with_status(StatusCode::UNAUTHORIZED).with_header("www-authenticate", challenge)
            })?;
            if proof.as_deref() == Some(expected.as_str()) {
                Ok(claims)
            } else {
                Err(challenge(ErrorCode::InvalidToken, "The access token is bound to another DPoP key."))
            }
        }
        (Some(_), false) => {
            Err(challenge(ErrorCode::InvalidToken, "The access token is bound by DPoP; it is no bearer token."))
        }
        (None, true) => Err(challenge(ErrorCode::InvalidToken, "The access token is not bound by DPoP.")),
    }
}

/// An error of a resource (RFC 6750 3).
pub(crate) fn challenge(code: ErrorCode, text: &str) -> OAuthError {
    let name = if code == ErrorCode::InsufficientScope { "insufficient_scope" } else { "invalid_token" };
    OAuthError::new(code, text).with_header("www-authenticate", format!("Bearer error=\"{name}\""))
}
