//! Which requests reached a device: it acknowledges what the channel carried, or reads its list. The audit chain
//! keeps when, so that an operator can tell a person who does not answer from one who was never asked.

use std::collections::HashSet;

use waxseal_protocol::ids::ConsentId;
use waxseal_store::model::{AuditEvent, BackchannelRequest, Device, EventKind};

use crate::state::AppState;

/// More than a device takes in at once; what goes beyond is carried as well, and not noted.
const CAPACITY: usize = 1_024;

/// What one connection carried and the device has not acknowledged.
#[derive(Debug, Default)]
pub(super) struct Carried(HashSet<ConsentId>);

impl Carried {
    /// A request was written into the connection.
    pub(super) fn add(&mut self, id: &ConsentId) {
        if self.0.len() < CAPACITY {
            self.0.insert(id.clone());
        }
    }

    /// A request is over, acknowledged or not.
    pub(super) fn remove(&mut self, id: &ConsentId) {
        self.0.remove(id);
    }

    /// The device has these. What was not carried to it leaves no trace.
    pub(super) fn acknowledged(&mut self, state: &AppState, device: &Device, ids: &[ConsentId]) {
        for id in ids.iter().filter(|id| self.0.remove(*id)) {
            arrived(state, device, id);
        }
    }
}

/// The device has read its list: this is all that waits for it.
pub(super) fn listed(state: &AppState, device: &Device, open: &[BackchannelRequest]) {
    forget_ended(state, device);
    for request in open {
        arrived(state, device, &request.consent_id);
    }
}

/// Forgets what does not wait any more.
pub(super) fn forget_ended(state: &AppState, device: &Device) {
    let waiting: HashSet<ConsentId> = state.open.of_user(&device.user_id).into_iter().collect();
    state.connections.keep_arrivals(&device.id, |id| waiting.contains(id));
}

/// Notes it once: a device that connects again acknowledges again what it had.
fn arrived(state: &AppState, device: &Device, id: &ConsentId) {
    if state.connections.has_arrived(&device.id, id) {
        let mut event = AuditEvent::new(state.clock.now(), EventKind::GdSendPn);
        event.client_id = state.open.client_of(&device.user_id, id);
        state.note(event.user(&device.user_id).device(&device.id).consent(id));
    }
}
