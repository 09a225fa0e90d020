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

    /// Keeps a choice and says what is kept. A shorter life of the history takes effect at once. To ask for
    /// less before an approval takes what it asks for. Needs a tokio runtime.
    ///
    /// # Errors
    /// [`ErrorCode::NotVerified`], [`ErrorCode::VerificationUnavailable`], [`ErrorCode::VerificationForbidden`]:
    /// it goes on asking for as much as before; everything else is kept.
    pub async fn set_preferences(&self, mut preferences: Preferences) -> Result<Preferences, DeviceError> {
        self.core.refuse_when_locked()?;
        let refused = |message: &str| Err(DeviceError::new(ErrorCode::InvalidInput, message));
        if preferences.lock.idle_minutes.is_some_and(|minutes| !(1..=MAX_IDLE_MINUTES).contains(&minutes)) {
            return refused("The idle time is between one minute and a day.");
        }
        if preferences.keep_history_days.is_some_and(|days| !(1..=MAX_DAYS).contains(&days)) {
            return refused("The history is kept for a day at least.");
        }
        let (wanted, before) = (preferences.verification, self.core.preferences.get().verification);
        // The question may stay open for minutes, in which other choices are made.
        preferences.verification = wanted.max(before);
        self.core.preferences.set(preferences)?;
        // The key store is told first, and may take its time.
        let core = Arc::clone(&self.core);
        tokio::spawn(async move { core.prune_history().await });
        if wanted < before {
            self.core.may_ask_less().await?;
            self.core.preferences.set(Preferences { verification: wanted, ..self.core.preferences.get() })?;
        }
        self.core.tell(DeviceEvent::Changed);
        Ok(self.preferences())
    }
}
