//! Frames of the device channel: JSON objects with a `type`.

use serde::{Deserialize, Serialize};

use super::Notification;
use crate::ids::ConsentId;
use crate::jose::NumericDate;

/// The WebSocket subprotocol.
pub const CHANNEL_PROTOCOL: &str = "waxseal.device.v1";

/// How a request ended, seen from a device that did not end it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Approved on another device.
    Approved,
    /// Denied on another device.
    Denied,
    /// Reported on another device.
    Reported,
    /// Nobody answered in time.
    Expired,
    /// The client withdrew it. Read from servers that let clients do so; ours does not send it.
    Cancelled,
}

/// Server to device.
///
/// ```
/// use waxseal_protocol::device::ServerFrame;
/// let frame: ServerFrame = serde_json::from_str(r#"{"type":"bye","retry_after_ms":250}"#)?;
/// assert!(matches!(frame, ServerFrame::Bye { retry_after_ms: 250 }));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// First frame: everything that is open.
    Hello {
        /// The server's clock.
        server_time: NumericDate,
        /// How often a heartbeat comes, at the least.
        heartbeat_seconds: u64,
        /// The highest sequence number of this person's requests.
        sequence: i64,
        /// All open requests.
        pending: Vec<Notification>,
        /// The key that signs consents, by its `kid`. A device that pinned another one follows the
        /// [succession](super::KeySuccession). Absent from servers that have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        consent_kid: Option<String>,
    },
    /// A new request, or a known one that has one more approval.
    Request {
        /// What to look at.
        notification: Notification,
        /// Its sequence number.
        sequence: i64,
    },
    /// A request ended without this device.
    Withdrawn {
        /// Which one.
        consent_id: ConsentId,
        /// How.
        outcome: Outcome,
        /// The name of the device that answered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
        /// The name of the person who answered, where that is not the person of this device.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<String>,
        /// When.
        at: NumericDate,
    },
    /// Still there. A device that knows a lower sequence re-reads its pending list.
    Heartbeat {
        /// The highest sequence number of this person's requests.
        sequence: i64,
        /// The server's clock.
        server_time: NumericDate,
    },
    /// This enrolment is over: wipe the key.
    Revoked,
    /// The server goes away or a newer connection took over.
    Bye {
        /// When to come back.
        retry_after_ms: u64,
    },
}

/// Device to server.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DeviceFrame {
    /// These requests reached the device.
    Received {
        /// Which ones.
        consent_ids: Vec<ConsentId>,
    },
    /// Still there.
    Heartbeat,
}
