//! `POST /oauth/introspect` (RFC 7662): whether a token can be used, for the client it was issued
//! to and for clients that have a grant for its API.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use waxseal_protocol::ids::sha256_base64url;

use crate::client_auth::{AuthenticatedClient, authenticate};
use crate::http::{CallContext, OAuthError, Parameters, no_store};
use crate::state::AppState;
use crate::token::{binding, verify};

pub(crate) async fn introspect(
    State(state): State<AppState>,
    context: CallContext,
    body: Bytes,
) -> Result<Response, OAuthError> {
    let parameters = Parameters::form(&context.headers, &body)?;
    let client = authenticate(&state, &context, &parameters).await?;
    let token = parameters.required("token")?;
    let found = match access_token(&state, &client, token).await? {
        Some(found) => Some(found),
        None => refresh_token(&state, &client, token).await?,
    };
    // RFC 7662 2.2: nothing is said about a token that cannot be used.
    Ok(no_store(Json(found.unwrap_or_else(|| json!({"active": false}))).into_response()))
}

async fn access_token(
    state: &AppState,
    client: &AuthenticatedClient,
    token: &str,
) -> Result<Option<Value>, OAuthError> {
    let Some(claims) = verify::active(state, token).await? else { return Ok(None) };
    let own = claims.client_id == *client.id();
    if !own && state.directory().client_grant(client.id(), &claims.aud).is_none() {
        return Ok(None);
    }
    let mut answer = serde_json::to_value(&claims).map_err(|error| OAuthError::internal(&error))?;
    if let Some(members) = answer.as_object_mut() {
        members.insert("active".to_owned(), json!(true));
        members.insert("token_type".to_owned(), json!(binding::token_type(claims.cnf.as_ref())));
    }
    Ok(Some(answer))
}

async fn refresh_token(
    state: &AppState,
    client: &AuthenticatedClient,
    token: &str,
) -> Result<Option<Value>, OAuthError> {
    let found = state.store.refresh_token(&sha256_base64url(token.as_bytes())).await?;
    let now = state.clock.now();
    let usable = found.filter(|(token, grant)| {
        let living = token.used_at.is_none() && token.expires_at > now;
        living && grant.revoked_at.is_none() && grant.expires_at > now && grant.client_id == *client.id()
    });
    Ok(usable.map(|(token, grant)| {
        let mut answer = json!({
            "active": true,
            "token_type": "refresh_token",
            "iss": state.issuer(),
            "sub": crate::subject::of(state, &client.client, &grant.user_id),
            "client_id": grant.client_id,
            "aud": grant.audience,
            "scope": grant.scope,
            "iat": token.issued_at.as_second(),
            "exp": token.expires_at.as_second(),
        });
        if let (Some(details), Some(members)) = (&grant.authorization_details, answer.as_object_mut()) {
            members.insert("authorization_details".to_owned(), json!(details));
        }
        answer
    }))
}
