//! `/api/v2/guardian/enrollments` and `/api/v2/users/{id}/enrollments`: devices, and the links new
//! ones begin at.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use waxseal_protocol::ids::{DeviceId, UserId};
use waxseal_store::model::Device;

use super::error::ManagementError;
use super::{access, entries};
use crate::http::CallContext;
use crate::state::AppState;
use crate::ticket;

const READ: &[&str] = &["read:guardian_enrollments"];
const READ_OF_USER: &[&str] = &["read:users", "read:guardian_enrollments"];
const DELETE: &[&str] = &["delete:guardian_enrollments"];
const TICKET: &[&str] = &["create:guardian_enrollment_tickets"];

#[derive(Deserialize)]
struct TicketRequest {
    user_id: String,
    #[serde(default)]
    send_mail: bool,
    #[serde(default)]
    allow_multiple_enrollments: Option<bool>,
}

pub(super) async fn ticket(
    State(state): State<AppState>,
    context: CallContext,
    body: Bytes,
) -> Result<Json<Value>, ManagementError> {
    let by = access::require(&state, &context, TICKET).await?;
    let request: TicketRequest = entries::draft(&entries::object(&body)?)?;
    if request.send_mail {
        let text = "This server sends no mails: leave send_mail out and hand ticket_url over yourself.";
        return Err(ManagementError::new(StatusCode::BAD_REQUEST, "feature_disabled", text));
    }
    let user = UserId::new(request.user_id);
    if !state.knows_user(&user) {
        return Err(ManagementError::not_found("inexistent_user", "The user does not exist."));
    }
    if request.allow_multiple_enrollments == Some(false) && !state.store.devices_of_user(&user).await?.is_empty() {
        let text = "The user has an enrolled device already.";
        return Err(ManagementError::conflict("already_enrolled", text));
    }
    let page = ticket::issue_page(&state.config, state.store.as_ref(), state.clock.as_ref(), &user).await?;
    entries::note(&state, &by, "make an enrolment link", user.as_str());
    Ok(Json(json!({"ticket_id": page.id, "ticket_url": page.url})))
}

pub(super) async fn read(
    State(state): State<AppState>,
    context: CallContext,
    Path(id): Path<String>,
) -> Result<Json<Value>, ManagementError> {
    access::require(&state, &context, READ).await?;
    Ok(Json(wire(&enrolled(&state, &id).await?)))
}

pub(super) async fn delete(
    State(state): State<AppState>,
    context: CallContext,
    Path(id): Path<String>,
) -> Result<StatusCode, ManagementError> {
    let by = access::require(&state, &context, DELETE).await?;
    let device = enrolled(&state, &id).await?;
    crate::device::remove(&state, &device).await?;
    entries::note(&state, &by, "remove a device", device.id.as_str());
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn of_user(
    State(state): State<AppState>,
    context: CallContext,
    Path(id): Path<String>,
) -> Result<Json<Value>, ManagementError> {
    access::require(&state, &context, READ_OF_USER).await?;
    let user = UserId::new(id);
    if !state.knows_user(&user) {
        return Err(ManagementError::not_found("inexistent_user", "The user does not exist."));
    }
    let devices = state.store.devices_of_user(&user).await?;
    Ok(Json(Value::Array(devices.iter().map(wire).collect())))
}

async fn enrolled(state: &AppState, id: &str) -> Result<Device, ManagementError> {
    let device = state.store.device(&DeviceId::new(id)).await?;
    let device = device.filter(|device| device.revoked_at.is_none());
    device.ok_or_else(|| ManagementError::not_found("enrollment_not_found", "The enrollment does not exist."))
}

fn wire(device: &Device) -> Value {
    json!({
        "id": device.id,
        "status": "confirmed",
        "type": "push",
        "auth_method": "guardian",
        "name": device.name,
        "identifier": device.identifier,
        "enrolled_at": format!("{:.3}", device.enrolled_at),
        "last_auth": device.last_seen_at.map(|at| format!("{at:.3}")),
    })
}
