//! What the OAuth endpoints answer.

use serde::{Deserialize, Serialize};

use crate::error_code::ErrorCode;
use crate::ids::AuthReqId;

/// The acknowledgement of `POST /bc-authorize` (CIBA Core 7.3).
///
/// ```
/// use waxseal_protocol::ciba::AuthenticationResponse;
/// let ack: AuthenticationResponse =
///     serde_json::from_str(r#"{"auth_req_id":"1c266114","expires_in":300,"interval":5}"#)?;
/// assert_eq!(ack.interval, Some(5));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AuthenticationResponse {
    /// The handle to poll with.
    pub auth_req_id: AuthReqId,
    /// Seconds until the request expires, counted from its receipt.
    pub expires_in: u64,
    /// Seconds to wait between polls. Always sent in poll and ping mode: some clients busy-poll
    /// without it. Without it, a client waits [`DEFAULT_INTERVAL`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<u64>,
}

/// How long a client waits between polls if nobody says, in seconds (CIBA Core 7.3).
pub const DEFAULT_INTERVAL: u64 = 5;

/// An OAuth error response (RFC 6749 5.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OAuthErrorBody {
    /// What a client matches on.
    pub error: ErrorCode,
    /// What a developer reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
    /// Seconds to wait before the next poll, with `slow_down`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<u64>,
}
