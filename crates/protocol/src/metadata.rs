//! Authorization server metadata (RFC 8414, OpenID Connect Discovery, CIBA Core 4, RFC 9396 10).

use serde::{Deserialize, Serialize};

/// What `/.well-known/openid-configuration` says. A list without elements is left out (RFC 8414
/// 3.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerMetadata {
    /// The issuer, with its trailing slash.
    pub issuer: String,
    /// Where tokens are issued.
    pub token_endpoint: String,
    /// Where tokens are looked up (RFC 7662).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub introspection_endpoint: Option<String>,
    /// Where tokens are revoked (RFC 7009).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revocation_endpoint: Option<String>,
    /// Claims about the person (OpenID Connect Core 5.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userinfo_endpoint: Option<String>,
    /// Where the public keys are.
    pub jwks_uri: String,
    /// Where a client asks (CIBA Core 4).
    pub backchannel_authentication_endpoint: String,
    /// `poll`, `ping`, `push` (CIBA Core 4).
    pub backchannel_token_delivery_modes_supported: Vec<String>,
    /// Algorithms of signed authentication requests (CIBA Core 4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub backchannel_authentication_request_signing_alg_values_supported: Vec<String>,
    /// Whether `user_code` is supported (CIBA Core 4).
    #[serde(default)]
    pub backchannel_user_code_parameter_supported: bool,
    /// The grants of the token endpoint.
    #[serde(default)]
    pub grant_types_supported: Vec<String>,
    /// Empty: there is no front channel. The member is required by OpenID Connect Discovery, so
    /// it is written even without elements.
    #[serde(default)]
    pub response_types_supported: Vec<String>,
    /// `false`: there is no front channel to send a `request` to. Signed backchannel requests are another
    /// matter, see `backchannel_authentication_request_signing_alg_values_supported`.
    #[serde(default)]
    pub request_parameter_supported: bool,
    /// `false`, which has to be written: OpenID Connect Discovery 3 takes it for `true` where it is missing.
    #[serde(default)]
    pub request_uri_parameter_supported: bool,
    /// `public`, `pairwise`.
    #[serde(default)]
    pub subject_types_supported: Vec<String>,
    /// How clients authenticate.
    #[serde(default)]
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// Algorithms of client assertions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub token_endpoint_auth_signing_alg_values_supported: Vec<String>,
    /// How callers of the introspection endpoint authenticate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub introspection_endpoint_auth_methods_supported: Vec<String>,
    /// Algorithms of assertions there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub introspection_endpoint_auth_signing_alg_values_supported: Vec<String>,
    /// How callers of the revocation endpoint authenticate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revocation_endpoint_auth_methods_supported: Vec<String>,
    /// Algorithms of assertions there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revocation_endpoint_auth_signing_alg_values_supported: Vec<String>,
    /// Algorithms of ID tokens.
    #[serde(default)]
    pub id_token_signing_alg_values_supported: Vec<String>,
    /// Algorithms of DPoP proofs (RFC 9449 5.1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dpop_signing_alg_values_supported: Vec<String>,
    /// Whether tokens can be bound to client certificates (RFC 8705 3.3).
    #[serde(default)]
    pub tls_client_certificate_bound_access_tokens: bool,
    /// The endpoints where client certificates are asked for (RFC 8705 5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mtls_endpoint_aliases: Option<MtlsEndpoints>,
    /// Values of `acr`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acr_values_supported: Vec<String>,
    /// Claims that may be in ID tokens and at the userinfo endpoint.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims_supported: Vec<String>,
    /// Scopes of all APIs.
    #[serde(default)]
    pub scopes_supported: Vec<String>,
    /// RAR types of all APIs (RFC 9396 10).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorization_details_types_supported: Vec<String>,
    /// Where each type is described, with its JSON Schema: this URL, a slash, and the type. Ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_details_types_endpoint: Option<String>,
}

/// The endpoints below a port that asks for client certificates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MtlsEndpoints {
    /// See [`ServerMetadata::token_endpoint`].
    pub token_endpoint: String,
    /// See [`ServerMetadata::introspection_endpoint`].
    pub introspection_endpoint: String,
    /// See [`ServerMetadata::revocation_endpoint`].
    pub revocation_endpoint: String,
    /// See [`ServerMetadata::userinfo_endpoint`].
    pub userinfo_endpoint: String,
    /// See [`ServerMetadata::backchannel_authentication_endpoint`].
    pub backchannel_authentication_endpoint: String,
}
