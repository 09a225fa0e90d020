//! `/api/v2/keys/signing`: which keys sign, and rotating them.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use waxseal_protocol::jose::Algorithm;

use super::error::ManagementError;
use super::{access, entries};
use crate::http::CallContext;
use crate::key_ring::Vouching;
use crate::state::AppState;

const READ: &[&str] = &["read:signing_keys"];
const ROTATE: &[&str] = &["create:signing_keys"];

/// An unknown member is refused: whoever revokes a stolen key and mistypes must not vouch by it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rotation {
    alg: Option<Algorithm>,
    #[serde(default)]
    succession: Vouching,
}

pub(super) async fn list(State(state): State<AppState>, context: CallContext) -> Result<Json<Value>, ManagementError> {
    access::require(&state, &context, READ).await?;
    let keys = state.store.signing_keys(state.clock.now()).await?;
    let mut seen = Vec::new();
    let keys = keys.iter().map(|key| {
        // The one of each algorithm that is not to retire signs.
        let current = key.retired_at.is_none() && !seen.contains(&key.algorithm);
        seen.push(key.algorithm);
        json!({
            "kid": key.kid,
            "alg": key.algorithm,
            "current": current,
            "current_since": format!("{:.3}", key.created_at),
            "retires_at": key.retired_at.map(|at| format!("{at:.3}")),
        })
    });
    Ok(Json(Value::Array(keys.collect())))
}

pub(super) async fn rotate(
    State(state): State<AppState>,
    context: CallContext,
    rotation: Result<Query<Rotation>, QueryRejection>,
) -> Result<(StatusCode, Json<Value>), ManagementError> {
    let by = access::require(&state, &context, ROTATE).await?;
    let Query(rotation) = rotation.map_err(|error| {
        ManagementError::new(StatusCode::BAD_REQUEST, "invalid_query_string", format!("{}.", error.body_text()))
    })?;
    let algorithm = rotation.alg.unwrap_or(state.config.signing_algorithm);
    let (store, clock) = (state.store.as_ref(), state.clock.as_ref());
    let key = state.keys.rotate(store, clock, algorithm, rotation.succession).await?;
    let what = match rotation.succession {
        Vouching::Vouched => "rotate a signing key",
        Vouching::None => "rotate and revoke a signing key",
    };
    entries::note(&state, &by, what, algorithm.as_str());
    Ok((StatusCode::CREATED, Json(json!({"kid": key.public().kid, "alg": algorithm}))))
}
