//! The lock: what it keeps from being asked, and what may be known all the same.

use std::sync::MutexGuard;

use super::{Core, lock};
use crate::error::{DeviceError, ErrorCode};
use crate::event::DeviceEvent;
use crate::lock::{Lock, LockError, LockView};

impl Core {
    pub(super) fn the_lock(&self) -> MutexGuard<'_, Lock> {
        lock(&self.lock)
    }

    /// The lock, for the commands that turn it.
    pub(crate) fn turn(&self) -> MutexGuard<'_, Lock> {
        self.the_lock()
    }

    pub(crate) fn is_locked(&self) -> bool {
        self.the_lock().is_locked()
    }

    /// Refuses while the device is locked.
    pub(crate) fn refuse_when_locked(&self) -> Result<(), DeviceError> {
        if self.is_locked() {
            return Err(DeviceError::new(ErrorCode::Locked, "Waxseal is locked. Unlock it first."));
        }
        Ok(())
    }

    /// Somebody is at the desk.
    pub(crate) fn touch(&self) {
        let now = self.clock().monotonic();
        self.the_lock().touch(now);
    }

    /// Locks. What is on screen is closed; requests stay as they are.
    pub(crate) fn lock_now(&self) -> Result<(), LockError> {
        let changed = self.the_lock().lock()?;
        if changed {
            self.views().close_all();
            self.tell(DeviceEvent::Changed);
        }
        Ok(())
    }

    /// What may be known while it is locked.
    pub(crate) fn lock_view(&self) -> LockView {
        let (locked, has_passphrase) = {
            let lock = self.the_lock();
            (lock.is_locked(), lock.has_passphrase())
        };
        let runtimes = self.runtimes();
        let inbox = self.inbox();
        let open = inbox.sorted().into_iter().filter(|item| item.state.needs_answer());
        let left: Vec<i64> = open
            .map(|item| {
                let runtime = runtimes.iter().find(|runtime| runtime.account().id == *item.account_id());
                self.millis_left(item, runtime.map(AsRef::as_ref))
            })
            .collect();
        LockView {
            locked,
            has_passphrase,
            waiting: u32::try_from(left.len()).unwrap_or(u32::MAX),
            next_expires_in_ms: left.into_iter().min(),
        }
    }
}

impl From<LockError> for DeviceError {
    fn from(error: LockError) -> Self {
        let code = match &error {
            LockError::Wrong | LockError::Wait(_) => ErrorCode::WrongPassphrase,
            LockError::TooShort | LockError::NoPassphrase => ErrorCode::InvalidInput,
            LockError::Storage(_) => ErrorCode::Storage,
        };
        Self::new(code, error.to_string())
    }
}
