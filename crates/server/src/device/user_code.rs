//! `GET` and `PUT …/api/user-code`: the person sets or removes the code that agents have to give (CIBA Core
//! 7.1.2). The old code is not asked for: the device's key is the proof, and who forgot the code has to be
//! able to replace it.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::json;
use waxseal_protocol::Secret;
use waxseal_protocol::device::{UserCodeChange, UserCodeClaims, UserCodeState, check_user_code};
use waxseal_protocol::ids::sha256_base64url;
use waxseal_protocol::jose::{TimeRules, verify};
use waxseal_store::model::{AuditEvent, EntryKind, EventKind};

use super::{audiences, auth};
use crate::directory::{ChosenCode, RegistryError};
use crate::http::GuardianError;
use crate::state::AppState;

/// A longer one is kept for nothing.
const MAX_JTI: usize = 128;

pub(crate) async fn read(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Result<Json<UserCodeState>, GuardianError> {
    let token = auth::credentials(&headers, "Bearer")?;
    let audiences = audiences(&state, "user-code");
    let (device, _) = auth::by_signed_token(&state, token, &audiences, auth::SHORT_TOKEN_LIFE).await?;
    let directory = state.directory();
    let user = directory.users.get(&device.user_id);
    Ok(Json(UserCodeState {
        is_set: user.is_some_and(|user| directory.user_code(user).is_some()),
        changeable: state.config.change_user_code && (state.config.allow_test_keys || !device.test_key),
    }))
}

pub(crate) async fn change(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, GuardianError> {
    let token = auth::credentials(&headers, "Bearer")?;
    let audiences = audiences(&state, "user-code");
    let (device, _) = auth::by_signed_token(&state, token, &audiences, auth::SHORT_TOKEN_LIFE).await?;
    if !state.config.change_user_code {
        return Err(GuardianError::new(
            StatusCode::FORBIDDEN,
            "user_code_fixed",
            "This server's operator gives out the codes. Ask them to change yours.",
        ));
    }
    if device.test_key && !state.config.allow_test_keys {
        return Err(GuardianError::test_key_refused());
    }
    let invalid = |reason: &dyn std::fmt::Display| GuardianError::invalid_body(format!("{reason}."));
    let change: UserCodeChange =
        serde_json::from_slice(&body).map_err(|error| invalid(&format!("The body is not as expected: {error}")))?;
    let now = state.clock.now();
    let rules = TimeRules::new(now, auth::SHORT_TOKEN_LIFE);
    let keys = std::slice::from_ref(&device.public_key);
    let claims: UserCodeClaims = verify(&change.statement, keys, UserCodeChange::TYPE, rules)
        .map_err(|error| invalid(&format!("The statement is refused: {error}")))?;
    if claims.iss != device.id || claims.sub != device.user_id || !audiences.contains(&claims.aud) {
        return Err(invalid(&"The statement is about another device, user or URL"));
    }
    if claims.jti.is_empty() || claims.jti.len() > MAX_JTI {
        return Err(invalid(&"The statement's jti is empty or too long"));
    }
    if let Some(code) = &claims.user_code {
        check_user_code(code).map_err(|error| invalid(&format!("The code is not acceptable: {error}")))?;
    }
    let used = format!("user-code:{}:{}", device.id, claims.jti);
    let forget_at = claims.exp.timestamp().saturating_add(auth::SHORT_TOKEN_LIFE).unwrap_or(now);
    if !state.store.use_jti(&used, forget_at, now).await? {
        return Err(invalid(&"The statement was used before"));
    }
    if let Err(wait) = state.user_code_changes.take(&device.user_id, state.clock.monotonic()) {
        let minutes = wait.as_secs().div_ceil(60);
        let message = format!("The code was changed too often. Try again in {minutes} min.");
        return Err(GuardianError::too_many(message, state.user_code_changes.limit(), wait, now));
    }
    let _changing = state.registry.changing().await;
    let directory = state.directory();
    let person = directory.users.get(&device.user_id).ok_or_else(|| invalid(&"The user is gone"))?;
    let chosen = ChosenCode {
        sha256: claims.user_code.map(|code| Secret::new(sha256_base64url(code.as_bytes()))),
        instead_of: person.user_code_sha256.clone(),
    };
    let document = serde_json::to_value(&chosen).map_err(|error| GuardianError::internal(&error))?;
    let event = AuditEvent::new(now, EventKind::GdUserCodeChanged).user(&device.user_id).device(&device.id);
    let event = event.details(json!({"set": chosen.sha256.is_some()}));
    let id = device.user_id.as_str();
    let kept = state.registry.put(state.store.as_ref(), EntryKind::UserCode, id, &document, (now, now), event).await;
    kept.map_err(|error| match error {
        RegistryError::Store(error) => error.into(),
        error @ RegistryError::Entry { .. } => GuardianError::internal(&error),
    })?;
    tracing::info!(device.id = %device.id, "Changed the user code of the person of device {}", device.id);
    Ok(StatusCode::NO_CONTENT)
}
