//! `GET` and `POST /userinfo` (OpenID Connect Core 5.3).

use axum::Json;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use uuid::Uuid;
use waxseal_protocol::ErrorCode;

use crate::config::Compatibility;
use crate::http::{CallContext, OAuthError, no_store};
use crate::state::AppState;
use crate::subject;
use crate::token::{issue, verify};

const INTERACTION: &str = "x-fapi-interaction-id";

pub(crate) async fn userinfo(State(state): State<AppState>, context: CallContext) -> Result<Response, OAuthError> {
    let _place = state.enter().ok_or_else(OAuthError::busy)?;
    let claims = verify::of_call(&state, &context).await?;
    // RFC 9068 4. Auth0's tokens for an API are taken here too.
    if state.config.compatibility == Compatibility::Strict && claims.aud != state.config.url("userinfo") {
        return Err(verify::challenge(ErrorCode::InvalidToken, "The access token is for another API."));
    }
    // An API with a name of its own for the person does not learn the client's (RFC 7662 2.2).
    let directory = state.directory();
    if directory.apis.get(&claims.aud).is_some_and(|api| api.sector.is_some()) {
        let text = "The access token is for an API with its own names for people.";
        return Err(verify::challenge(ErrorCode::InvalidToken, text));
    }
    if !claims.scope.split(' ').any(|scope| scope == "openid") {
        return Err(verify::challenge(ErrorCode::InsufficientScope, "The access token has no scope openid."));
    }
    // The request says who it is about: the token's own name for the person may be pairwise.
    let user = match &claims.transaction_linking_id {
        Some(id) => state.store.token_holder(id).await?,
        None => None,
    };
    let user = user.filter(|user| state.knows_user(user));
    let user = user.ok_or_else(|| verify::challenge(ErrorCode::InvalidToken, "The token's user is gone."))?;
    // The name of the ID token (OpenID Connect Core 5.3.2), whatever the token calls the person for its API.
    let client = directory.clients.get(&claims.client_id);
    let client = client.ok_or_else(|| verify::challenge(ErrorCode::InvalidToken, "The token's client is gone."))?;
    let person = issue::person_claims(&state, &user, &claims.scope);
    let mut answer = serde_json::to_value(person).map_err(|error| OAuthError::internal(&error))?;
    if let Some(members) = answer.as_object_mut() {
        members.insert("sub".to_owned(), json!(subject::of(&state, client, &user)));
    }
    let mut response = no_store(Json(answer).into_response());
    // FAPI 1 Baseline 6.2.1-11: the caller's id comes back, or one is made.
    let interaction = context.header(INTERACTION).map_or_else(|| Uuid::new_v4().to_string(), str::to_owned);
    if let Ok(interaction) = HeaderValue::from_str(&interaction) {
        response.headers_mut().insert(INTERACTION, interaction);
    }
    Ok(response)
}
