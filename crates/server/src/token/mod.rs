//! `POST /oauth/token`.

mod ciba;
mod pacing;

pub(crate) use pacing::Pacing;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use waxseal_protocol::ErrorCode;
use waxseal_protocol::ciba::GRANT_TYPE;

use crate::client_auth::authenticate;
use crate::oauth_error::OAuthError;
use crate::parameters::Parameters;
use crate::state::AppState;

pub(crate) async fn token(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, OAuthError> {
    let parameters = Parameters::form_or_json(&headers, &body)?;
    let client = authenticate(&state.config, &headers, &parameters)?;
    match parameters.required("grant_type")? {
        GRANT_TYPE => ciba::grant(&state, &client, &parameters).await,
        other => Err(OAuthError::new(
            ErrorCode::UnsupportedGrantType,
            format!("The grant type {other} is not supported, only {GRANT_TYPE} is."),
        )),
    }
}
