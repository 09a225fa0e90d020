//! A client's registration as somebody wrote it down (RFC 7591), and what makes it a good one.

use std::collections::BTreeSet;

use serde::Deserialize;
use url::Url;
use waxseal_protocol::Secret;
use waxseal_protocol::ciba::GRANT_TYPE;
use waxseal_protocol::ids::{ClientId, sha256_base64url};
use waxseal_protocol::jose::{Algorithm, JwkSet};
use waxseal_store::model::DeliveryMode;

use super::{
    AssertionAudience, AuthMethod, Client, ClientSecret, FieldProblem, GrantType, Profile, SubjectType, TlsClientName,
};
use crate::notify::ChannelName;

/// A shorter secret can be guessed.
pub(crate) const GOOD_SECRET: usize = 16;

/// The algorithm of assertions: one of a key, or the one of a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum AssertionAlgorithm {
    OfKey(Algorithm),
    OfSecret(SecretAlgorithm),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum SecretAlgorithm {
    HS256,
}

impl AssertionAlgorithm {
    fn of_key(self) -> Option<Algorithm> {
        match self {
            Self::OfKey(algorithm) => Some(algorithm),
            Self::OfSecret(SecretAlgorithm::HS256) => None,
        }
    }
}

/// A registration as somebody wrote it down, with the names of the registries.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ClientDraft {
    client_id: String,
    name: Option<String>,
    client_secret: Option<String>,
    client_secret_sha256: Option<String>,
    token_endpoint_auth_method: Option<AuthMethod>,
    token_endpoint_auth_signing_alg: Option<AssertionAlgorithm>,
    client_assertion_audience: AssertionAudience,
    grant_types: Option<Vec<String>>,
    backchannel_token_delivery_mode: DeliveryMode,
    backchannel_client_notification_endpoint: Option<Url>,
    backchannel_client_notification_endpoint_confirmed: bool,
    backchannel_authentication_request_signing_alg: Option<Algorithm>,
    backchannel_user_code_parameter: bool,
    jwks: Option<JwkSet>,
    jwks_uri: Option<Url>,
    authorization_details_types: Option<Vec<String>>,
    async_approval_notification_channels: Option<Vec<ChannelName>>,
    id_token_signed_response_alg: Option<Algorithm>,
    subject_type: SubjectType,
    sector_identifier_uri: Option<Url>,
    tls_client_auth_subject_dn: Option<String>,
    tls_client_auth_san_dns: Option<String>,
    tls_client_auth_san_uri: Option<String>,
    tls_client_auth_san_ip: Option<std::net::IpAddr>,
    tls_client_auth_san_email: Option<String>,
    tls_client_certificate_bound_access_tokens: bool,
    dpop_bound_access_tokens: bool,
    profile: Profile,
}

impl ClientDraft {
    /// The members it may have.
    pub const KEYS: [&'static str; 28] = [
        "client_id",
        "name",
        "client_secret",
        "client_secret_sha256",
        "token_endpoint_auth_method",
        "token_endpoint_auth_signing_alg",
        "client_assertion_audience",
        "grant_types",
        "backchannel_token_delivery_mode",
        "backchannel_client_notification_endpoint",
        "backchannel_client_notification_endpoint_confirmed",
        "backchannel_authentication_request_signing_alg",
        "backchannel_user_code_parameter",
        "jwks",
        "jwks_uri",
        "authorization_details_types",
        "async_approval_notification_channels",
        "id_token_signed_response_alg",
        "subject_type",
        "sector_identifier_uri",
        "tls_client_auth_subject_dn",
        "tls_client_auth_san_dns",
        "tls_client_auth_san_uri",
        "tls_client_auth_san_ip",
        "tls_client_auth_san_email",
        "tls_client_certificate_bound_access_tokens",
        "dpop_bound_access_tokens",
        "profile",
    ];

