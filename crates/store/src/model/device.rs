//! An enrolled authentication device.

use waxseal_protocol::Timestamp;
use waxseal_protocol::device::{PushCredentials, WAXSEAL_PUSH_SERVICE};
use waxseal_protocol::ids::{DeviceId, UserId};
use waxseal_protocol::jose::Jwk;

/// A device key bound to a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The enrolment.
    pub id: DeviceId,
    /// Whose device it is.
    pub user_id: UserId,
    /// The device's own id, the `iss` of its decisions.
    pub identifier: String,
    /// What the person calls it.
    pub name: String,
    /// Its key, normalised.
    pub public_key: Jwk,
    /// SHA-256 of the device token, base64url.
    pub token_sha256: String,
    /// How it is reached.
    pub push_credentials: PushCredentials,
    /// Whether its key is of the test class: a script answers with it, not a person.
    pub test_key: bool,
    /// When it was enrolled.
    pub enrolled_at: Timestamp,
    /// When it last connected, if it did.
    pub last_seen_at: Option<Timestamp>,
    /// When it was removed, if it was.
    pub revoked_at: Option<Timestamp>,
}

impl Device {
    /// Whether its decisions have to say what was on screen: it listens on the device channel.
    pub fn binds_content(&self) -> bool {
        self.push_credentials.service == WAXSEAL_PUSH_SERVICE
    }
}
