//! The client: its registration, and the server it is registered at.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::RequestBuilder;
use waxseal_protocol::ids::AuthReqId;
use waxseal_protocol::jose::SigningKey;
use waxseal_protocol::metadata::ServerMetadata;
use waxseal_protocol::{Clock, Timestamp};

use crate::authentication::{Authentication, Credentials};
use crate::builder::ClientBuilder;
use crate::error::AgentError;
use crate::poll::Abandoned;

/// A client at one server. Clones share their connections.
#[derive(Debug, Clone)]
pub struct Client(pub(crate) Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) http: reqwest::Client,
    pub(crate) metadata: ServerMetadata,
    pub(crate) endpoints: Endpoints,
    pub(crate) client_id: String,
    pub(crate) authentication: Authentication,
    pub(crate) request_key: Option<SigningKey>,
    pub(crate) dpop_key: Option<SigningKey>,
    /// The nonce of the server's last word about it.
    pub(crate) dpop_nonce: Mutex<Option<String>>,
    pub(crate) long_poll: Option<Duration>,
    pub(crate) timeout: Duration,
    pub(crate) clock: Arc<dyn Clock>,
    /// Polls whose callers went away.
    pub(crate) abandoned: Mutex<HashMap<AuthReqId, Abandoned>>,
}

/// Where the client calls: with a certificate, the aliases that ask for one (RFC 8705 5).
#[derive(Debug)]
pub(crate) struct Endpoints {
    pub(crate) backchannel_authentication: String,
    pub(crate) token: String,
}

impl Endpoints {
    pub(crate) fn of(metadata: &ServerMetadata, with_certificate: bool) -> Self {
        match metadata.mtls_endpoint_aliases.as_ref().filter(|_| with_certificate) {
            Some(aliases) => Self {
                backchannel_authentication: aliases.backchannel_authentication_endpoint.clone(),
                token: aliases.token_endpoint.clone(),
            },
            None => Self {
                backchannel_authentication: metadata.backchannel_authentication_endpoint.clone(),
                token: metadata.token_endpoint.clone(),
            },
        }
    }
}

impl Client {
    /// Begins to set up a client of an issuer.
    pub fn builder(issuer: &str) -> ClientBuilder {
        ClientBuilder::new(issuer)
    }

    /// Begins to set up a client from the environment: `WAXSEAL_ISSUER`, `WAXSEAL_CLIENT_ID`,
    /// `WAXSEAL_CLIENT_SECRET` (sent in the body), and the PEM file `WAXSEAL_AUTHORITY` where the
    /// server has an authority of its own.
    ///
    /// # Errors
    /// [`AgentError::Configuration`]: a variable is not set. [`AgentError::Authority`].
    pub fn from_environment() -> Result<ClientBuilder, AgentError> {
        ClientBuilder::from_environment()
    }

    /// Reads the server's metadata. `authority` is a PEM file of authorities trusted beside the
    /// system's. The short form of [`Client::builder`] for a client with a secret in the body.
    ///
    /// # Errors
    /// As [`ClientBuilder::discover`].
    pub async fn discover(
        issuer: &str,
        credentials: Credentials,
        authority: Option<&Path>,
    ) -> Result<Self, AgentError> {
        let mut builder = Self::builder(issuer).credentials(credentials);
        if let Some(path) = authority {
            builder = builder.authority_file(path)?;
        }
        builder.discover().await
    }

    /// The issuer, as it stands in tokens.
    pub fn issuer(&self) -> &str {
        &self.0.metadata.issuer
    }

    /// The client's id.
    pub fn client_id(&self) -> &str {
        &self.0.client_id
    }

    /// What the server says about itself.
    pub fn metadata(&self) -> &ServerMetadata {
        &self.0.metadata
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// A call to an endpoint by this client. Made anew for every try: an assertion counts once.
    pub(crate) fn call(&self, url: &str, mut form: Vec<(&'static str, String)>) -> Result<RequestBuilder, AgentError> {
        let Inner { http, authentication, client_id, .. } = self.0.as_ref();
        let call = authentication.prove(client_id, self.issuer(), self.now(), http.post(url), &mut form)?;
        Ok(call.form(&form))
    }
}