    /// Checks it. `private_network` allows URLs without TLS, for one machine.
    pub fn check(self, private_network: bool) -> Result<Client, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut problem = |field, message: &str| problems.push(FieldProblem::new(field, message));
        if self.client_id.is_empty() || self.client_id.chars().any(|c| c.is_control() || c.is_whitespace()) {
            problem("client_id", "is empty or holds white space");
        }
        if self.name.as_ref().is_some_and(|name| name.trim().is_empty()) {
            problem("name", "is empty; people see it as the requester");
        }
        let secret = match (&self.client_secret, &self.client_secret_sha256) {
            (Some(_), Some(_)) => {
                problem("client_secret_sha256", "stands beside client_secret; keep one of them");
                None
            }
            (Some(text), None) => {
                if text.is_empty() {
                    problem("client_secret", "is empty");
                }
                let keep = self.token_endpoint_auth_method == Some(AuthMethod::ClientSecretJwt);
                if keep && text.len() < 32 {
                    problem("client_secret", "needs at least 32 characters for client_secret_jwt (RFC 7518 3.2)");
                }
                let sha256 = Secret::new(sha256_base64url(text.as_bytes()));
                Some(ClientSecret { sha256, text: keep.then(|| Secret::new(text.clone())) })
            }
            (None, Some(digest)) => {
                if digest.len() != 43 || !digest.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
                    problem("client_secret_sha256", "has to be the SHA-256 of the secret in base64url, 43 characters");
                }
                Some(ClientSecret { sha256: Secret::new(digest.clone()), text: None })
            }
            (None, None) => None,
        };
        match self.token_endpoint_auth_method {
            None | Some(AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretPost) if secret.is_none() => {
                problem("client_secret", "is missing; give client_secret, client_secret_file or client_secret_sha256");
            }
            Some(AuthMethod::ClientSecretJwt) if self.client_secret.is_none() => {
                problem("client_secret", "is missing; client_secret_jwt needs the secret itself");
            }
            Some(AuthMethod::PrivateKeyJwt | AuthMethod::SelfSignedTlsClientAuth)
                if self.jwks.is_none() && self.jwks_uri.is_none() =>
            {
                problem("jwks", "is missing; give jwks or jwks_uri");
            }
            _ => {}
        }
        for (index, key) in self.jwks.iter().flat_map(|set| &set.keys).enumerate() {
            if let Err(error) = key.check() {
                problem("jwks", &format!("key {index}: {error}"));
            }
        }
        let names = [
            self.tls_client_auth_subject_dn.map(TlsClientName::SubjectDn),
            self.tls_client_auth_san_dns.map(TlsClientName::SanDns),
            self.tls_client_auth_san_uri.map(TlsClientName::SanUri),
            self.tls_client_auth_san_ip.map(TlsClientName::SanIp),
            self.tls_client_auth_san_email.map(TlsClientName::SanEmail),
        ];
        let names: Vec<_> = names.into_iter().flatten().collect();
        if self.token_endpoint_auth_method == Some(AuthMethod::TlsClientAuth) && names.len() != 1 {
            problem("tls_client_auth_subject_dn", "exactly one tls_client_auth_… name is needed (RFC 8705 2.1.2)");
        }
        let told = self.backchannel_token_delivery_mode != DeliveryMode::Poll;
        match &self.backchannel_client_notification_endpoint {
            None if told => problem("backchannel_client_notification_endpoint", "is missing for ping and push"),
            Some(url) if url.scheme() != "https" && !(private_network && url.scheme() == "http") => {
                problem("backchannel_client_notification_endpoint", "has to start with https:// (CIBA Core 4)");
            }
            _ => {}
        }
        if self.profile == Profile::FapiCiba && self.backchannel_token_delivery_mode == DeliveryMode::Push {
            problem("backchannel_token_delivery_mode", "push is not for the profile fapi-ciba (FAPI-CIBA 5.2.2-3)");
        }
        if self.profile == Profile::FapiCiba {
            // FAPI 1 Advanced 5.2.2-14 and 8.6, FAPI-CIBA 7.10.
            let by_key = matches!(
                self.token_endpoint_auth_method,
                Some(AuthMethod::PrivateKeyJwt | AuthMethod::TlsClientAuth | AuthMethod::SelfSignedTlsClientAuth)
            );
            if !by_key {
                problem("token_endpoint_auth_method", "has to be by key or certificate for the profile fapi-ciba");
            }
            for (field, algorithm) in [
                ("token_endpoint_auth_signing_alg", self.token_endpoint_auth_signing_alg),
                (
                    "backchannel_authentication_request_signing_alg",
                    self.backchannel_authentication_request_signing_alg.map(AssertionAlgorithm::OfKey),
                ),
                ("id_token_signed_response_alg", self.id_token_signed_response_alg.map(AssertionAlgorithm::OfKey)),
            ] {
                let fits =
                    |algorithm| matches!(algorithm, AssertionAlgorithm::OfKey(Algorithm::PS256 | Algorithm::ES256));
                if !algorithm.is_none_or(fits) {
                    problem(field, "has to be PS256 or ES256 for the profile fapi-ciba");
                }
            }
        }
        if let Some(uri) = self.jwks_uri.as_ref().filter(|uri| uri.scheme() != "https" && !private_network) {
            problem("jwks_uri", &format!("{uri} has to start with https://"));
        }
        if let Some(uri) = self.sector_identifier_uri.as_ref().filter(|uri| uri.scheme() != "https" && !private_network)
        {
            problem("sector_identifier_uri", &format!("{uri} has to start with https://"));
        }
        // CIBA Core 4: with pairwise names, the keys have to belong to the sector, and the client has
        // to prove that they are its own. In push mode, the notification endpoint stands for both.
        let pairwise = self.subject_type == SubjectType::Pairwise;
        let pushed = self.backchannel_token_delivery_mode == DeliveryMode::Push;
        if pairwise && !pushed {
            if self.jwks_uri.is_none() {
                problem("jwks_uri", "is needed for pairwise subjects in poll and ping mode (CIBA Core 4)");
            }
            let by_own_key = matches!(
                self.token_endpoint_auth_method,
                Some(AuthMethod::PrivateKeyJwt | AuthMethod::SelfSignedTlsClientAuth)
            );
            let signs =
                self.backchannel_authentication_request_signing_alg.is_some() || self.profile == Profile::FapiCiba;
            if !by_own_key && !signs {
                problem(
                    "token_endpoint_auth_method",
                    "has to be private_key_jwt or self_signed_tls_client_auth for pairwise subjects, or requests \
                     have to be signed (CIBA Core 4)",
                );
            }
        }
        let mut grant_types = BTreeSet::new();
        for name in self.grant_types.as_deref().unwrap_or(&[GRANT_TYPE.to_owned()]) {
            match GrantType::parse(name) {
                Some(grant) => {
                    grant_types.insert(grant);
                }
                // Auth0's own clients register grants of front channels as well.
                None if name.contains("authorization_code") || name.contains("implicit") => {}
                None => problem("grant_types", &format!("{name:?} is not supported")),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Client {
            name: self.name.unwrap_or_else(|| self.client_id.clone()),
            client_id: ClientId::new(self.client_id),
            secret,
            auth_method: self.token_endpoint_auth_method,
            assertion_algorithm: self.token_endpoint_auth_signing_alg.and_then(AssertionAlgorithm::of_key),
            assertion_audience: self.client_assertion_audience,
            grant_types,
            delivery_mode: self.backchannel_token_delivery_mode,
            notification_endpoint: self.backchannel_client_notification_endpoint,
            notification_endpoint_confirmed: self.backchannel_client_notification_endpoint_confirmed,
            request_algorithm: self.backchannel_authentication_request_signing_alg,
            user_code: self.backchannel_user_code_parameter,
            jwks: self.jwks,
            jwks_uri: self.jwks_uri,
            authorization_details_types: self.authorization_details_types,
            channels: self.async_approval_notification_channels.unwrap_or_else(|| vec![ChannelName::GuardianPush]),
            id_token_algorithm: self
                .id_token_signed_response_alg
                .or((self.profile == Profile::FapiCiba).then_some(Algorithm::PS256)),
            subject_type: self.subject_type,
            sector_identifier_uri: self.sector_identifier_uri,
            tls_client_name: names.into_iter().next(),
            certificate_bound_tokens: self.tls_client_certificate_bound_access_tokens,
            dpop_bound_tokens: self.dpop_bound_access_tokens,
            profile: self.profile,
            has_weak_secret: self.client_secret.is_some_and(|secret| secret.len() < GOOD_SECRET),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use waxseal_protocol::jose::SigningKey;

    use super::*;

    /// What is refused about a registration under `fapi-ciba` that would be good without a change.
    fn refused(change: Value) -> Vec<&'static str> {
        let mut registration = json!({
            "client_id": "agent", "profile": "fapi-ciba", "token_endpoint_auth_method": "private_key_jwt",
            "client_secret": "a secret of more than 32 characters",
            "jwks": {"keys": [SigningKey::generate().unwrap().public()]},
        });
        registration.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let draft: ClientDraft = serde_json::from_value(registration).unwrap();
        draft.check(false).err().unwrap_or_default().into_iter().map(|problem| problem.field).collect()
    }

    /// FAPI 1 Advanced 5.2.2-14.
    #[test]
    fn a_fapi_client_authenticates_by_key_or_certificate() {
        let method = |method: Value| {
            refused(json!({"token_endpoint_auth_method": method, "tls_client_auth_subject_dn": "CN=agent"}))
        };
        for good in ["private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"] {
            assert_eq!(method(json!(good)), Vec::<&str>::new(), "{good}");
        }
        for bad in [Value::Null, json!("client_secret_basic"), json!("client_secret_post"), json!("client_secret_jwt")]
        {
            assert_eq!(method(bad.clone()), ["token_endpoint_auth_method"], "{bad}");
        }
    }

    /// FAPI-CIBA 5.2.2-3.
    #[test]
    fn a_fapi_client_is_not_pushed_to() {
        let mode = |mode: &str| {
            let endpoint = "https://agent.example/told";
            refused(json!({
                "backchannel_token_delivery_mode": mode, "backchannel_client_notification_endpoint": endpoint,
            }))
        };
        assert_eq!(mode("push"), ["backchannel_token_delivery_mode"]);
        assert_eq!(mode("ping"), Vec::<&str>::new());
    }

    /// FAPI-CIBA 7.10.
    #[test]
    fn a_fapi_client_registers_ps256_or_es256_and_nothing_else() {
        for field in [
            "token_endpoint_auth_signing_alg",
            "backchannel_authentication_request_signing_alg",
            "id_token_signed_response_alg",
        ] {
            for good in ["PS256", "ES256"] {
                assert_eq!(refused(json!({field: good})), Vec::<&str>::new(), "{field}: {good}");
            }
            for bad in ["RS256", "EdDSA"] {
                assert_eq!(refused(json!({field: bad})), [field], "{field}: {bad}");
            }
        }
    }

    /// FAPI-CIBA 7.10: HS256 is of `client_secret_jwt`, and of no key.
    #[test]
    fn a_fapi_client_registers_no_algorithm_of_a_shared_secret() {
        let field = "token_endpoint_auth_signing_alg";
        assert_eq!(refused(json!({field: "HS256"})), [field]);
    }
}
