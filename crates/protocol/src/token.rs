//! Tokens and the token response.

use serde::{Deserialize, Serialize};

use crate::ids::{ClientId, ConsentId};
use crate::jose::NumericDate;
use crate::rar::AuthorizationDetails;

/// The key a token is bound to (RFC 7800, RFC 8705 3.1, RFC 9449 6.1).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Confirmation {
    /// SHA-256 of the client certificate in DER, base64url.
    #[serde(default, rename = "x5t#S256", skip_serializing_if = "Option::is_none")]
    pub x5t_s256: Option<String>,
    /// Thumbprint of the DPoP key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jkt: Option<String>,
}

/// The claims of an access token (RFC 9068 2.2, RFC 9396 9.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessTokenClaims {
    /// Issuer.
    pub iss: String,
    /// The person who approved, perhaps under a pairwise name; or the client itself.
    pub sub: String,
    /// The API.
    pub aud: String,
    /// The agent's registration.
    pub client_id: ClientId,
    /// Issued at.
    pub iat: NumericDate,
    /// Expiry.
    pub exp: NumericDate,
    /// Unique id of this token.
    pub jti: String,
    /// Granted scopes, separated by blanks.
    pub scope: String,
    /// When the person approved. Absent where no person was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<NumericDate>,
    /// How well the person was authenticated, where the client asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// How the person was authenticated (RFC 8176).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amr: Option<Vec<String>>,
    /// The key the token is bound to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation>,
    /// The granted details, exactly as approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_details: Option<AuthorizationDetails>,
    /// The consent the person saw, as Auth0 names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transaction_linking_id: Option<ConsentId>,
}

/// The claims of an ID token (OpenID Connect Core 2, CIBA Core 10.3.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdTokenClaims {
    /// Issuer.
    pub iss: String,
    /// The person, perhaps under a pairwise name.
    pub sub: String,
    /// The client.
    pub aud: ClientId,
    /// Issued at.
    pub iat: NumericDate,
    /// Expiry.
    pub exp: NumericDate,
    /// When the person approved.
    pub auth_time: NumericDate,
    /// How well the person was authenticated, where the client asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// How the person was authenticated (RFC 8176).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amr: Option<Vec<String>>,
    /// Hash of the access token. Required in push mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_hash: Option<String>,
    /// Hash of the refresh token, in push mode.
    #[serde(default, rename = "urn:openid:params:jwt:claim:rt_hash", skip_serializing_if = "Option::is_none")]
    pub rt_hash: Option<String>,
    /// The request this answers, in push mode.
    #[serde(default, rename = "urn:openid:params:jwt:claim:auth_req_id", skip_serializing_if = "Option::is_none")]
    pub auth_req_id: Option<String>,
    /// What the scopes `profile` and `email` add.
    #[serde(flatten)]
    pub person: PersonClaims,
}

/// Claims about the person (OpenID Connect Core 5.1, 5.4).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PersonClaims {
    /// With the scope `profile`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// With the scope `email`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// With the scope `email`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    /// With the scope `phone`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
}

/// A successful token response (OpenID Connect Core 3.1.3.3, RFC 9396 7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenResponse {
    /// The access token, a JWT.
    pub access_token: String,
    /// `Bearer`, or `DPoP` when the token is bound to a DPoP key.
    pub token_type: String,
    /// Seconds until the access token expires.
    pub expires_in: u64,
    /// Granted scopes, separated by blanks.
    pub scope: String,
    /// The ID token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// The refresh token, when `offline_access` was granted. Single use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// The granted details.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_details: Option<AuthorizationDetails>,
}
