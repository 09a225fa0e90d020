//! Which server, which client, and how the client proves who it is.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use waxseal_agent::{AgentError, Algorithm, Authentication, Client, ClientCertificate, ClientSecret, SigningKey};

/// The flags that every command of the agent has.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Server and client")]
pub(crate) struct Connection {
    /// The server.
    #[arg(long, env = "WAXSEAL_ISSUER", value_name = "URL")]
    issuer: String,
    /// A PEM file of authorities trusted beside the system's.
    #[arg(long, env = "WAXSEAL_AUTHORITY", value_name = "FILE")]
    authority: Option<PathBuf>,
    /// The client's id.
    #[arg(long, env = "WAXSEAL_CLIENT_ID", value_name = "ID")]
    client_id: String,
    /// How the client authenticates. Unless given, what is there decides: a secret is sent in the body,
    /// a key signs, a certificate is shown.
    #[arg(long, env = "WAXSEAL_AUTH_METHOD", value_name = "METHOD")]
    auth_method: Option<Method>,
    /// The client's secret; better given by the environment than on the command line.
    #[arg(long, env = "WAXSEAL_CLIENT_SECRET", hide_env_values = true, value_name = "SECRET")]
    client_secret: Option<String>,
    /// A file with the client's secret.
    #[arg(long, env = "WAXSEAL_CLIENT_SECRET_FILE", value_name = "FILE", conflicts_with = "client_secret")]
    client_secret_file: Option<PathBuf>,
    /// The client's private key, PEM or JWK.
    #[arg(long, env = "WAXSEAL_CLIENT_KEY", value_name = "FILE")]
    client_key: Option<PathBuf>,
    /// The name of the key in the client's registration. A JWK has its own.
    #[arg(long, env = "WAXSEAL_CLIENT_KEY_ID", value_name = "KID")]
    client_key_id: Option<String>,
    /// What an RSA key signs with: RS256 unless given.
    #[arg(long, env = "WAXSEAL_CLIENT_KEY_ALG", value_name = "ALG")]
    client_key_alg: Option<KeyAlgorithm>,
    /// The client's certificate, PEM; with its private key in the same file or in the next one.
    #[arg(long, env = "WAXSEAL_CLIENT_CERTIFICATE", value_name = "FILE")]
    client_certificate: Option<PathBuf>,
    /// The private key of the certificate, PEM.
    #[arg(long, env = "WAXSEAL_CLIENT_CERTIFICATE_KEY", value_name = "FILE", requires = "client_certificate")]
    client_certificate_key: Option<PathBuf>,
    /// Sign the request with this key, PEM or JWK.
    #[arg(long, env = "WAXSEAL_REQUEST_KEY", value_name = "FILE")]
    request_key: Option<PathBuf>,
    /// Have the token bound to this key, PEM or JWK.
    #[arg(long, env = "WAXSEAL_DPOP_KEY", value_name = "FILE")]
    dpop_key: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Method {
    ClientSecretBasic,
    ClientSecretPost,
    ClientSecretJwt,
    PrivateKeyJwt,
    TlsClientAuth,
    SelfSignedTlsClientAuth,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "UPPER")]
enum KeyAlgorithm {
    ES256,
    RS256,
    PS256,
    #[value(name = "EdDSA")]
    EdDsa,
}

impl Connection {
    /// Reads keys and metadata.
    pub(crate) async fn client(&self) -> anyhow::Result<Client> {
        let method = self.method()?;
        let mut builder = Client::builder(&self.issuer).client(&self.client_id, self.authentication(method)?);
        if let Some(path) = &self.authority {
            builder = builder.authority_file(path)?;
        }
        if !matches!(method, Method::TlsClientAuth | Method::SelfSignedTlsClientAuth)
            && let Some(certificate) = self.certificate()?
        {
            builder = builder.certificate(certificate);
        }
        if let Some(path) = &self.request_key {
            builder = builder.sign_requests(key_file(path, None)?);
        }
        if let Some(path) = &self.dpop_key {
            builder = builder.dpop(key_file(path, None)?);
        }
        Ok(builder.discover().await?)
    }

