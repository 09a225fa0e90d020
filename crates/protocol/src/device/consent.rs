//! The consent: what a person is asked, exactly.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Approvals, FourEyes};
use crate::ids::{ClientId, ConsentId, DeviceId, UserId};
use crate::jose::NumericDate;
use crate::json::Json;
use crate::rar::AuthorizationDetails;

/// A rich consent as `GET /rich-consents/{id}` answers it: Guardian's members, and `client` and
/// `user_id` beside them.
///
/// Dates are written as strings, because Guardian.swift reads nothing else, and read from strings
/// or epoch numbers, because Auth0's documentation shows those.
///
/// ```
/// use waxseal_protocol::device::Consent;
/// let consent: Consent = serde_json::from_str(
///     r#"{"id":"cns_abc123","requested_details":{"audience":"https://api.example.com",
///         "scope":["read:profile"],"binding_message":"21-49-38"},
///         "created_at":1746693720,"expires_at":"2025-05-08T08:42:30.000Z"}"#,
/// )?;
/// assert_eq!(consent.requested_details.binding_message.as_deref(), Some("21-49-38"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The consent's id.
    pub id: ConsentId,
    /// What is asked.
    pub requested_details: RequestedDetails,
    /// When the request was made.
    #[serde(with = "lenient_date")]
    pub created_at: Timestamp,
    /// When it expires.
    #[serde(with = "lenient_date")]
    pub expires_at: Timestamp,
    /// Who asks, as the server's registry knows it. Absent from other servers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<ConsentClient>,
    /// Who is asked. Absent from other servers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// Who has to approve, where it takes two people. Absent where the person alone decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub four_eyes: Option<FourEyes>,
}

/// The `requested_details` of a consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestedDetails {
    /// The API.
    pub audience: String,
    /// Requested scopes.
    #[serde(default)]
    pub scope: Vec<String>,
    /// The short text shown on both devices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binding_message: Option<String>,
    /// The rich details.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_details: Option<AuthorizationDetails>,
}

/// The client as registered at the server: never what the request says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentClient {
    /// The client's id.
    pub client_id: ClientId,
    /// Its registered name.
    pub name: String,
}

impl Consent {
    /// The digest a decision is bound to: SHA-256 over the canonical form, base64url.
    pub fn sha256(&self) -> Result<String, crate::json::JsonError> {
        let text = serde_json::to_string(self).map_err(|error| crate::json::JsonError::Malformed(error.to_string()))?;
        Ok(Json::parse(&text)?.sha256())
    }
}

/// The claims of the signed form, `Accept: application/jwt`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ConsentToken {
    /// Issuer.
    pub iss: String,
    /// The device it is for.
    pub aud: DeviceId,
    /// Signed at.
    pub iat: NumericDate,
    /// Expiry of the request.
    pub exp: NumericDate,
    /// The consent as received, before anything is read into a struct: its digest is over this.
    pub consent: Json,
    /// How far the approvals are, where it takes two people. Not part of the consent, so no part of its
    /// digest: an approval is for what is asked, whoever approved before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approvals: Option<Approvals>,
}

impl ConsentToken {
    /// The header `typ` of the signed form.
    pub const TYPE: &'static str = "waxseal-consent+jwt";
}

mod lenient_date {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Date {
        Text(String),
        Seconds(i64),
    }

    pub(super) fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{at:.3}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        match Date::deserialize(deserializer)? {
            Date::Text(text) => text.parse().map_err(serde::de::Error::custom),
            Date::Seconds(seconds) => Timestamp::from_second(seconds).map_err(serde::de::Error::custom),
        }
    }
}
