//! Tokens and the token response.

use serde::{Deserialize, Serialize};

use crate::ids::{ClientId, ConsentId, UserId};
use crate::jose::NumericDate;
use crate::rar::AuthorizationDetails;

/// The claims of an access token (RFC 9068 2.2, RFC 9396 9.1).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccessTokenClaims {
    /// Issuer.
    pub iss: String,
    /// The person who approved.
    pub sub: UserId,
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
    /// When the person approved.
    pub auth_time: NumericDate,
    /// The granted details, exactly as approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_details: Option<AuthorizationDetails>,
    /// The consent the person saw, as Auth0 names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transaction_linking_id: Option<ConsentId>,
}

/// The claims of an ID token (OpenID Connect Core 2).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IdTokenClaims {
    /// Issuer.
    pub iss: String,
    /// The person.
    pub sub: UserId,
    /// The client.
    pub aud: ClientId,
    /// Issued at.
    pub iat: NumericDate,
    /// Expiry.
    pub exp: NumericDate,
    /// When the person approved.
    pub auth_time: NumericDate,
}

/// A successful token response (OpenID Connect Core 3.1.3.3, RFC 9396 7).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TokenResponse {
    /// The access token, a JWT.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: String,
    /// Seconds until the access token expires.
    pub expires_in: u64,
    /// Granted scopes, separated by blanks.
    pub scope: String,
    /// The ID token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// The granted details.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_details: Option<AuthorizationDetails>,
}
