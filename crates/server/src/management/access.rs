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
    let claims = verify::of_call(state, context).await.map_err(ManagementError::unauthorized)?;
    if claims.aud != state.config.management_audience() {
        return Err(ManagementError::new(StatusCode::UNAUTHORIZED, "invalid_token", "Bad audience."));
    }
    let granted: Vec<&str> = claims.scope.split(' ').collect();
    // What was taken out of the grant is over at once, whatever older tokens say.
    let directory = state.directory();
    let still = directory.client_grant(&claims.client_id, &claims.aud);
    let allowed =
        |scope: &str| granted.contains(&scope) && still.is_some_and(|grant| grant.scope.iter().any(|one| one == scope));
    if scopes.iter().any(|scope| allowed(scope)) {
        return Ok(claims.client_id);
    }
    let message = format!("Insufficient scope, expected any of: {}", scopes.join(","));
    Err(ManagementError::new(StatusCode::FORBIDDEN, "insufficient_scope", message))
}
