//! An agent's registration (RFC 7591, CIBA Core 4, RFC 8705, RFC 9449).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use url::Url;
use waxseal_protocol::Secret;
use waxseal_protocol::ciba::GRANT_TYPE;
use waxseal_protocol::ids::ClientId;
use waxseal_protocol::jose::{Algorithm, JwkSet};
use waxseal_store::model::DeliveryMode;

use crate::notify::ChannelName;

/// An agent's registration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Client {
    /// Its id.
    pub client_id: ClientId,
    /// What people see as the requester. Comes from here, never from a request.
    pub name: String,
    /// Its secret, if it has one.
    pub secret: Option<ClientSecret>,
    /// How it authenticates. Absent: by secret, in the header or in the body.
    pub auth_method: Option<AuthMethod>,
    /// The algorithm of its assertions; any of ours if absent.
    pub assertion_algorithm: Option<Algorithm>,
    /// Whom its assertions may be made for.
    #[serde(default)]
    pub assertion_audience: AssertionAudience,
    /// What it may use the token endpoint for.
    pub grant_types: BTreeSet<GrantType>,
    /// How it learns outcomes.
    pub delivery_mode: DeliveryMode,
    /// Where it is told, in ping and push mode.
    pub notification_endpoint: Option<Url>,
    /// Whether the operator made sure that this place is the client's own.
    #[serde(default)]
    pub notification_endpoint_confirmed: bool,
    /// The algorithm of its requests. With one, requests have to be signed.
    pub request_algorithm: Option<Algorithm>,
    /// Whether it sends user codes.
    pub user_code: bool,
    /// Its keys.
    pub jwks: Option<JwkSet>,
    /// Where its keys are.
    pub jwks_uri: Option<Url>,
    /// The RAR types it may ask for; all of the API's if absent.
    pub authorization_details_types: Option<Vec<String>>,
    /// How people may be reached for it, in order.
    pub channels: Vec<ChannelName>,
    /// The algorithm of its ID tokens; the server's default if absent.
    pub id_token_algorithm: Option<Algorithm>,
    /// Whether people have another name for each client.
    pub subject_type: SubjectType,
    /// The host that shares pairwise names with others.
    pub sector_identifier_uri: Option<Url>,
    /// Whose name a certificate has to carry.
    pub tls_client_name: Option<TlsClientName>,
    /// Whether its tokens are bound to its certificate.
    pub certificate_bound_tokens: bool,
    /// Whether its tokens have to be bound to a DPoP key.
    pub dpop_bound_tokens: bool,
    /// The rules it has to follow beyond the server's.
    pub profile: Profile,
    /// Whether its secret is so short that it can be guessed.
    #[serde(default)]
    pub has_weak_secret: bool,
}

/// A client secret. The text itself is kept only where HMAC needs it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ClientSecret {
    /// SHA-256 of the secret, base64url.
    pub sha256: Secret<String>,
    /// The secret, for `client_secret_jwt`.
    pub text: Option<Secret<String>>,
}

/// How a client authenticates (OpenID Connect Core 9, RFC 8705 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// The secret in the `Authorization` header.
    ClientSecretBasic,
    /// The secret in the body.
    ClientSecretPost,
    /// An assertion under the secret.
    ClientSecretJwt,
    /// An assertion under the client's key.
    PrivateKeyJwt,
    /// A certificate of a trusted authority.
    TlsClientAuth,
    /// A certificate that holds one of the client's keys.
    SelfSignedTlsClientAuth,
}

impl AuthMethod {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::ClientSecretBasic,
        Self::ClientSecretPost,
        Self::ClientSecretJwt,
        Self::PrivateKeyJwt,
        Self::TlsClientAuth,
        Self::SelfSignedTlsClientAuth,
    ];

    /// The name in metadata.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::ClientSecretJwt => "client_secret_jwt",
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::TlsClientAuth => "tls_client_auth",
            Self::SelfSignedTlsClientAuth => "self_signed_tls_client_auth",
        }
    }

    /// Whether it needs a client certificate.
    pub fn is_tls(self) -> bool {
        matches!(self, Self::TlsClientAuth | Self::SelfSignedTlsClientAuth)
    }
}

/// Whom a client's assertions may be made for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssertionAudience {
    /// The issuer or an endpoint, among others or alone (CIBA Core 7.1).
    #[default]
    Any,
    /// The issuer alone, as one text (FAPI 2.0 Security Profile 5.3.2.1).
    Issuer,
}

/// What a client may use the token endpoint for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum GrantType {
    /// CIBA.
    #[serde(rename = "urn:openid:params:grant-type:ciba")]
    Ciba,
    /// Refresh tokens.
    #[serde(rename = "refresh_token")]
    RefreshToken,
    /// In its own name.
    #[serde(rename = "client_credentials")]
    ClientCredentials,
}

impl GrantType {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ciba, Self::RefreshToken, Self::ClientCredentials];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ciba => GRANT_TYPE,
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
        }
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }
}

/// Whether people have another name for each client (OpenID Connect Core 8).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectType {
    /// The same for all.
    #[default]
    Public,
    /// Another for each sector.
    Pairwise,
}

/// The one name a certificate has to carry (RFC 8705 2.1.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TlsClientName {
    /// The subject's distinguished name, RFC 4514.
    SubjectDn(String),
    /// A DNS name.
    SanDns(String),
    /// A URI.
    SanUri(String),
    /// An IP address.
    SanIp(std::net::IpAddr),
    /// An e-mail address.
    SanEmail(String),
}

/// Rules beyond the server's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// None.
    #[default]
    Plain,
    /// FAPI-CIBA: signed requests, PS256 or ES256, bound tokens, no push, something the person can
    /// tell the request by.
    FapiCiba,
}

