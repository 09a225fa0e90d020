//! Authorization server metadata (RFC 8414, OpenID Connect Discovery, CIBA Core 4, RFC 9396 10).

use serde::{Deserialize, Serialize};

/// What `/.well-known/openid-configuration` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerMetadata {
    /// The issuer, with its trailing slash.
    pub issuer: String,
    /// Where tokens are issued.
    pub token_endpoint: String,
    /// Where the public keys are.
    pub jwks_uri: String,
    /// Where a client asks (CIBA Core 4).
    pub backchannel_authentication_endpoint: String,
    /// `poll` (CIBA Core 4).
    pub backchannel_token_delivery_modes_supported: Vec<String>,
    /// Whether `user_code` is supported (CIBA Core 4).
    pub backchannel_user_code_parameter_supported: bool,
    /// The CIBA grant.
    pub grant_types_supported: Vec<String>,
    /// Empty: there is no front channel. The member is required by OpenID Connect Discovery.
    pub response_types_supported: Vec<String>,
    /// `public`.
    pub subject_types_supported: Vec<String>,
    /// How clients authenticate.
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// Algorithms of ID tokens.
    pub id_token_signing_alg_values_supported: Vec<String>,
    /// Scopes of all APIs.
    pub scopes_supported: Vec<String>,
    /// RAR types of all APIs (RFC 9396 10).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorization_details_types_supported: Vec<String>,
}