    fn method(&self) -> anyhow::Result<Method> {
        if let Some(method) = self.auth_method {
            return Ok(method);
        }
        let has_secret = self.client_secret.is_some() || self.client_secret_file.is_some();
        match (has_secret, self.client_key.is_some(), self.client_certificate.is_some()) {
            (true, false, _) => Ok(Method::ClientSecretPost),
            (false, true, _) => Ok(Method::PrivateKeyJwt),
            (false, false, true) => Ok(Method::TlsClientAuth),
            (true, true, _) => {
                bail!("the client has a secret and a key\nhint: say which one counts with --auth-method")
            }
            (false, false, false) => bail!(
                "the client has no credentials\nhint: set WAXSEAL_CLIENT_SECRET, or give --client-key or --client-certificate"
            ),
        }
    }

    fn authentication(&self, method: Method) -> anyhow::Result<Authentication> {
        Ok(match method {
            Method::ClientSecretBasic => Authentication::SecretBasic(self.secret()?),
            Method::ClientSecretPost => Authentication::SecretPost(self.secret()?),
            Method::ClientSecretJwt => Authentication::SecretJwt(self.secret()?),
            Method::PrivateKeyJwt => {
                let path = self.client_key.as_deref();
                Authentication::PrivateKeyJwt(self.client_key(path.context("private_key_jwt needs --client-key")?)?)
            }
            Method::TlsClientAuth => Authentication::Tls(self.own_certificate()?),
            Method::SelfSignedTlsClientAuth => Authentication::SelfSignedTls(self.own_certificate()?),
        })
    }

    fn secret(&self) -> anyhow::Result<ClientSecret> {
        if let Some(secret) = &self.client_secret {
            return Ok(secret.as_str().into());
        }
        let path = self.client_secret_file.as_deref();
        let path = path.context("the client's secret is missing\nhint: set WAXSEAL_CLIENT_SECRET")?;
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(text.trim_end_matches(['\r', '\n']).into())
    }

    /// The key the client authenticates with; another one has other names.
    fn client_key(&self, path: &Path) -> anyhow::Result<SigningKey> {
        let key = key_file(path, self.client_key_alg)?;
        Ok(match &self.client_key_id {
            Some(kid) if key.public().kid.is_none() => key.with_kid(Some(kid.clone())),
            _ => key,
        })
    }

    fn certificate(&self) -> Result<Option<ClientCertificate>, AgentError> {
        let Some(certificate) = &self.client_certificate else { return Ok(None) };
        let key = self.client_certificate_key.as_ref().unwrap_or(certificate);
        ClientCertificate::from_files(certificate, key).map(Some)
    }

    fn own_certificate(&self) -> anyhow::Result<ClientCertificate> {
        self.certificate()?.context("this method needs --client-certificate")
    }
}

fn key_file(path: &Path, algorithm: Option<KeyAlgorithm>) -> anyhow::Result<SigningKey> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let algorithm = algorithm.map(|algorithm| match algorithm {
        KeyAlgorithm::ES256 => Algorithm::ES256,
        KeyAlgorithm::RS256 => Algorithm::RS256,
        KeyAlgorithm::PS256 => Algorithm::PS256,
        KeyAlgorithm::EdDsa => Algorithm::EdDSA,
    });
    SigningKey::read(&text, algorithm).with_context(|| path.display().to_string())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        connection: Connection,
    }

    #[test]
    fn the_name_of_the_clients_key_is_for_a_key_without_one() {
        let named = r#"{"kty":"EC","crv":"P-256","kid":"release","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}"#;
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("named", named.to_owned()), ("nameless", named.replace(r#""kid":"release","#, ""))] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let line = ["waxseal", "--issuer", "https://x/", "--client-id", "a", "--client-key-id", "given"];
        let connection = Line::parse_from(line).connection;
        let kid = |name: &str| connection.client_key(&folder.path().join(name)).unwrap().public().kid.clone();
        assert_eq!((kid("named").as_deref(), kid("nameless").as_deref()), (Some("release"), Some("given")));
    }
}