impl Client {
    /// Whether it may use a grant.
    pub fn may_use(&self, grant: GrantType) -> bool {
        self.grant_types.contains(&grant)
    }

    /// The algorithms its assertions may have.
    pub fn assertion_algorithms(&self) -> Vec<Algorithm> {
        match (self.assertion_algorithm, self.profile) {
            (Some(algorithm), _) => vec![algorithm],
            (None, Profile::FapiCiba) => vec![Algorithm::PS256, Algorithm::ES256],
            (None, Profile::Plain) => Algorithm::ALL.to_vec(),
        }
    }

    /// The algorithms its requests may have. RS256 has to be registered for.
    pub fn request_algorithms(&self) -> Vec<Algorithm> {
        match (self.request_algorithm, self.profile) {
            (Some(algorithm), _) => vec![algorithm],
            (None, Profile::FapiCiba) => vec![Algorithm::PS256, Algorithm::ES256],
            (None, Profile::Plain) => vec![Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA],
        }
    }

    /// Whether its requests have to be signed.
    pub fn signs_requests(&self) -> bool {
        self.request_algorithm.is_some() || self.profile == Profile::FapiCiba
    }

    /// Whether it proves that it has the keys at its `jwks_uri` whenever it asks.
    pub fn proves_its_keys(&self) -> bool {
        let by_own_key =
            matches!(self.auth_method, Some(AuthMethod::PrivateKeyJwt | AuthMethod::SelfSignedTlsClientAuth));
        by_own_key || self.signs_requests()
    }

    /// The notification endpoint, where it is used and nothing says yet that its host is under the client's
    /// authority (CIBA Core 14). The operator's word says it, and so do keys that the client proves to have
    /// and that are published at the same origin.
    pub fn unproven_endpoint(&self) -> Option<&Url> {
        if self.delivery_mode == DeliveryMode::Poll || self.notification_endpoint_confirmed {
            return None;
        }
        let keys_at = self.jwks_uri.as_ref().filter(|_| self.proves_its_keys()).map(Url::origin);
        self.notification_endpoint.as_ref().filter(|endpoint| keys_at.as_ref() != Some(&endpoint.origin()))
    }

    /// Whether its tokens are bound to its certificate.
    pub fn binds_certificate(&self) -> bool {
        self.certificate_bound_tokens || self.profile == Profile::FapiCiba
    }

    /// Whose names for people it shares (CIBA Core 4): the host of `sector_identifier_uri`, else
    /// of `jwks_uri`, or of the notification endpoint in push mode. `None` for public names.
    pub fn sector(&self) -> Option<String> {
        if self.subject_type == SubjectType::Public {
            return None;
        }
        let fallback = match self.delivery_mode {
            DeliveryMode::Push => self.notification_endpoint.as_ref(),
            DeliveryMode::Poll | DeliveryMode::Ping => self.jwks_uri.as_ref(),
        };
        let host = self.sector_identifier_uri.as_ref().or(fallback).and_then(Url::host_str);
        Some(host.unwrap_or(self.client_id.as_str()).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::ClientDraft;

    #[test]
    fn an_endpoint_is_proven_by_the_operator_or_by_keys_of_the_same_origin() {
        let unproven = |member: &str, value: serde_json::Value| {
            let mut draft = json!({
                "client_id": "agent", "token_endpoint_auth_method": "private_key_jwt",
                "jwks_uri": "https://agent.example/jwks", "backchannel_token_delivery_mode": "ping",
                "backchannel_client_notification_endpoint": "https://agent.example/told",
            });
            draft[member] = value;
            let client = serde_json::from_value::<ClientDraft>(draft).unwrap().check(false).unwrap();
            client.unproven_endpoint().map(ToString::to_string)
        };
        let endpoint = "backchannel_client_notification_endpoint";
        assert_eq!(unproven("name", json!("Agent")), None);
        for elsewhere in ["https://victim.example/told", "https://agent.example:8443/told"] {
            assert_eq!(unproven(endpoint, json!(elsewhere)).as_deref(), Some(elsewhere));
        }
        assert_eq!(unproven("jwks_uri", json!("https://keys.example/")).as_deref(), Some("https://agent.example/told"));
        // A secret proves nothing about a host.
        let mut by_secret = json!({"client_id": "agent", "client_secret": "a secret of more than 32 characters",
            "jwks_uri": "https://agent.example/jwks", "backchannel_token_delivery_mode": "push",
            "backchannel_client_notification_endpoint": "https://agent.example/told"});
        let check = |draft: &serde_json::Value| {
            let client = serde_json::from_value::<ClientDraft>(draft.clone()).unwrap().check(false).unwrap();
            client.unproven_endpoint().is_some()
        };
        assert!(check(&by_secret));
        by_secret["backchannel_client_notification_endpoint_confirmed"] = json!(true);
        assert!(!check(&by_secret));
    }

    #[test]
    fn without_a_document_the_sector_is_the_host_of_the_keys_or_of_the_pushes() {
        for (mode, document, sector) in [
            ("poll", None, "keys.example"),
            ("ping", None, "keys.example"),
            ("push", None, "told.example"),
            ("poll", Some("https://sector.example/document"), "sector.example"),
            ("push", Some("https://sector.example/document"), "sector.example"),
        ] {
            let draft: ClientDraft = serde_json::from_value(json!({
                "client_id": "agent", "subject_type": "pairwise", "token_endpoint_auth_method": "private_key_jwt",
                "jwks_uri": "https://keys.example/jwks", "backchannel_token_delivery_mode": mode,
                "backchannel_client_notification_endpoint": "https://told.example/told",
                "sector_identifier_uri": document,
            }))
            .unwrap();
            assert_eq!(draft.check(false).unwrap().sector().as_deref(), Some(sector), "{mode} {document:?}");
        }
    }
}
