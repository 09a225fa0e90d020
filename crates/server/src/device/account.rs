//! `GET …/api/device-accounts`, and `PATCH` and `DELETE …/api/device-accounts/{id}`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use waxseal_protocol::device::{DeviceAccount, DeviceAccounts, PushCredentials};
use waxseal_protocol::ids::DeviceId;
use waxseal_store::StoreError;
use waxseal_store::model::{AuditEvent, Device, EventKind};

use super::enroll::check_text;
use super::{audiences, auth};
use crate::http::GuardianError;
use crate::notify;
use crate::state::AppState;

#[derive(Debug, Deserialize)]
struct Changes {
    identifier: Option<String>,
    name: Option<String>,
    push_credentials: Option<PushCredentials>,
}

/// Every device that can answer for the person of the one that asks.
pub(crate) async fn list(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Result<Json<DeviceAccounts>, GuardianError> {
    let token = auth::credentials(&headers, "Bearer")?;
    let audiences = audiences(&state, "device-accounts");
    let (device, _) = auth::by_signed_token(&state, token, &audiences, auth::SHORT_TOKEN_LIFE).await?;
    let devices = state.store.devices_of_user(&device.user_id).await?;
    let devices = devices.into_iter().map(|device| DeviceAccount {
        test_key: device.test_key,
        online: state.connections.is_connected(&device.id),
        id: device.id,
        name: device.name,
        enrolled_at: device.enrolled_at,
        last_seen_at: device.last_seen_at,
    });
    Ok(Json(DeviceAccounts { devices: devices.collect() }))
}

pub(crate) async fn update(
    State(state): State<AppState>,
    Path(id): Path<DeviceId>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<serde_json::Value>, GuardianError> {
    let mut device = auth::for_account(&state, &headers, &id, &audiences(&state, "device-accounts")).await?;
    let changes: Changes = serde_json::from_slice(&body)
        .map_err(|error| GuardianError::invalid_body(format!("The body is not as expected: {error}.")))?;
    if let Some(identifier) = changes.identifier {
        check_text("identifier", &identifier)?;
        device.identifier = identifier;
    }
    if let Some(name) = changes.name {
        check_text("name", &name)?;
        device.name = name;
    }
    if let Some(push_credentials) = changes.push_credentials {
        // A device that binds content cannot be turned into one that does not.
        if device.binds_content() && push_credentials.service != device.push_credentials.service {
            return Err(GuardianError::invalid_body(
                "A device of the device channel stays one. Enrol anew to change it.",
            ));
        }
        device.push_credentials = push_credentials;
    }
    let event = AuditEvent::new(state.clock.now(), EventKind::GdUpdateDeviceAccount);
    let event = event.user(&device.user_id).device(&device.id);
    let updated = state.store.update_device(&device, event).await?;
    state.devices.forget(&device.user_id);
    if !updated {
        return Err(GuardianError::new(
            StatusCode::CONFLICT,
            "enrollment_conflict",
            "Another device has this identifier.",
        ));
    }
    Ok(Json(serde_json::json!({
        "id": device.id,
        "identifier": device.identifier,
        "name": device.name,
        "push_credentials": device.push_credentials,
    })))
}

pub(crate) async fn delete(
    State(state): State<AppState>,
    Path(id): Path<DeviceId>,
    headers: HeaderMap,
) -> Result<StatusCode, GuardianError> {
    let found = auth::of_same_person(&state, &headers, &id, &audiences(&state, "device-accounts")).await;
    // Who removed it already, and did not hear so, is told that it is gone.
    let device = found.map_err(|error| match error.code() {
        auth::REVOKED => GuardianError::no_such_device(),
        _ => error,
    })?;
    remove(&state, &device).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends an enrolment, whoever asked for it, and says whether there was one to end.
pub(crate) async fn remove(state: &AppState, device: &Device) -> Result<bool, StoreError> {
    let now = state.clock.now();
    let event = AuditEvent::new(now, EventKind::GdUnenroll).user(&device.user_id).device(&device.id);
    let ended = state.store.revoke_device(&device.id, now, event).await?;
    state.devices.forget(&device.user_id);
    state.connections.revoke(&device.id);
    tracing::info!(device.id = %device.id, "Removed device {}", device.id);
    // What it approved as the first of two.
    for id in ended.iter().flatten() {
        if let Some(request) = state.store.request_by_consent_id(id).await? {
            state.open.close(&request.auth_req_id_sha256);
            notify::expired(state, &request).await;
        }
    }
    Ok(ended.is_some())
}
