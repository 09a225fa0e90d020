//! A person's devices: which they are, and what they are told.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use waxseal_protocol::device::{Outcome, ServerFrame};
use waxseal_protocol::ids::{DeviceId, UserId};
use waxseal_protocol::jose::NumericDate;
use waxseal_store::model::{BackchannelRequest, Decision, Device, RequestState};
use waxseal_store::{Store, StoreError};

use crate::device::notification_for;
use crate::state::AppState;

/// Beyond this many people, all are forgotten and read again.
const CAPACITY: usize = 100_000;

/// The devices of people that were asked lately. Whoever changes a device forgets its person here.
#[derive(Debug, Default)]
pub(crate) struct DeviceCache {
    /// The number grows with every change, so that what was read before one is not kept after it.
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    changes: u64,
    devices: HashMap<UserId, Arc<[Device]>>,
}

impl DeviceCache {
    /// The devices a person can be asked on.
    pub(crate) async fn of_user(&self, store: &dyn Store, user: &UserId) -> Result<Arc<[Device]>, StoreError> {
        let changes = {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(devices) = known.devices.get(user) {
                return Ok(Arc::clone(devices));
            }
            known.changes
        };
        let devices: Arc<[Device]> = store.devices_of_user(user).await?.into();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.changes == changes {
            if known.devices.len() >= CAPACITY {
                known.devices.clear();
            }
            known.devices.insert(user.clone(), Arc::clone(&devices));
        }
        Ok(devices)
    }

    /// A person's devices have changed.
    pub(crate) fn forget(&self, user: &UserId) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.changes += 1;
        known.devices.remove(user);
    }
}

/// Tells the connected devices of everybody who can answer to look, but for the device `but`. A device
/// that misses it reads its pending list when it connects and when a heartbeat names a higher sequence, so
/// failing here loses nothing.
pub(crate) async fn look(state: &AppState, request: &BackchannelRequest, but: Option<&DeviceId>) {
    let devices = asked(state, request).await;
    // All are made before the first is sent: a fast answer's withdrawal must not overtake one.
    let mut frames = Vec::with_capacity(devices.len());
    let can_answer = devices.iter().flat_map(|devices| devices.iter()).filter(|device| request.is_for(device));
    let others = can_answer.filter(|device| but.is_none_or(|but| device.id != *but));
    for device in others.filter(|device| state.connections.is_connected(&device.id)) {
        match notification_for(state, request, device) {
            Ok(notification) => {
                frames.push((&device.id, ServerFrame::Request { notification, sequence: request.sequence }));
            }
            Err(error) => tracing::warn!(%error, "Could not make a notification: {error}"),
        }
    }
    for (device, frame) in frames {
        state.connections.send(device, frame);
    }
}

/// Tells the other devices of everybody who could answer that there is nothing left to answer. `by` is
/// the device that answered, if one did.
pub(crate) async fn withdraw(state: &AppState, request: &BackchannelRequest, by: Option<&Device>) {
    let Some(decision) = request.state.decision() else { return };
    let outcome = outcome(&request.state);
    let devices = asked(state, request).await;
    let could_answer = devices.iter().flat_map(|devices| devices.iter()).filter(|device| request.is_for(device));
    for device in could_answer.filter(|device| by.is_none_or(|by| by.id != device.id)) {
        let frame = ServerFrame::Withdrawn {
            consent_id: request.consent_id.clone(),
            outcome,
            by: by.map(|device| device.name.clone()),
            person: person(state, decision, device),
            at: NumericDate::new(decision.decided_at),
        };
        state.connections.send(&device.id, frame);
    }
}

/// Tells the devices of everybody who could answer that a request expired before its time.
pub(crate) async fn expired(state: &AppState, request: &BackchannelRequest) {
    let devices = asked(state, request).await;
    for device in devices.iter().flat_map(|devices| devices.iter()).filter(|device| request.is_for(device)) {
        let frame = ServerFrame::Withdrawn {
            consent_id: request.consent_id.clone(),
            outcome: Outcome::Expired,
            by: None,
            person: None,
            at: NumericDate::new(request.expires_at),
        };
        state.connections.send(&device.id, frame);
    }
}

/// Who answered, as a device of somebody else hears of it.
pub(crate) fn person(state: &AppState, decision: &Decision, device: &Device) -> Option<String> {
    (decision.user_id != device.user_id).then(|| state.directory().name_of(&decision.user_id))
}

/// The devices of everybody who is asked, person by person.
async fn asked(state: &AppState, request: &BackchannelRequest) -> Vec<Arc<[Device]>> {
    let mut all = Vec::with_capacity(1);
    for user in request.approvers() {
        match state.devices.of_user(state.store.as_ref(), user).await {
            Ok(devices) => all.push(devices),
            Err(error) => tracing::warn!(%error, "Could not read the devices of {user}: {error}"),
        }
    }
    all
}

/// A state as a device hears of it.
pub(crate) fn outcome(state: &RequestState) -> Outcome {
    match state {
        RequestState::Approved(_) | RequestState::Redeemed { .. } => Outcome::Approved,
        RequestState::Denied(_) => Outcome::Denied,
        RequestState::Reported(_) => Outcome::Reported,
        RequestState::Pending | RequestState::HalfApproved(_) => Outcome::Expired,
    }
}
