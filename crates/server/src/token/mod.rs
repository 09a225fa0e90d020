//! `POST /oauth/token`.

pub(crate) mod binding;
mod ciba;
mod client_credentials;
pub(crate) mod granted_details;
pub(crate) mod issue;
mod refresh_token;
pub(crate) mod verify;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use waxseal_protocol::ErrorCode;

use crate::client_auth::{AuthenticatedClient, authenticate};
use crate::directory::GrantType;
use crate::http::{CallContext, OAuthError, Parameters};
use crate::state::AppState;

pub(crate) async fn token(
    State(state): State<AppState>,
    context: CallContext,
    body: Bytes,
) -> Result<Response, OAuthError> {
    let parameters = Parameters::form_or_json(&context.headers, &body)?;
    let place = state.enter().ok_or_else(OAuthError::busy)?;
    let client = authenticate(&state, &context, &parameters).await?;
    let name = parameters.required("grant_type")?;
    let Some(grant) = GrantType::ALL.into_iter().find(|grant| grant.as_str() == name) else {
        let supported = GrantType::ALL.map(GrantType::as_str).join(", ");
        let text = format!("The grant type {name} is not supported; supported are {supported}.");
        return Err(OAuthError::new(ErrorCode::UnsupportedGrantType, text));
    };
    if !client.client.may_use(grant) {
        let text = format!("This client may not use the grant type {name}.");
        return Err(OAuthError::new(ErrorCode::UnauthorizedClient, text));
    }
    let call = TokenCall { state: &state, context: &context, client: &client, parameters: &parameters };
    match grant {
        GrantType::Ciba => ciba::grant(&call, place).await,
        GrantType::RefreshToken => refresh_token::grant(&call).await,
        GrantType::ClientCredentials => client_credentials::grant(&call).await,
    }
}

/// What every grant can look at.
struct TokenCall<'a> {
    state: &'a AppState,
    context: &'a CallContext,
    client: &'a AuthenticatedClient,
    parameters: &'a Parameters,
}
