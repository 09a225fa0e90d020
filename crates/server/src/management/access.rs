//! Who may call: a token for the Management API with the scope the call needs.

use axum::http::StatusCode;
use waxseal_protocol::ids::ClientId;

use super::error::ManagementError;
use crate::http::CallContext;
use crate::state::AppState;
use crate::token::verify;

/// The client that calls, if its token carries one of the scopes.
pub(super) async fn require(
    state: &AppState,
    context: &CallContext,
    scopes: &[&str],
) -> Result<ClientId, ManagementError> {
    let claims = verify::of_call(state, context).await.map_err(|error| {
        if error.is_internal() {
            ManagementError::new(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "The server failed.")
        } else {
            ManagementError::new(StatusCode::UNAUTHORIZED, "invalid_token", "Invalid token.")
        }
    })?;
    if claims.aud != state.config.management_audience() {
        return Err(ManagementError::new(StatusCode::UNAUTHORIZED, "invalid_token", "Bad audience."));
    }
    let granted: Vec<&str> = claims.scope.split(' ').collect();
    if scopes.iter().any(|scope| granted.contains(scope)) {
        return Ok(claims.client_id);
    }
    let message = format!("Insufficient scope, expected any of: {}", scopes.join(","));
    Err(ManagementError::new(StatusCode::FORBIDDEN, "insufficient_scope", message))
}
