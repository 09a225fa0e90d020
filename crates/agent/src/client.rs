//! The client: its registration and the server's metadata.

use std::path::Path;
use std::time::Duration;

use reqwest::{Certificate, RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;
use waxseal_protocol::Secret;
use waxseal_protocol::ciba::OAuthErrorBody;
use waxseal_protocol::metadata::ServerMetadata;

use crate::error::AgentError;

/// One call to the server.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How the client authenticates: `client_secret_post`.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Its id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: ClientSecret,
}

/// A client secret that no log shows.
#[derive(Debug, Clone)]
pub struct ClientSecret(pub(crate) Secret<String>);

impl From<&str> for ClientSecret {
    fn from(secret: &str) -> Self {
        Self(Secret::new(secret.to_owned()))
    }
}

/// A client at one server.
#[derive(Debug, Clone)]
pub struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) metadata: ServerMetadata,
    pub(crate) credentials: Credentials,
}

impl Client {
    /// Reads the server's metadata. `authority` is a PEM file of authorities trusted beside the
    /// system's.
    pub async fn discover(
        issuer: &str,
        credentials: Credentials,
        authority: Option<&Path>,
    ) -> Result<Self, AgentError> {
        let mut builder = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .user_agent(concat!("waxseal-agent/", env!("CARGO_PKG_VERSION")));
        if let Some(path) = authority {
            let failed = |error: &dyn std::fmt::Display| AgentError::Authority(format!("{}: {error}", path.display()));
            let pem = std::fs::read(path).map_err(|error| failed(&error))?;
            let certificates = Certificate::from_pem_bundle(&pem).map_err(|error| failed(&error))?;
            builder = builder.tls_certs_merge(certificates);
        }
        let http = builder.build()?;
        let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let metadata: ServerMetadata = answer(http.get(url)).await?.map_err(refused)?;
        // RFC 8414 3.3: the issuer has to be the one that was asked for.
        if metadata.issuer.trim_end_matches('/') != issuer.trim_end_matches('/') {
            return Err(AgentError::Malformed(format!("it says that it is {}", metadata.issuer)));
        }
        Ok(Self { http, metadata, credentials })
    }

    /// The issuer, as it stands in tokens.
    pub fn issuer(&self) -> &str {
        &self.metadata.issuer
    }
}

/// Sends a call and reads either the answer or an OAuth error.
pub(crate) async fn answer<T: DeserializeOwned>(call: RequestBuilder) -> Result<Result<T, OAuthErrorBody>, AgentError> {
    let response = call.send().await?;
    let status = response.status();
    let body = response.bytes().await?;
    if status == StatusCode::OK {
        return serde_json::from_slice(&body).map(Ok).map_err(|error| AgentError::Malformed(error.to_string()));
    }
    match serde_json::from_slice(&body) {
        Ok(error) => Ok(Err(error)),
        Err(_) if status.is_server_error() => Err(AgentError::Unreachable(format!("status {status}"))),
        Err(_) => Err(AgentError::Malformed(format!("status {status}"))),
    }
}

pub(crate) fn refused(body: OAuthErrorBody) -> AgentError {
    AgentError::Refused { code: body.error, description: body.error_description.unwrap_or_default() }
}
