//! What is looked after while nobody asks: the idle lock, and history that is too old to be kept.

use std::sync::Arc;
use std::time::Duration;

use super::{Core, lock};

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(5);
/// How often the history is.
const HISTORY_EVERY: Duration = Duration::from_hours(1);

impl Core {
    /// Starts to look after things, until the device stops.
    pub(crate) fn keep_house(core: &Arc<Self>) {
        let weak = Arc::downgrade(core);
        let task = tokio::spawn(async move {
            let mut history_due = Duration::ZERO;
            loop {
                {
                    let Some(core) = weak.upgrade() else { return };
                    core.lock_when_idle();
                    let now = core.clock().monotonic();
                    if now >= history_due {
                        history_due = now + HISTORY_EVERY;
                        core.prune_history();
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

    /// Deletes history that is older than the person wants it kept.
    pub(crate) fn prune_history(&self) {
        let Some(days) = self.preferences.get().keep_history_days else { return };
        let age = jiff::SignedDuration::from_hours(i64::from(days.max(1)) * 24);
        let Ok(before) = self.clock().now().checked_sub(age) else { return };
        match self.history.prune(before) {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "Deleted {count} records that are older than {days} days"),
            Err(error) => tracing::error!(%error, "Could not delete old history: {error}"),
        }
    }
}
