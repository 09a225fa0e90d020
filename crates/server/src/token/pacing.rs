//! How fast a client may poll (CIBA Core 7.3 and 11).
//!
//! Kept in memory: a poll must not cost a write, and after a restart a client merely gets its
//! first poll free again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use waxseal_protocol::Timestamp;
use waxseal_store::model::BackchannelRequest;

/// Every `slow_down` makes the interval this much longer, for good.
const RATCHET: Duration = Duration::from_secs(5);
/// But not longer than this.
const MAX_INTERVAL: Duration = Duration::from_mins(1);
/// Polls may come this much early: clients measure by their own clock.
const TOLERANCE: Duration = Duration::from_millis(500);
/// How many requests are remembered before the finished ones are thrown out.
const SWEEP_AT: usize = 10_000;

/// The pace of every open request.
#[derive(Debug, Default)]
pub(crate) struct Pacing {
    paces: Mutex<HashMap<String, Pace>>,
}

#[derive(Debug)]
struct Pace {
    last_poll: Duration,
    interval: Duration,
    forget_at: Timestamp,
}

impl Pacing {
    /// Notes a poll of a pending request. `Err` is the interval the client has to keep from now
    /// on. The first poll may come at once.
    pub(crate) fn poll(
        &self,
        request: &BackchannelRequest,
        monotonic: Duration,
        now: Timestamp,
    ) -> Result<(), Duration> {
        let mut paces = self.paces.lock().unwrap_or_else(PoisonError::into_inner);
        if paces.len() >= SWEEP_AT {
            paces.retain(|_, pace| pace.forget_at > now);
        }
        let Some(pace) = paces.get_mut(&request.auth_req_id_sha256) else {
            let pace = Pace { last_poll: monotonic, interval: request.interval, forget_at: request.expires_at };
            paces.insert(request.auth_req_id_sha256.clone(), pace);
            return Ok(());
        };
        let waited = monotonic.saturating_sub(pace.last_poll);
        pace.last_poll = monotonic;
        if waited + TOLERANCE >= pace.interval {
            return Ok(());
        }
        pace.interval = (pace.interval + RATCHET).min(MAX_INTERVAL);
        Err(pace.interval)
    }

    /// Forgets a request that is over.
    pub(crate) fn forget(&self, request: &BackchannelRequest) {
        let mut paces = self.paces.lock().unwrap_or_else(PoisonError::into_inner);
        paces.remove(&request.auth_req_id_sha256);
    }
}
