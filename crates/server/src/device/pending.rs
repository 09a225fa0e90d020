//! `GET …/api/pending`: everything that waits for this device, as a list. The channel only says
//! "look"; this is the truth.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use waxseal_protocol::device::Notification;
use waxseal_protocol::jose::{KeyError, NumericDate};
use waxseal_store::model::{BackchannelRequest, Device, RequestState};

use super::auth::{SHORT_TOKEN_LIFE, by_signed_token, credentials};
use super::{arrivals, audiences, transaction_token};
use crate::http::GuardianError;
use crate::state::AppState;

pub(crate) async fn list(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Result<Json<Vec<Notification>>, GuardianError> {
    let token = credentials(&headers, "Bearer")?;
    let (device, _) = by_signed_token(&state, token, &audiences(&state, "pending"), SHORT_TOKEN_LIFE).await?;
    let open = open_for(&state, &device).await?;
    let listed = notifications(&state, &device, &open)?;
    arrivals::listed(&state, &device, &open);
    Ok(Json(listed))
}

/// The open requests that a device's user can answer on it, in the order of their sequence numbers.
pub(super) async fn open_for(state: &AppState, device: &Device) -> Result<Vec<BackchannelRequest>, GuardianError> {
    let now = state.clock.now();
    state.open.catch_up(state.store.as_ref(), now).await?;
    let mut open = Vec::new();
    for id in state.open.of_user(&device.user_id) {
        // What is read here is the truth; the index only says where to look.
        let request = state.store.request_by_consent_id(&id).await?;
        open.extend(
            request.filter(|request| request.state.is_open() && !request.is_expired(now) && request.is_for(device)),
        );
    }
    open.sort_by_key(|request| request.sequence);
    Ok(open)
}

/// Requests as notifications for one device.
pub(super) fn notifications(
    state: &AppState,
    device: &Device,
    open: &[BackchannelRequest],
) -> Result<Vec<Notification>, GuardianError> {
    open.iter()
        .map(|request| notification_for(state, request, device).map_err(|error| GuardianError::internal(&error)))
        .collect()
}

/// One request as a notification for one device.
pub(crate) fn notification_for(
    state: &AppState,
    request: &BackchannelRequest,
    device: &Device,
) -> Result<Notification, KeyError> {
    Ok(Notification {
        dai: device.id.clone(),
        txtkn: transaction_token::issue(state, request, device)?,
        c: request.challenge.clone(),
        d: request.created_at,
        sh: state.config.url("appliance-mfa"),
        txlnkid: request.consent_id.clone(),
        exp: NumericDate::new(request.expires_at),
        approvals: u32::from(matches!(request.state, RequestState::HalfApproved(_))),
    })
}
