//! Enrolment: binding a device key to a user.

use serde::{Deserialize, Serialize};

use crate::ids::{DeviceId, UserId};
use crate::jose::{Jwk, JwkSet};

/// The `push_credentials.service` of a device that listens on the device channel.
pub const WAXSEAL_PUSH_SERVICE: &str = "WAXSEAL";

/// How a device is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushCredentials {
    /// `APNS`, `GCM`, or `WAXSEAL` for the device channel.
    pub service: String,
    /// The push token; empty for the device channel.
    #[serde(default)]
    pub token: String,
}

/// The body of `POST …/api/enroll`, with `Authorization: Ticket id="…"`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EnrollRequest {
    /// Stable local id of the device; later the `iss` of its decisions.
    pub identifier: String,
    /// What the person calls the device.
    pub name: String,
    /// How to reach it.
    pub push_credentials: PushCredentials,
    /// The key its decisions are signed with.
    pub public_key: Jwk,
    /// What only our devices say. Absent from other devices, and from those that have none of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waxseal: Option<DeviceTraits>,
}

/// What our devices say of themselves when they enrol, beside Guardian's members.
///
/// ```
/// use waxseal_protocol::device::DeviceTraits;
/// let traits: DeviceTraits = serde_json::from_str(r#"{"test_key":true}"#)?;
/// assert!(traits.test_key);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceTraits {
    /// Whether the key is of the test class: a script answers with it, not a person. A server may
    /// refuse such a device.
    #[serde(default)]
    pub test_key: bool,
}

/// The answer to an enrolment: Guardian's members, and `waxseal` beside them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EnrollResponse {
    /// The enrolment.
    pub id: DeviceId,
    /// The server's base URL.
    pub url: String,
    /// The issuer. Guardian sends the tenant's name here; ours is a URL.
    pub issuer: String,
    /// The person.
    pub user_id: UserId,
    /// A device token, for SDKs that do not sign their own.
    pub token: String,
    /// What only our devices read. Absent from other servers, and from those that have none of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waxseal: Option<WaxsealEnrollment>,
}

/// What our devices learn at an enrolment beside Guardian's members.
///
/// ```
/// use waxseal_protocol::device::WaxsealEnrollment;
/// let beside: WaxsealEnrollment = serde_json::from_str(
///     r#"{"template_jwks":{"keys":[{"kty":"EC","crv":"P-256",
///         "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
///         "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}}"#,
/// )?;
/// assert_eq!(beside.template_jwks.keys.len(), 1);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaxsealEnrollment {
    /// The keys that sign the issuer's template packs. The device pins them.
    pub template_jwks: JwkSet,
}
