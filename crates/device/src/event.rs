//! What a UI hears. Events say that something changed; the UI then asks what.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::ids::DeviceId;

use crate::alerts::Announcement;
use crate::history::HistoryOutcome;
use crate::request_id::RequestId;

/// Something happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum DeviceEvent {
    /// A request is ready to be read, or cannot be verified.
    Arrived {
        /// Which one.
        request: RequestId,
    },
    /// A request is to be announced. All requests are listed; not all of them are announced.
    Announce {
        /// Which one.
        request: RequestId,
        /// How.
        announcement: Announcement,
    },
    /// A request is over.
    Closed {
        /// Which one.
        request: RequestId,
        /// How it ended.
        outcome: HistoryOutcome,
    },
    /// There has been no connection for some minutes, which is said once in each outage.
    Outage {
        /// Of which account, the first that it was noticed of.
        #[ts(type = "string")]
        account_id: DeviceId,
    },
    /// The server ended an enrolment: no more requests come from it.
    Ended {
        /// The server's host.
        host: String,
    },
    /// The history is another one than was read, beside the requests that were closed: old records are gone,
    /// or records were found missing.
    HistoryChanged,
    /// Anything else on screen may be out of date: accounts, connections, the inbox.
    Changed,
}
