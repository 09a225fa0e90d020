//! Which clients may alert, and when.

use std::time::Duration;

use waxseal_protocol::ids::DeviceId;

use crate::alerts::Sender;
use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};
use crate::event::DeviceEvent;
use crate::request_id::RequestId;

/// The longest pause: what comes then would wait without a word for more than a day.
const LONGEST_PAUSE: u32 = 36 * 60;

impl Device {
    /// No alerts from the client of a request for twenty minutes. Its requests are listed all the same.
    pub fn mute(&self, request: &RequestId) -> Result<(), DeviceError> {
        self.core.refuse_when_locked()?;
        if !self.core.mute_client_of(request) {
            return Err(DeviceError::new(ErrorCode::UnknownRequest, "There is no such request."));
        }
        self.core.tell(DeviceEvent::Changed);
        Ok(())
    }

    /// Alerts from a client again.
    pub fn unmute(&self, account_id: &DeviceId, client_id: &str) -> Result<(), DeviceError> {
        self.core.refuse_when_locked()?;
        self.core.alerts().unmute(&Sender { account: account_id.clone(), client: client_id.to_owned() });
        self.core.tell(DeviceEvent::Changed);
        Ok(())
    }

    /// No alerts at all for some minutes, at most 36 hours; `None` ends that. It needs no unlocked
    /// device: requests are listed all the same.
    pub fn pause_alerts(&self, minutes: Option<u32>) {
        let lasting = minutes.map(|minutes| Duration::from_mins(u64::from(minutes.min(LONGEST_PAUSE))));
        self.core.alerts().pause(lasting, self.core.clock().monotonic());
        self.core.tell(DeviceEvent::Changed);
    }
}
