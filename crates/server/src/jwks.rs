//! `/.well-known/jwks.json`: the public keys tokens and consents are signed with.

use axum::Json;
use axum::extract::State;
use waxseal_protocol::jose::JwkSet;

use crate::state::AppState;

pub(crate) async fn jwks(State(state): State<AppState>) -> Json<JwkSet> {
    Json(state.keys.public().as_ref().clone())
}
