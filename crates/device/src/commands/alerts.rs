//! Which clients may alert, and when.

use std::time::Duration;

use jiff::Zoned;
use waxseal_protocol::ids::DeviceId;

use crate::alerts::Sender;
use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};
use crate::event::DeviceEvent;
use crate::request_id::RequestId;

/// When the day begins for whoever paused alerts until tomorrow.
const MORNING: i8 = 8;
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

    /// How long it is until eight in the morning of the next day, where the device is.
    pub fn minutes_until_tomorrow(&self) -> u32 {
        until_tomorrow(&self.core.clock().now().to_zoned(self.core.time_zone().clone()))
    }

    /// No alerts at all for some minutes, at most 36 hours; `None` ends that. It needs no unlocked
    /// device: requests are listed all the same.
    pub fn pause_alerts(&self, minutes: Option<u32>) {
        let lasting = minutes.map(|minutes| Duration::from_mins(u64::from(minutes.min(LONGEST_PAUSE))));
        self.core.alerts().pause(lasting, self.core.clock().monotonic());
        self.core.tell(DeviceEvent::Changed);
    }
}

fn until_tomorrow(now: &Zoned) -> u32 {
    let zone = now.time_zone().clone();
    let morning = now.tomorrow().and_then(|tomorrow| tomorrow.date().at(MORNING, 0, 0, 0).to_zoned(zone));
    let seconds = morning.map(|morning| morning.timestamp().as_second() - now.timestamp().as_second());
    seconds.ok().and_then(|seconds| u32::try_from(seconds).ok()).map_or(LONGEST_PAUSE, |seconds| seconds.div_ceil(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tomorrow_begins_at_eight() {
        let until = |text: &str| until_tomorrow(&text.parse().unwrap());
        assert_eq!(until("2026-11-21T23:00:00+01:00[Europe/Berlin]"), 9 * 60);
        assert_eq!(until("2026-11-21T00:00:00+01:00[Europe/Berlin]"), 32 * 60);
        assert_eq!(until("2026-12-31T07:59:30+01:00[Europe/Berlin]"), 24 * 60 + 1);
        assert_eq!(until("2026-10-24T23:00:00+02:00[Europe/Berlin]"), 10 * 60, "a night of an hour more");
    }
}
