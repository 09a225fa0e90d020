//! How a client proves who it is (OpenID Connect Core 9, RFC 8705 2).

mod assertion;
mod basic;

use std::fmt;
use std::path::Path;

use reqwest::{Identity, RequestBuilder};
use waxseal_protocol::jose::SigningKey;
use waxseal_protocol::{Secret, Timestamp};

use crate::error::AgentError;

/// A client secret that no log shows.
#[derive(Debug, Clone)]
pub struct ClientSecret(pub(crate) Secret<String>);

impl From<&str> for ClientSecret {
    fn from(secret: &str) -> Self {
        Self(Secret::new(secret.to_owned()))
    }
}

impl From<String> for ClientSecret {
    fn from(secret: String) -> Self {
        Self(Secret::new(secret))
    }
}

/// A client that authenticates by `client_secret_post`: what [`Client::discover`](crate::Client::discover) takes.
/// [`Client::builder`](crate::Client::builder) takes any [`Authentication`].
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Its id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: ClientSecret,
}

/// How the client authenticates: the `token_endpoint_auth_method` it registered.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a client has one of them")]
pub enum Authentication {
    /// `client_secret_basic`: the secret in the `Authorization` header.
    SecretBasic(ClientSecret),
    /// `client_secret_post`: the secret in the body.
    SecretPost(ClientSecret),
    /// `client_secret_jwt`: an assertion under the secret, HS256.
    SecretJwt(ClientSecret),
    /// `private_key_jwt`: an assertion signed with a key; see [`SigningKey::read`].
    PrivateKeyJwt(SigningKey),
    /// `tls_client_auth`: a certificate of an authority that the server trusts.
    Tls(ClientCertificate),
    /// `self_signed_tls_client_auth`: a certificate whose key is registered.
    SelfSignedTls(ClientCertificate),
}

impl Authentication {
    /// The method's name in registrations and metadata.
    pub fn method(&self) -> &'static str {
        match self {
            Self::SecretBasic(_) => "client_secret_basic",
            Self::SecretPost(_) => "client_secret_post",
            Self::SecretJwt(_) => "client_secret_jwt",
            Self::PrivateKeyJwt(_) => "private_key_jwt",
            Self::Tls(_) => "tls_client_auth",
            Self::SelfSignedTls(_) => "self_signed_tls_client_auth",
        }
    }

    /// The certificate to show.
    pub(crate) fn certificate(&self) -> Option<&ClientCertificate> {
        match self {
            Self::Tls(certificate) | Self::SelfSignedTls(certificate) => Some(certificate),
            Self::SecretBasic(_) | Self::SecretPost(_) | Self::SecretJwt(_) | Self::PrivateKeyJwt(_) => None,
        }
    }

    /// Adds what proves who the client is, to the call or to its form. An assertion is for one call.
    pub(crate) fn prove(
        &self,
        client_id: &str,
        issuer: &str,
        now: Timestamp,
        call: RequestBuilder,
        form: &mut Vec<(&'static str, String)>,
    ) -> Result<RequestBuilder, AgentError> {
        match self {
            Self::SecretBasic(ClientSecret(secret)) => {
                return Ok(call.header("authorization", basic::header(client_id, secret.expose())));
            }
            Self::SecretPost(ClientSecret(secret)) => form.push(("client_secret", secret.expose().clone())),
            Self::SecretJwt(ClientSecret(secret)) => {
                form.extend(assertion::under_secret(client_id, issuer, secret.expose(), now)?);
            }
            Self::PrivateKeyJwt(key) => form.extend(assertion::by_key(client_id, issuer, key, now)?),
            // RFC 8705 2: the handshake proves; client_id says whose certificate it is.
            Self::Tls(_) | Self::SelfSignedTls(_) => {}
        }
        form.push(("client_id", client_id.to_owned()));
        Ok(call)
    }
}

/// A client certificate and its private key.
#[derive(Clone)]
pub struct ClientCertificate(pub(crate) Identity);

impl ClientCertificate {
    /// Reads PEM: the certificate, the certificates between it and its authority, and the private key,
    /// in any order.
    ///
    /// # Errors
    /// [`AgentError::Configuration`]: something is missing, or is no PEM.
    pub fn from_pem(pem: &[u8]) -> Result<Self, AgentError> {
        let refused = |error: &dyn fmt::Display| {
            AgentError::Configuration(format!("the client certificate cannot be used: {error}"))
        };
        Identity::from_pem(pem).map(Self).map_err(|error| {
            let source = std::error::Error::source(&error);
            source.map_or_else(|| refused(&error), |source| refused(&source))
        })
    }

    /// Reads the certificate and its key from two files; they may be the same one.
    ///
    /// # Errors
    /// As [`from_pem`](Self::from_pem), or a file cannot be read.
    pub fn from_files(certificate: &Path, key: &Path) -> Result<Self, AgentError> {
        let read = |path: &Path| {
            let text = std::fs::read(path);
            text.map_err(|error| AgentError::Configuration(format!("cannot read {}: {error}", path.display())))
        };
        let mut pem = read(certificate)?;
        if key != certificate {
            pem.push(b'\n');
            pem.extend(read(key)?);
        }
        Self::from_pem(&pem)
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientCertificate(…)")
    }
}
