//! What is looked after while nobody asks: the idle lock, history that is too old to be kept, and keys that could
//! not be wiped.

use std::sync::Arc;
use std::time::Duration;

use super::{Core, lock};

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(5);
/// How often the history and the keys are.
const SELDOM: Duration = Duration::from_hours(1);

impl Core {
    /// Starts to look after things, until the device stops.
    pub(crate) fn keep_house(core: &Arc<Self>) {
        let weak = Arc::downgrade(core);
        let task = tokio::spawn(async move {
            let mut due = Duration::ZERO;
            loop {
                {
                    let Some(core) = weak.upgrade() else { return };
                    core.lock_when_idle();
                    let now = core.clock().monotonic();
                    if now >= due {
                        due = now + SELDOM;
                        // A keyring that asks for its password keeps nothing else waiting, the idle lock least of all.
                        let pruning = Arc::clone(&core);
                        tokio::spawn(async move { pruning.prune_history().await });
                        tokio::spawn(async move { core.wipe_what_was_left().await });
                    }
                }
                tokio::time::sleep(EVERY).await;
            }
        });
        *lock(&core.housekeeping) = Some(task);
    }

    fn lock_when_idle(&self) {
        let Some(minutes) = self.preferences.get().lock.idle_minutes else { return };
        let long = Duration::from_mins(u64::from(minutes.max(1)));
        if self.the_lock().is_idle_for(long, self.clock().monotonic()) {
            // Without a passphrase there is nothing to lock with.
            self.lock_now().ok();
        }
    }
}
