//! Locking and unlocking the device.

use waxseal_protocol::Secret;

use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};
use crate::event::DeviceEvent;
use crate::lock;

impl Device {
    /// Locks: nothing of a request can be read or answered. Needs a passphrase to unlock with.
    pub fn lock(&self) -> Result<(), DeviceError> {
        Ok(self.core.lock_now()?)
    }

    /// The session was locked, or the machine goes to sleep.
    pub fn session_locked(&self) {
        if self.core.preferences.get().lock.with_session {
            // Without a passphrase there is nothing to lock with.
            self.core.lock_now().ok();
        }
    }

    /// How many requests wait, which may be known of a locked device too.
    pub fn waiting(&self) -> u32 {
        self.core.lock_view().waiting
    }

    /// Whether it is locked.
    pub fn is_locked(&self) -> bool {
        self.core.is_locked()
    }

    /// Refuses while it is locked: for what a shell does beside the commands.
    pub fn refuse_when_locked(&self) -> Result<(), DeviceError> {
        self.core.refuse_when_locked()
    }

    /// Somebody uses a page of this device.
    pub fn activity(&self) {
        if !self.core.is_locked() {
            self.core.touch();
        }
    }

    /// Unlocks.
    ///
    /// # Errors
    /// [`ErrorCode::WrongPassphrase`]: it is wrong, or it comes too soon after wrong ones.
    pub async fn unlock(&self, passphrase: Secret<String>) -> Result<(), DeviceError> {
        self.check_passphrase(Some(passphrase)).await?;
        self.core.turn().unlock(self.core.clock().monotonic());
        self.core.tell(DeviceEvent::Changed);
        Ok(())
    }

    /// Sets, changes or, with `next` `None`, removes the passphrase that unlocks.
    pub async fn set_passphrase(
        &self,
        current: Option<Secret<String>>,
        next: Option<Secret<String>>,
    ) -> Result<(), DeviceError> {
        self.core.refuse_when_locked()?;
        let _errand = self.core.errand();
        self.check_passphrase(current).await?;
        let hash = match next {
            Some(next) => Some(slowly(move || lock::hash(next.expose())).await??),
            None => None,
        };
        self.core.turn().set(hash)?;
        self.core.tell(DeviceEvent::Changed);
        Ok(())
    }

    async fn check_passphrase(&self, given: Option<Secret<String>>) -> Result<(), DeviceError> {
        let now = self.core.clock().monotonic();
        let kept = self.core.turn().attempt(now)?;
        let right = match (kept, given) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(kept), Some(given)) => slowly(move || lock::fits(given.expose(), &kept)).await?,
        };
        Ok(self.core.turn().judge(right, now)?)
    }
}

/// Hashing a passphrase takes long enough to hold up everything else.
async fn slowly<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, DeviceError> {
    let failed = |error: tokio::task::JoinError| DeviceError::new(ErrorCode::Storage, error.to_string());
    tokio::task::spawn_blocking(work).await.map_err(failed)
}
