//! A rehearsal for people who never answered a request.

use std::sync::Arc;

use waxseal_details::Display;
use waxseal_protocol::ids::DeviceId;

use crate::core::watch_deadline;
use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};
use crate::inbox::Item;
use crate::practice::{ACCOUNT, request};
use crate::request_id::RequestId;

impl Device {
    /// Makes a practice request and says which one. It is answered like a real one, marked
    /// everywhere, signed with a key that is thrown away, and sent nowhere. It enters no history.
    pub fn practice(&self) -> Result<RequestId, DeviceError> {
        let core = &self.core;
        core.refuse_when_locked()?;
        let account = DeviceId::new(ACCOUNT);
        // One is enough: whoever presses twice gets the one that waits.
        if let Some(id) = core.inbox().open(&account).first() {
            return Ok(id.clone());
        }
        let now = core.clock().now();
        let display = Display { language: core.language(), time_zone: core.time_zone().clone(), now };
        let (notification, shown) =
            request(&display, &core.history.known()).map_err(|error| DeviceError::new(ErrorCode::Storage, error))?;
        let mut item = Item::new(account, notification, now, core.clock().monotonic());
        item.practice = true;
        item.show(shown, false);
        let id = item.id().clone();
        core.inbox().restore(item);
        tokio::spawn(watch_deadline(Arc::downgrade(core), None, id.clone()));
        core.announce_arrival(&id);
        Ok(id)
    }
}
