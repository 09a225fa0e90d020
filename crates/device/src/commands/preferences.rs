//! What the person chose for this device.

use std::path::Path;
use std::sync::Arc;

use waxseal_details::Language;

use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};
use crate::event::DeviceEvent;
use crate::preferences::Preferences;

/// A day of idling is as good as never.
const MAX_IDLE_MINUTES: u32 = 24 * 60;
/// A hundred years of history are as good as for ever.
const MAX_DAYS: u32 = 36_525;

impl Device {
    /// The language of cards.
    pub fn language(&self) -> Language {
        self.core.language()
    }

    /// Where the device keeps its state.
    pub fn state_folder(&self) -> &Path {
        self.core.state_folder()
    }

    /// What is chosen.
    pub fn preferences(&self) -> Preferences {
        self.core.preferences.get()
    }

    /// Keeps a choice and says what is kept. A shorter life of the history takes effect at once. Whether the
    /// system asks for the person stays as it is: that takes [`set_verification`](Self::set_verification). Needs
    /// a tokio runtime.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidInput`]: a number is out of its bounds, and nothing changed.
    pub fn set_preferences(&self, preferences: Preferences) -> Result<Preferences, DeviceError> {
        self.core.refuse_when_locked()?;
        let refused = |message: &str| Err(DeviceError::new(ErrorCode::InvalidInput, message));
        if preferences.lock.idle_minutes.is_some_and(|minutes| !(1..=MAX_IDLE_MINUTES).contains(&minutes)) {
            return refused("The idle time is between one minute and a day.");
        }
        if preferences.keep_history_days.is_some_and(|days| !(1..=MAX_DAYS).contains(&days)) {
            return refused("The history is kept for a day at least.");
        }
        let kept = self.core.preferences.change(|kept| {
            *kept = Preferences { verification: kept.verification, ..preferences };
        })?;
        // The key store is told first, and may take its time.
        let core = Arc::clone(&self.core);
        tokio::spawn(async move { core.prune_history().await });
        self.core.tell(DeviceEvent::Changed);
        Ok(kept)
    }
}
