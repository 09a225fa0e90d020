//! `GET …/api/key-succession/{kid}`: what became of the key for consents that a device pinned.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use waxseal_protocol::device::{KeySuccession, MAX_STATEMENTS};

use super::audiences;
use super::auth::{SHORT_TOKEN_LIFE, by_signed_token, credentials};
use crate::http::GuardianError;
use crate::state::AppState;

pub(crate) async fn read(
    State(state): State<AppState>,
    Path(kid): Path<String>,
    headers: HeaderMap,
) -> Result<Json<KeySuccession>, GuardianError> {
    let token = credentials(&headers, "Bearer")?;
    let audiences = audiences(&state, &format!("key-succession/{kid}"));
    by_signed_token(&state, token, &audiences, SHORT_TOKEN_LIFE).await?;
    let limit = u32::try_from(MAX_STATEMENTS).unwrap_or(u32::MAX);
    Ok(Json(KeySuccession { statements: state.store.key_succession(&kid, limit).await? }))
}
