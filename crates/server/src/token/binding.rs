//! Tokens bound to a key: by DPoP (RFC 9449 6) or by the client's certificate (RFC 8705 3).

use waxseal_protocol::ErrorCode;
use waxseal_protocol::token::Confirmation;
use waxseal_store::model::DeliveryMode;

use crate::client_auth::AuthenticatedClient;
use crate::dpop;
use crate::http::{CallContext, OAuthError};
use crate::state::AppState;

/// The key that tokens issued by this call are bound to, if to any.
pub(crate) async fn of_call(
    state: &AppState,
    context: &CallContext,
    client: &AuthenticatedClient,
) -> Result<Option<Confirmation>, OAuthError> {
    let jkt = dpop::check(state, context, None).await?;
    if client.client.dpop_bound_tokens && jkt.is_none() {
        return Err(OAuthError::new(
            ErrorCode::InvalidDpopProof,
            "This client's tokens are bound by DPoP; the proof is missing.",
        ));
    }
    let x5t_s256 = client.certificate.clone().filter(|_| client.client.binds_certificate());
    // RFC 8705 3.4: the client asked for its certificate; a DPoP proof does not stand for it.
    if client.client.binds_certificate() && x5t_s256.is_none() {
        let text =
            "This client's tokens are bound to its certificate; call the endpoint in mtls_endpoint_aliases with it.";
        return Err(OAuthError::invalid_request(text));
    }
    Ok((jkt.is_some() || x5t_s256.is_some()).then_some(Confirmation { x5t_s256, jkt }))
}

/// In push mode no token request follows: the key is the one of the authentication request (CIBA
/// Core 5).
pub(crate) async fn for_push(
    state: &AppState,
    context: &CallContext,
    client: &AuthenticatedClient,
) -> Result<Option<Confirmation>, OAuthError> {
    if client.client.delivery_mode == DeliveryMode::Push { of_call(state, context, client).await } else { Ok(None) }
}

/// `Bearer` or `DPoP`.
pub(crate) fn token_type(confirmation: Option<&Confirmation>) -> &'static str {
    if confirmation.is_some_and(|confirmation| confirmation.jkt.is_some()) { "DPoP" } else { "Bearer" }
}
