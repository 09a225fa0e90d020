//! The device channel: a state machine that eats frames, and a thin task that does the I/O.

mod machine;
mod route;
mod task;
mod websocket;

pub(crate) use task::run;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::Timestamp;

/// How an account is connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum ConnectionState {
    /// Trying.
    Connecting,
    /// Connected.
    Online {
        /// Since when.
        #[ts(type = "string")]
        since: Timestamp,
    },
    /// Not connected. It is tried again by itself.
    Offline {
        /// Since when.
        #[ts(type = "string")]
        since: Timestamp,
        /// Why, in a sentence.
        reason: String,
    },
    /// The key is not to be had, so nothing can be fetched or signed.
    NoKey {
        /// Why, in a sentence.
        reason: String,
    },
}

impl ConnectionState {
    /// Whether answers can be sent.
    pub fn is_online(&self) -> bool {
        matches!(self, Self::Online { .. })
    }
}
