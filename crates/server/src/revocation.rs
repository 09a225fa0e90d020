//! `POST /oauth/revoke` (RFC 7009): an access token alone, or a refresh token with its grant and
//! everything issued from it.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use waxseal_protocol::ids::sha256_base64url;
use waxseal_store::model::{AuditEvent, EventKind};

use crate::client_auth::authenticate;
use crate::http::{CallContext, OAuthError, Parameters, no_store};
use crate::state::AppState;
use crate::token::verify;

pub(crate) async fn revoke(
    State(state): State<AppState>,
    context: CallContext,
    body: Bytes,
) -> Result<Response, OAuthError> {
    // Auth0's SDKs post JSON here.
    let parameters = Parameters::form_or_json(&context.headers, &body)?;
    let _place = state.enter().ok_or_else(OAuthError::busy)?;
    let client = authenticate(&state, &context, &parameters).await?;
    let token = parameters.required("token")?;
    let now = state.clock.now();
    let event = |what: &str| AuditEvent::new(now, EventKind::Srrt).client(client.id()).details(json!({"token": what}));
    // RFC 7009 2.2: an unknown token, and one of another client, is no error; nothing happens.
    if let Some((_, grant)) = state.store.refresh_token(&sha256_base64url(token.as_bytes())).await? {
        if grant.client_id == *client.id() {
            let event = event("refresh_token").user(&grant.user_id).consent(&grant.consent_id);
            state.store.revoke_grant(&grant.consent_id, now, event).await?;
        }
    } else if let Some(claims) = verify::ours(&state, token)
        && claims.client_id == *client.id()
    {
        let mut event = event("access_token");
        event.consent_id = claims.transaction_linking_id;
        state.store.revoke_token(&claims.jti, claims.exp.timestamp(), event).await?;
    }
    Ok(no_store(StatusCode::OK.into_response()))
}
