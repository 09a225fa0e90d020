//! How an approver is reached. Today by the device channel alone.

use waxseal_protocol::device::{Outcome, ServerFrame};
use waxseal_protocol::ids::{DeviceId, UserId};
use waxseal_protocol::jose::NumericDate;
use waxseal_store::model::{BackchannelRequest, Device, RequestState};

use crate::device::notification_for;
use crate::oauth_error::OAuthError;
use crate::state::AppState;

/// The devices a person can be asked on. A person without one cannot be asked. The text is Auth0's, which its SDKs look for.
pub(crate) async fn reachable(state: &AppState, user: &UserId) -> Result<Vec<Device>, OAuthError> {
    let devices = state.store.devices_of_user(user).await?;
    if devices.is_empty() {
        return Err(OAuthError::invalid_request(
            "No eligible notification channels were found. guardian-push: User does not have push notifications set up",
        ));
    }
    Ok(devices)
}

/// Tells the person's connected devices to look. A device that misses it reads its pending list
/// when it connects and when a heartbeat names a higher sequence, so failing here loses nothing.
pub(crate) fn look(state: &AppState, request: &BackchannelRequest, devices: Vec<Device>) {
    // All are made before the first is sent: a fast answer's withdrawal must not overtake one.
    let mut frames = Vec::with_capacity(devices.len());
    for device in devices {
        match notification_for(state, request, &device) {
            Ok(notification) => {
                frames.push((device.id, ServerFrame::Request { notification, sequence: request.sequence }));
            }
            Err(error) => tracing::warn!(%error, "Could not make a notification: {error}"),
        }
    }
    for (device, frame) in frames {
        state.connections.send(&device, frame);
    }
}

/// Tells the person's other devices that there is nothing left to answer.
pub(crate) async fn withdraw(state: &AppState, request: &BackchannelRequest, by: &Device) {
    let Some(decision) = request.state.decision() else { return };
    let outcome = outcome(&request.state);
    let Ok(devices) = state.store.devices_of_user(&request.user_id).await else { return };
    let others = devices.iter().map(|device| &device.id).filter(|id| **id != by.id).collect::<Vec<&DeviceId>>();
    for id in others {
        let frame = ServerFrame::Withdrawn {
            consent_id: request.consent_id.clone(),
            outcome,
            by: Some(by.name.clone()),
            at: NumericDate::new(decision.decided_at),
        };
        state.connections.send(id, frame);
    }
}

/// A state as a device hears of it.
pub(crate) fn outcome(state: &RequestState) -> Outcome {
    match state {
        RequestState::Approved(_) | RequestState::Redeemed { .. } => Outcome::Approved,
        RequestState::Denied(_) => Outcome::Denied,
        RequestState::Reported(_) => Outcome::Reported,
        RequestState::Pending => Outcome::Expired,
    }
}
