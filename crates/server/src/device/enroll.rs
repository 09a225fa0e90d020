//! `POST …/api/enroll`: binds a device key to a user.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::json;
use waxseal_protocol::device::{EnrollRequest, EnrollResponse, WaxsealEnrollment};
use waxseal_protocol::ids::{DeviceId, random_token, sha256_base64url};
use waxseal_store::Enrollment;
use waxseal_store::model::{AuditEvent, Device, EventKind, TicketKind};

use super::auth::credentials;
use crate::http::GuardianError;
use crate::state::AppState;

/// Longer names and identifiers are somebody's mistake.
const MAX_TEXT: usize = 200;

pub(crate) async fn enroll(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<EnrollResponse>), GuardianError> {
    let bad_ticket = || {
        GuardianError::new(
            StatusCode::UNAUTHORIZED,
            "enrollment_transaction_not_found",
            "The enrolment code is unknown, used or expired. Ask for a new one.",
        )
    };
    let ticket = ticket(credentials(&headers, "Ticket")?).ok_or_else(bad_ticket)?;
    let request: EnrollRequest = serde_json::from_slice(&body)
        .map_err(|error| GuardianError::invalid_body(format!("The body is not as expected: {error}.")))?;
    check_text("identifier", &request.identifier)?;
    check_text("name", &request.name)?;
    request
        .public_key
        .check()
        .map_err(|error| GuardianError::invalid_body(format!("public_key is not acceptable: {error}.")))?;
    let public_key = request.public_key.normalized().map_err(|error| GuardianError::invalid_body(error.to_string()))?;

    let test_key = request.waxseal.is_some_and(|traits| traits.test_key);
    if test_key && !state.config.allow_test_keys {
        return Err(GuardianError::test_key_refused());
    }

    let now = state.clock.now();
    let ticket_sha256 = sha256_base64url(ticket.as_bytes());
    let user_id = state.store.ticket_user(&ticket_sha256, TicketKind::Device, now).await?;
    let user_id = user_id.filter(|user| state.directory().is_living(user)).ok_or_else(bad_ticket)?;
    let token = random_token::<32>();
    let device = Device {
        id: DeviceId::generate(),
        user_id,
        identifier: request.identifier,
        name: request.name,
        public_key,
        token_sha256: sha256_base64url(token.as_bytes()),
        push_credentials: request.push_credentials,
        test_key,
        enrolled_at: now,
        last_seen_at: None,
        revoked_at: None,
    };
    let event = AuditEvent::new(now, EventKind::GdEnrollmentComplete).user(&device.user_id).device(&device.id);
    let event = if test_key { event.details(json!({"test_key": true})) } else { event };
    match state.store.enroll(&ticket_sha256, &device, now, event).await? {
        Enrollment::Enrolled => state.devices.forget(&device.user_id),
        Enrollment::BadTicket => return Err(bad_ticket()),
        Enrollment::AlreadyEnrolled => {
            return Err(GuardianError::new(
                StatusCode::CONFLICT,
                "already_enrolled",
                "This device is already enrolled for this user.",
            ));
        }
    }
    tracing::info!(device.id = %device.id, "Enrolled device {}", device.id);
    let response = EnrollResponse {
        id: device.id,
        url: state.config.url("appliance-mfa"),
        issuer: state.issuer().to_owned(),
        user_id: device.user_id,
        token,
        waxseal: state
            .config
            .templates
            .as_ref()
            .map(|templates| WaxsealEnrollment { template_jwks: templates.jwks.clone() }),
    };
    Ok((StatusCode::CREATED, Json(response)))
}

/// Names and identifiers are shown on other devices, so they have a length.
pub(super) fn check_text(name: &str, text: &str) -> Result<(), GuardianError> {
    if text.trim().is_empty() || text.chars().count() > MAX_TEXT {
        return Err(GuardianError::invalid_body(format!("{name} has to have 1 to {MAX_TEXT} characters.")));
    }
    Ok(())
}

/// `Ticket id="…"`
fn ticket(credentials: &str) -> Option<&str> {
    credentials.strip_prefix("id=\"")?.strip_suffix('"').filter(|ticket| !ticket.is_empty())
}
