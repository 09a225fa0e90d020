//! `PUT …/api/device-accounts/{id}/key`: a device replaces its key.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use waxseal_protocol::device::{KeyProofClaims, KeyRotation};
use waxseal_protocol::ids::DeviceId;
use waxseal_protocol::jose::{TimeRules, verify};
use waxseal_store::model::{AuditEvent, EventKind};

use super::{audiences, auth};
use crate::http::GuardianError;
use crate::state::AppState;

pub(crate) async fn rotate(
    State(state): State<AppState>,
    Path(id): Path<DeviceId>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, GuardianError> {
    let audiences = audiences(&state, &format!("device-accounts/{id}/key"));
    let token = auth::credentials(&headers, "Bearer")?;
    // The opaque token of an enrolment is not enough to take its key away.
    let (device, _) = auth::by_signed_token(&state, token, &audiences, auth::SHORT_TOKEN_LIFE).await?;
    if device.id != id {
        return Err(GuardianError::invalid_token("The device token is of another device."));
    }
    let invalid = |reason: &dyn std::fmt::Display| GuardianError::invalid_body(format!("{reason}."));
    let rotation: KeyRotation =
        serde_json::from_slice(&body).map_err(|error| invalid(&format!("The body is not as expected: {error}")))?;
    rotation.public_key.check().map_err(|error| invalid(&format!("public_key is not acceptable: {error}")))?;
    let next = rotation.public_key.normalized().map_err(|error| invalid(&error))?;
    let rules = TimeRules::new(state.clock.now(), auth::SHORT_TOKEN_LIFE);
    let proof: KeyProofClaims = verify(&rotation.proof, std::slice::from_ref(&next), KeyRotation::PROOF_TYPE, rules)
        .map_err(|error| invalid(&format!("The proof is refused: {error}")))?;
    let thumbprint = next.thumbprint().map_err(|error| invalid(&error))?;
    let about_this = proof.iss == device.id && proof.sub == device.user_id && audiences.contains(&proof.aud);
    if !about_this || proof.jkt != thumbprint {
        return Err(invalid(&"The proof is about another device, user, URL or key"));
    }
    let event = AuditEvent::new(state.clock.now(), EventKind::GdUpdateDeviceAccount);
    let event = event.user(&device.user_id).device(&device.id);
    let replaced = state.store.replace_device_key(&device.id, &next, event).await?;
    state.devices.forget(&device.user_id);
    if !replaced {
        return Err(GuardianError::new(
            StatusCode::CONFLICT,
            "key_in_use",
            "Another device of this user has this key.",
        ));
    }
    tracing::info!(device.id = %device.id, "Replaced the key of device {}", device.id);
    Ok(StatusCode::NO_CONTENT)
}
