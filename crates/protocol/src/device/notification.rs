//! What tells a device to look: Guardian's push keys, and `exp`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{ConsentId, DeviceId};
use crate::jose::NumericDate;

/// A notification. It carries no details: the device fetches the consent.
///
/// ```
/// use waxseal_protocol::device::Notification;
/// let notification: Notification = serde_json::from_str(
///     r#"{"dai":"dev_0123456789abcdef","txtkn":"eyJ…","c":"challenge",
///         "d":"2026-11-20T23:43:00.123Z","sh":"https://localhost:8443",
///         "txlnkid":"cns_0123456789abcdefghijkl","exp":1795000000}"#,
/// )?;
/// assert_eq!(notification.dai.as_str(), "dev_0123456789abcdef");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// The enrolment it is for.
    pub dai: DeviceId,
    /// The transaction token: bearer of the consent and the answer.
    pub txtkn: String,
    /// The challenge to sign.
    pub c: String,
    /// When the request was made, with exactly three decimals.
    #[serde(with = "three_decimals")]
    pub d: Timestamp,
    /// The server, as a URL.
    pub sh: String,
    /// The consent to fetch.
    pub txlnkid: ConsentId,
    /// When the request expires.
    pub exp: NumericDate,
    /// How many approvals were given so far, where it takes two people. Another number than before says
    /// that the consent's signed form has to be fetched again, which names them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub approvals: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Both Guardian SDKs read `yyyy-MM-dd'T'HH:mm:ss.SSS'Z'` and nothing else.
mod three_decimals {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{at:.3}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
