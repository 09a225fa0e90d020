//! The decision: the person's signed answer.

use serde::{Deserialize, Serialize};

use crate::ids::{DeviceId, UserId};
use crate::jose::NumericDate;
use crate::rar::AuthorizationDetails;

/// The body of `POST …/api/resolve-transaction`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DecisionBody {
    /// The decision as a compact JWS.
    pub challenge_response: String,
}

/// The claims of a decision: Guardian's `challenge_response`, and `waxseal` beside them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DecisionClaims {
    /// The device's local identifier, as sent at enrolment.
    pub iss: String,
    /// The challenge, verbatim.
    pub sub: String,
    /// The URL that is called.
    pub aud: String,
    /// Signed at.
    pub iat: NumericDate,
    /// Guardian: 30 s later.
    pub exp: NumericDate,
    /// `push`.
    pub auth0_guardian_method: String,
    /// Approved or not.
    pub auth0_guardian_accepted: bool,
    /// Why not, as free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth0_guardian_reason: Option<String>,
    /// Unique per signature, so that a repeated delivery is recognised. Guardian's SDKs send none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    /// What was on screen. Required of devices that enrolled with the device channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waxseal: Option<DecisionEvidence>,
}

/// How the person answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionOutcome {
    /// Yes.
    Approved,
    /// No.
    Denied,
    /// No, and this should never have been asked.
    Reported,
}

/// What the decision is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionEvidence {
    /// How the person answered.
    pub outcome: DecisionOutcome,
    /// SHA-256 over the canonical form of the consent that was shown. Absent when the device could not
    /// verify the consent, so that nothing of it was shown; then the answer is never yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_sha256: Option<String>,
    /// How each entry of `authorization_details` was rendered, in order.
    pub templates: Vec<TemplateEvidence>,
    /// The details as the person narrowed them. Absent when they approved what was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted_authorization_details: Option<AuthorizationDetails>,
    /// Typed reason of a denial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
    /// BCP 47 tag of the language it was shown in.
    pub locale: String,
    /// Whether the operating system verified that it is the person who answers.
    pub uv: UserVerification,
    /// Whether the key is of the test class: no person stands behind the answer. Absent from others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub test_key: bool,
}

/// Who, beside the device, made sure that it was the person who answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserVerification {
    /// Nobody.
    #[default]
    None,
    /// The operating system asked for the person's password, or what it takes for it, for this answer alone.
    Os,
}

impl UserVerification {
    /// As it is on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Os => "os",
        }
    }
}

/// Which template showed one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateEvidence {
    /// The entry's type.
    #[serde(rename = "type")]
    pub detail_type: String,
    /// The template's version, or `generic` for the host's own view.
    pub version: String,
    /// SHA-256 of the template, base64url; absent for the generic view.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// The claims of a token a device signs about itself: for its account, its pending list and its
/// channel. Audience is the URL called (for the account: without the id, as Guardian does).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DeviceTokenClaims {
    /// The enrolment.
    pub iss: DeviceId,
    /// The person.
    pub sub: UserId,
    /// The URL.
    pub aud: String,
    /// Signed at.
    pub iat: NumericDate,
    /// Expiry.
    pub exp: NumericDate,
    /// Single use on the channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
}

/// The claims of the proof that goes with a consent request (`MFA-DPoP`, after RFC 9449 4.2).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProofClaims {
    /// The URL called.
    pub htu: String,
    /// The method.
    pub htm: String,
    /// SHA-256 of the transaction token, base64url.
    pub ath: String,
    /// Unique.
    pub jti: String,
    /// Signed at.
    pub iat: NumericDate,
}
