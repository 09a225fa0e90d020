//! The devices of a person, and the key of one: what only our devices ask.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{DeviceId, UserId};
use crate::jose::{Jwk, NumericDate};

/// The answer to `GET …/api/device-accounts`: every device that can answer for the person, oldest
/// first. Guardian has no such list.
///
/// ```
/// use waxseal_protocol::device::DeviceAccounts;
/// let list: DeviceAccounts = serde_json::from_str(
///     r#"{"devices":[{"id":"dev_0123456789abcdef","name":"Desk","enrolled_at":"2026-11-20T23:43:00Z",
///         "last_seen_at":null,"online":false}]}"#,
/// )?;
/// assert_eq!(list.devices[0].name, "Desk");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceAccounts {
    /// The devices.
    pub devices: Vec<DeviceAccount>,
}

/// One device of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceAccount {
    /// The enrolment.
    pub id: DeviceId,
    /// What the person calls it.
    pub name: String,
    /// When it was enrolled.
    pub enrolled_at: Timestamp,
    /// When it last connected, if it did.
    pub last_seen_at: Option<Timestamp>,
    /// Whether it listens on the device channel now.
    pub online: bool,
    /// Whether its key is of the test class: a script may answer with it. Absent from others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub test_key: bool,
}

/// The body of `PUT …/api/device-accounts/{id}/key`, with a token that is signed by the old key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRotation {
    /// The new key.
    pub public_key: Jwk,
    /// A JWS of `typ` [`KeyRotation::PROOF_TYPE`] by the new key: whoever asks has it.
    pub proof: String,
}

impl KeyRotation {
    /// The `typ` of the proof.
    pub const PROOF_TYPE: &'static str = "waxseal-key+jwt";
}

/// The claims of the proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyProofClaims {
    /// The device.
    pub iss: DeviceId,
    /// The person.
    pub sub: UserId,
    /// The URL that is called.
    pub aud: String,
    /// Now.
    pub iat: NumericDate,
    /// At most two minutes later.
    pub exp: NumericDate,
    /// The thumbprint of the new key (RFC 7638), base64url.
    pub jkt: String,
}
