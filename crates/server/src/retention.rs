//! What ended is kept for a while, and then goes: a database that only grows gets slow to back up.

use std::time::Duration;

use waxseal_protocol::Timestamp;
use waxseal_store::{Store, StoreError};

use crate::state::AppState;

/// How often the oldest rows are looked at.
const EVERY: Duration = Duration::from_mins(10);
/// Rows of a table that go in one transaction, while others wait to write.
const AT_ONCE: u32 = 256;
/// How long others may write between two of those.
const PAUSE: Duration = Duration::from_millis(50);

/// Takes out what ended long ago, again and again, until the server ends.
pub(crate) async fn run(state: AppState) {
    let Some(kept_for) = state.config.lifetimes.retention else { return };
    loop {
        tokio::time::sleep(EVERY).await;
        let Ok(before) = state.clock.now().checked_sub(kept_for) else { return };
        match prune(state.store.as_ref(), before).await {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "Took out {gone} rows that ended before {before}"),
            Err(error) => tracing::error!(%error, "Could not take out what ended before {before}: {error}"),
        }
    }
}

async fn prune(store: &dyn Store, before: Timestamp) -> Result<usize, StoreError> {
    let mut all = 0;
    loop {
        let gone = store.prune(before, AT_ONCE).await?;
        if gone == 0 {
            return Ok(all);
        }
        all += gone;
        tokio::time::sleep(PAUSE).await;
    }
}
