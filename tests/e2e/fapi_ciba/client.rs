//! The plan's clients: how they are registered, and what they hold.

use std::sync::LazyLock;
use std::time::Duration;

use reqwest::{Certificate, ClientBuilder, Identity};
use serde_json::Value;
use waxseal_protocol::jose::{Algorithm, Jwk, SigningKey};

use super::authority::{Authority, KeyedCertificate, subject};

/// The plan's `client_auth_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Auth {
    Mtls,
    PrivateKeyJwt,
}

/// The plan's `ciba_mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Poll,
    Ping,
}

/// A client before the server runs.
pub(super) struct Registration {
    id: String,
    auth: Auth,
    mode: Mode,
    key: SigningKey,
    certificate: KeyedCertificate,
    /// Of two kinds of mTLS, the one without an authority.
    self_signed: bool,
    endpoint: String,
    id_token: Algorithm,
}

/// A client of a running server.
pub(super) struct Client {
    pub(super) id: String,
    pub(super) auth: Auth,
    pub(super) mode: Mode,
    /// What it signs requests and assertions with.
    pub(super) key: SigningKey,
    /// The algorithm of its ID tokens.
    pub(super) id_token: Algorithm,
    /// Shows its certificate where it is asked for one.
    pub(super) http: reqwest::Client,
}

/// RSA keys take their time, so all tests share one.
static RSA: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate_for(Algorithm::PS256).unwrap());

impl Registration {
    /// The first client: ES256, and a certificate of the authority.
    pub(super) fn first(auth: Auth, mode: Mode, authority: &Authority, receiver: &str) -> Self {
        let id = format!("{auth:?}-{mode:?}-first");
        Self {
            certificate: authority.client(&id),
            auth,
            mode,
            key: SigningKey::generate().unwrap(),
            self_signed: false,
            endpoint: format!("{receiver}first"),
            id_token: Algorithm::ES256,
            id,
        }
    }

    /// The second client: PS256, which it does not register, and a certificate of its own.
    pub(super) fn second(auth: Auth, mode: Mode, receiver: &str, id_token: Algorithm) -> Self {
        let id = format!("{auth:?}-{mode:?}-second");
        Self {
            certificate: KeyedCertificate::self_signed(&id),
            auth,
            mode,
            key: RSA.clone(),
            self_signed: true,
            endpoint: format!("{receiver}second"),
            id_token,
            id,
        }
    }

    /// Its entry in the configuration.
    pub(super) fn toml(&self) -> String {
        let Self { id, id_token, endpoint, .. } = self;
        let mut keys = vec![inline(self.key.public())];
        let mut lines = vec![
            "[[clients]]".to_owned(),
            format!("client_id = \"{id}\""),
            "profile = \"fapi-ciba\"".to_owned(),
            "grant_types = [\"urn:openid:params:grant-type:ciba\", \"refresh_token\"]".to_owned(),
            "tls_client_certificate_bound_access_tokens = true".to_owned(),
            format!("id_token_signed_response_alg = \"{id_token}\""),
        ];
        match self.auth {
            Auth::PrivateKeyJwt => lines.push("token_endpoint_auth_method = \"private_key_jwt\"".to_owned()),
            Auth::Mtls if self.self_signed => {
                lines.push("token_endpoint_auth_method = \"self_signed_tls_client_auth\"".to_owned());
                keys.push(inline(&self.certificate.public_key));
            }
            Auth::Mtls => {
                lines.push("token_endpoint_auth_method = \"tls_client_auth\"".to_owned());
                lines.push(format!("tls_client_auth_subject_dn = \"{}\"", subject(id)));
            }
        }
        if !self.self_signed {
            lines.push("backchannel_authentication_request_signing_alg = \"ES256\"".to_owned());
        }
        if self.mode == Mode::Ping {
            lines.push("backchannel_token_delivery_mode = \"ping\"".to_owned());
            lines.push(format!("backchannel_client_notification_endpoint = \"{endpoint}\""));
        }
        lines.push(format!("jwks = {{ keys = [{}] }}\n\n", keys.join(", ")));
        lines.join("\n")
    }

    /// The client, once it is known which authority the server is under.
    pub(super) fn connect(self, server_authority: &[u8]) -> Client {
        let KeyedCertificate { certificate, private_key, .. } = &self.certificate;
        let identity = Identity::from_pem(format!("{certificate}{private_key}").as_bytes()).unwrap();
        Client {
            http: http(server_authority).identity(identity).build().unwrap(),
            id: self.id,
            auth: self.auth,
            mode: self.mode,
            key: self.key,
            id_token: self.id_token,
        }
    }
}

impl Client {
    /// Signs a request or an assertion.
    pub(super) fn sign(&self, claims: &Value) -> String {
        self.key.sign("JWT", claims).unwrap()
    }

    /// Signs with the same key, but with another algorithm.
    pub(super) fn sign_as(&self, algorithm: Algorithm, claims: &Value) -> String {
        let key = SigningKey::from_pkcs8(algorithm, self.key.pkcs8().expose()).unwrap();
        assert_eq!(key.public().kid, self.key.public().kid);
        key.sign("JWT", claims).unwrap()
    }
}

/// An HTTP client that trusts the server, without a certificate of its own.
pub(super) fn http(server_authority: &[u8]) -> ClientBuilder {
    let certificates = Certificate::from_pem_bundle(server_authority).unwrap();
    reqwest::Client::builder().tls_certs_merge(certificates).timeout(Duration::from_secs(20))
}

/// A key as an inline table of TOML. It names no algorithm, so that only the profile's rules stand
/// against RS256.
fn inline(key: &Jwk) -> String {
    let value = serde_json::to_value(key).unwrap();
    let members = value.as_object().unwrap().iter().filter(|(name, _)| *name != "alg");
    // A JSON text without control characters is a TOML text.
    let members: Vec<_> = members.map(|(name, value)| format!("{name} = {value}")).collect();
    format!("{{ {} }}", members.join(", "))
}
