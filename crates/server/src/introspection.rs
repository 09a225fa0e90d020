//! `POST /oauth/introspect` (RFC 7662): whether a token can be used, for the client it was issued
//! to and for the clients its API names.

use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;
use waxseal_protocol::ids::sha256_base64url;
use waxseal_protocol::jose::NumericDate;
use waxseal_protocol::token::AccessTokenClaims;

use crate::client_auth::{AuthenticatedClient, authenticate};
use crate::http::{CallContext, OAuthError, Parameters, no_store};
use crate::state::AppState;
use crate::subject;
use crate::token::{binding, verify};

/// A token that can be used (RFC 7662 2.2). Its claims are written as they are in the token, so that
/// numbers in the details keep their text.
#[derive(Serialize)]
struct TokenState {
    active: bool,
    token_type: &'static str,
    #[serde(flatten)]
    claims: AccessTokenClaims,
}

pub(crate) async fn introspect(
    State(state): State<AppState>,
    context: CallContext,
    body: Bytes,
) -> Result<Response, OAuthError> {
    let parameters = Parameters::form(&context.headers, &body)?;
    let _place = state.enter().ok_or_else(OAuthError::busy)?;
    let client = authenticate(&state, &context, &parameters).await?;
    let token = parameters.required("token")?;
    let found = match access_token(&state, &client, token).await? {
        Some(found) => Some(found),
        None => refresh_token(&state, &client, token).await?,
    };
    // RFC 7662 4: nobody gets to try tokens until one works. What is good is answered all the same: an API looks up
    // whatever strangers send it.
    if found.is_none() {
        let counted = state.unknown_tokens.take(client.id(), state.clock.monotonic());
        counted.map_err(|wait| too_many(&state, wait))?;
    }
    // RFC 7662 2.2: nothing is said about a token that cannot be used.
    Ok(no_store(match found {
        Some(active) => Json(active).into_response(),
        None => Json(json!({"active": false})).into_response(),
    }))
}

fn too_many(state: &AppState, wait: Duration) -> OAuthError {
    let now = state.clock.now();
    let reset = now.saturating_add(wait).unwrap_or(now);
    let text = "Too many tokens of the last minute are not this client's or cannot be used.";
    OAuthError::too_many(text, state.unknown_tokens.limit(), wait, reset)
}

async fn access_token(
    state: &AppState,
    client: &AuthenticatedClient,
    token: &str,
) -> Result<Option<TokenState>, OAuthError> {
    let Some(mut claims) = verify::active(state, token).await? else { return Ok(None) };
    let own = claims.client_id == *client.id();
    // The API itself looks its tokens up; that it may call somebody does not make a client the API.
    let directory = state.directory();
    let api = directory.apis.get(&claims.aud);
    let is_api = api.is_some_and(|api| api.introspection_clients.contains(client.id()));
    if !own && !is_api {
        return Ok(None);
    }
    // RFC 7662 2.2: each knows the person by its own name. The one in the token may be from before the API had
    // a sector.
    if let Some(id) = &claims.transaction_linking_id {
        let Some(user) = state.store.token_holder(id).await? else { return Ok(None) };
        let Some(holder) = directory.clients.get(&claims.client_id) else { return Ok(None) };
        claims.sub = if is_api {
            subject::for_api(state, api.map(|api| &api.value), holder, &user)
        } else {
            subject::of(state, &client.client, &user)
        };
    }
    let token_type = binding::token_type(claims.cnf.as_ref());
    Ok(Some(TokenState { active: true, token_type, claims }))
}

async fn refresh_token(
    state: &AppState,
    client: &AuthenticatedClient,
    token: &str,
) -> Result<Option<TokenState>, OAuthError> {
    let found = state.store.refresh_token(&sha256_base64url(token.as_bytes())).await?;
    let now = state.clock.now();
    let usable = found.filter(|(token, grant)| {
        let living = token.used_at.is_none() && token.expires_at > now;
        let person = state.directory().is_living(&grant.user_id);
        living && person && grant.revoked_at.is_none() && grant.expires_at > now && grant.client_id == *client.id()
    });
    Ok(usable.map(|(token, grant)| TokenState {
        active: true,
        token_type: "refresh_token",
        claims: AccessTokenClaims {
            iss: state.issuer().to_owned(),
            sub: subject::of(state, &client.client, &grant.user_id),
            aud: grant.audience,
            client_id: grant.client_id,
            iat: NumericDate::new(token.issued_at),
            exp: NumericDate::new(token.expires_at),
            jti: token.sha256,
            scope: grant.scope,
            auth_time: Some(NumericDate::new(grant.auth_time)),
            acr: grant.acr.filter(|value| state.config.acr_class(value).is_some()),
            amr: None,
            cnf: grant.confirmation,
            authorization_details: grant.authorization_details,
            transaction_linking_id: Some(grant.consent_id),
        },
    }))
}
