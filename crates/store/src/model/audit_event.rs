//! What happened, for those who ask afterwards.

use serde::{Deserialize, Serialize};
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{ClientId, ConsentId, DeviceId, UserId, sha256_base64url};

/// What kind of thing happened. On the wire: Auth0's log event codes where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A backchannel request was stored.
    CibaStartSucceeded,
    /// A backchannel request was refused.
    CibaStartFailed,
    /// Tokens were issued for an approved request.
    CibaExchangeSucceeded,
    /// Tokens were refused for a decided request.
    CibaExchangeFailed,
    /// A device could not read a consent.
    RichConsentsAccessError,
    /// A request reached a device.
    GdSendPn,
    /// A person approved.
    GdAuthSucceed,
    /// A person approved what takes the approvals of two, and the other one has not answered yet.
    GdAuthFirstApproval,
    /// A person denied.
    GdAuthRejected,
    /// An answer of a device was refused.
    GdAuthFailed,
    /// A person reported a request as one that should not have been asked.
    GdAuthReported,
    /// A person said that an approval was not theirs, after it was given.
    GdAuthDisowned,
    /// A device was enrolled.
    GdEnrollmentComplete,
    /// A device was removed.
    GdUnenroll,
    /// A device changed its account.
    GdUpdateDeviceAccount,
    /// A person set or removed their user code.
    GdUserCodeChanged,
    /// An enrolment ticket was issued.
    GdTicketIssued,
    /// A refresh token was exchanged.
    Sertft,
    /// A refresh token was refused; its grant was revoked if it had been used before.
    Fertft,
    /// A client got a token for itself.
    Seccft,
    /// A token or grant was revoked.
    Srrt,
    /// A client took its ping or push.
    CibaDeliverySucceeded,
    /// A client's ping or push was given up.
    CibaDeliveryFailed,
    /// Something was changed through the Management API.
    Sapi,
    /// A signing key was made.
    KeyCreated,
    /// The server started.
    ServerStarted,
}

impl EventKind {
    /// Reads a code.
    pub fn parse(code: &str) -> Option<Self> {
        serde_json::from_value(code.into()).ok()
    }

    /// The code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CibaStartSucceeded => "ciba_start_succeeded",
            Self::CibaStartFailed => "ciba_start_failed",
            Self::CibaExchangeSucceeded => "ciba_exchange_succeeded",
            Self::CibaExchangeFailed => "ciba_exchange_failed",
            Self::RichConsentsAccessError => "rich_consents_access_error",
            Self::GdSendPn => "gd_send_pn",
            Self::GdAuthSucceed => "gd_auth_succeed",
            Self::GdAuthFirstApproval => "gd_auth_first_approval",
            Self::GdAuthRejected => "gd_auth_rejected",
            Self::GdAuthFailed => "gd_auth_failed",
            Self::GdAuthReported => "gd_auth_reported",
            Self::GdAuthDisowned => "gd_auth_disowned",
            Self::GdEnrollmentComplete => "gd_enrollment_complete",
            Self::GdUnenroll => "gd_unenroll",
            Self::GdUpdateDeviceAccount => "gd_update_device_account",
            Self::GdUserCodeChanged => "gd_user_code_changed",
            Self::GdTicketIssued => "gd_ticket_issued",
            Self::Sertft => "sertft",
            Self::Fertft => "fertft",
            Self::Seccft => "seccft",
            Self::Srrt => "srrt",
            Self::CibaDeliverySucceeded => "ciba_delivery_succeeded",
            Self::CibaDeliveryFailed => "ciba_delivery_failed",
            Self::Sapi => "sapi",
            Self::KeyCreated => "key_created",
            Self::ServerStarted => "server_started",
        }
    }
}

/// One thing that happened. It names people, clients and devices by id only; what was approved is
/// in the request it names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(rename = "type")]
    pub kind: EventKind,
    /// Which client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// Which person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// Which device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_id: Option<DeviceId>,
    /// Which request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_id: Option<ConsentId>,
    /// More, by kind.
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub details: serde_json::Value,
}

impl AuditEvent {
    /// An event that names nobody yet.
    pub fn new(at: Timestamp, kind: EventKind) -> Self {
        Self {
            at,
            kind,
            client_id: None,
            user_id: None,
            device_id: None,
            consent_id: None,
            details: serde_json::Value::Null,
        }
    }

    /// The same, naming a client.
    #[must_use]
    pub fn client(self, id: &ClientId) -> Self {
        Self { client_id: Some(id.clone()), ..self }
    }

    /// The same, naming a person.
    #[must_use]
    pub fn user(self, id: &UserId) -> Self {
        Self { user_id: Some(id.clone()), ..self }
    }

    /// The same, naming a device.
    #[must_use]
    pub fn device(self, id: &DeviceId) -> Self {
        Self { device_id: Some(id.clone()), ..self }
    }

    /// The same, naming a request.
    #[must_use]
    pub fn consent(self, id: &ConsentId) -> Self {
        Self { consent_id: Some(id.clone()), ..self }
    }

    /// The same, saying more.
    #[must_use]
    pub fn details(self, details: serde_json::Value) -> Self {
        Self { details, ..self }
    }
}

/// An event in its place in the chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChainedEvent {
    /// Its place, from 1, without gaps.
    pub sequence: i64,
    /// The event as JSON text, exactly as it was hashed.
    pub body: String,
    /// See [`chain_hash`].
    pub hash: String,
}

impl ChainedEvent {
    /// The event itself.
    pub fn event(&self) -> Result<AuditEvent, serde_json::Error> {
        serde_json::from_str(&self.body)
    }
}

/// The hash the first event follows.
pub const CHAIN_START: &str = "";

/// The hash of an event: SHA-256 over the previous hash, the sequence number and the body, joined
/// by line feeds; base64url.
pub fn chain_hash(previous: &str, sequence: i64, body: &str) -> String {
    sha256_base64url(format!("{previous}\n{sequence}\n{body}").as_bytes())
}
