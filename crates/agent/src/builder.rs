//! Setting up a client.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use reqwest::Certificate;
use reqwest::redirect::Policy;
use url::{Host, Url};
use waxseal_protocol::jose::SigningKey;
use waxseal_protocol::metadata::ServerMetadata;
use waxseal_protocol::{Clock, SystemClock};

use crate::authentication::{Authentication, ClientCertificate, Credentials};
use crate::client::{Client, Endpoints, Inner};
use crate::error::AgentError;
use crate::http::answer;

/// One call to the server, without the time it is asked to wait.
const TIMEOUT: Duration = Duration::from_secs(20);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a poll is held: some proxies cut what lasts half a minute.
const LONG_POLL: Duration = Duration::from_secs(25);
/// How often the metadata is asked for again when the server cannot be reached.
const RETRIES: usize = 2;

/// Sets up a [`Client`]. Made by [`Client::builder`].
///
/// ```no_run
/// use waxseal_agent::{Authentication, Client};
///
/// # async fn set_up() -> Result<(), waxseal_agent::AgentError> {
/// let client = Client::builder("https://localhost:8443/")
///     .client("bank-agent", Authentication::SecretBasic("…".into()))
///     .authority_file("data/ca.pem".as_ref())?
///     .discover()
///     .await?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct ClientBuilder {
    issuer: String,
    client_id: String,
    authentication: Option<Authentication>,
    certificate: Option<ClientCertificate>,
    authorities: Vec<Certificate>,
    request_key: Option<SigningKey>,
    dpop_key: Option<SigningKey>,
    long_poll: Option<Duration>,
    timeout: Duration,
    clock: Arc<dyn Clock>,
}

impl ClientBuilder {
    pub(crate) fn new(issuer: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            client_id: String::new(),
            authentication: None,
            certificate: None,
            authorities: Vec::new(),
            request_key: None,
            dpop_key: None,
            long_poll: Some(LONG_POLL),
            timeout: TIMEOUT,
            clock: Arc::new(SystemClock::new()),
        }
    }

    /// A client from the environment: `WAXSEAL_ISSUER`, `WAXSEAL_CLIENT_ID`, `WAXSEAL_CLIENT_SECRET`,
    /// and, where the server has an authority of its own, the file `WAXSEAL_AUTHORITY`.
    pub(crate) fn from_environment() -> Result<Self, AgentError> {
        let variable =
            |name: &str| std::env::var(name).map_err(|error| AgentError::Configuration(format!("{name}: {error}")));
        let secret = Authentication::SecretPost(variable("WAXSEAL_CLIENT_SECRET")?.into());
        let builder = Self::new(&variable("WAXSEAL_ISSUER")?).client(variable("WAXSEAL_CLIENT_ID")?, secret);
        match std::env::var_os("WAXSEAL_AUTHORITY") {
            Some(path) => builder.authority_file(Path::new(&path)),
            None => Ok(builder),
        }
    }

    /// Which client it is, and how it proves that.
    #[must_use]
    pub fn client(mut self, client_id: impl Into<String>, authentication: Authentication) -> Self {
        self.client_id = client_id.into();
        self.authentication = Some(authentication);
        self
    }

    /// A client with a secret that is sent in the body.
    #[must_use]
    pub fn credentials(self, credentials: Credentials) -> Self {
        self.client(credentials.client_id, Authentication::SecretPost(credentials.client_secret))
    }

    /// A certificate that tokens shall be bound to (RFC 8705 3), for a client that authenticates
    /// otherwise.
    #[must_use]
    pub fn certificate(mut self, certificate: ClientCertificate) -> Self {
        self.certificate = Some(certificate);
        self
    }

    /// Trusts authorities beside the system's: PEM.
    ///
    /// # Errors
    /// [`AgentError::Authority`]: it is no PEM, or has no certificate.
    pub fn authority(mut self, pem: &[u8]) -> Result<Self, AgentError> {
        let certificates =
            Certificate::from_pem_bundle(pem).map_err(|error| AgentError::Authority(error.to_string()))?;
        if certificates.is_empty() {
            return Err(AgentError::Authority("there is no certificate in it".to_owned()));
        }
        self.authorities.extend(certificates);
        Ok(self)
    }

    /// The same from a file.
    ///
    /// # Errors
    /// As [`authority`](Self::authority), or the file cannot be read.
    pub fn authority_file(self, path: &Path) -> Result<Self, AgentError> {
        let failed = |error: &dyn std::fmt::Display| AgentError::Authority(format!("{}: {error}", path.display()));
        let pem = std::fs::read(path).map_err(|error| failed(&error))?;
        self.authority(&pem).map_err(|error| match error {
            AgentError::Authority(reason) => failed(&reason),
            other => other,
        })
    }

    /// Sends every authentication request signed with this key (CIBA Core 7.1.1).
    #[must_use]
    pub fn sign_requests(mut self, key: SigningKey) -> Self {
        self.request_key = Some(key);
        self
    }

    /// Has tokens bound to this key (RFC 9449). [`Client::dpop_proof`] proves it to an API.
    #[must_use]
    pub fn dpop(mut self, key: SigningKey) -> Self {
        self.dpop_key = Some(key);
        self
    }

    /// How long the server may hold a poll, 25 s unless said otherwise; `None` for plain polls.
    ///
    /// A server that does not know `Prefer: wait` answers at once, and then polls keep the interval
    /// it set: nothing has to be turned off for it.
    #[must_use]
    pub fn long_poll(mut self, wait: Option<Duration>) -> Self {
        self.long_poll = wait.filter(|wait| wait.as_secs() > 0);
        self
    }

    /// How long one call may take, beside the time a poll is held; 20 s unless said otherwise.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Another clock than the machine's, for tests.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Reads the server's metadata. A server that cannot be reached is asked twice again.
    ///
    /// # Errors
    /// [`AgentError::Unreachable`], [`AgentError::Malformed`] for metadata of another issuer or none
    /// at all, [`AgentError::Configuration`] for what cannot work with this server.
    pub async fn discover(self) -> Result<Client, AgentError> {
        let Some(authentication) = self.authentication else {
            return Err(AgentError::Configuration("the client has no credentials".to_owned()));
        };
        protected(&self.issuer)?;
        let mut builder = reqwest::Client::builder()
            .timeout(self.timeout)
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(Policy::none())
            .user_agent(concat!("waxseal-agent/", env!("CARGO_PKG_VERSION")));
        if !self.authorities.is_empty() {
            builder = builder.tls_certs_merge(self.authorities);
        }
        let certificate = authentication.certificate().or(self.certificate.as_ref());
        if let Some(ClientCertificate(identity)) = certificate {
            builder = builder.identity(identity.clone());
        }
        let http = builder.build().map_err(|error| AgentError::Configuration(error.to_string()))?;
        let metadata = read(&http, &self.issuer, self.clock.as_ref()).await?;
        // RFC 8414 3.3: the issuer has to be the one that was asked for.
        if metadata.issuer.trim_end_matches('/') != self.issuer.trim_end_matches('/') {
            return Err(AgentError::Malformed(format!("it says that it is {}", metadata.issuer)));
        }
        let (method, methods) = (authentication.method(), &metadata.token_endpoint_auth_methods_supported);
        if !methods.is_empty() && !methods.iter().any(|one| one == method) {
            let text = format!("the server does not support {method}, but {}", methods.join(", "));
            return Err(AgentError::Configuration(text));
        }
        let endpoints = Endpoints::of(&metadata, certificate.is_some());
        for url in [&endpoints.backchannel_authentication, &endpoints.token] {
            protected(url)?;
        }
        Ok(Client(Arc::new(Inner {
            http,
            metadata,
            endpoints,
            client_id: self.client_id,
            authentication,
            request_key: self.request_key,
            dpop_key: self.dpop_key,
            dpop_nonce: Mutex::default(),
            long_poll: self.long_poll,
            timeout: self.timeout,
            clock: self.clock,
            abandoned: Mutex::default(),
        })))
    }
}

async fn read(http: &reqwest::Client, issuer: &str, clock: &dyn Clock) -> Result<ServerMetadata, AgentError> {
    let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let mut pauses = ExponentialBuilder::new()
        .with_min_delay(Duration::from_millis(200))
        .with_max_times(RETRIES)
        .with_jitter()
        .build();
    loop {
        let error = match answer(http.get(&url), clock.now()).await {
            Ok(Ok(metadata)) => return Ok(metadata),
            Ok(Err(refusal)) => return Err(AgentError::Malformed(format!("{:?} instead of metadata", refusal.code))),
            Err(failure) => failure.of_question(),
        };
        match pauses.next() {
            Some(pause) if matches!(error, AgentError::Unreachable(_)) => tokio::time::sleep(pause).await,
            _ => return Err(error),
        }
    }
}

/// Secrets travel under TLS, or inside this machine.
fn protected(text: &str) -> Result<(), AgentError> {
    let url = Url::parse(text).map_err(|error| AgentError::Configuration(format!("{text} is no URL: {error}")))?;
    let local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if url.scheme() == "https" || (url.scheme() == "http" && local) {
        return Ok(());
    }
    Err(AgentError::Configuration(format!("{text} has to start with https://")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_nowhere_unprotected() {
        for good in ["https://issuer.example/", "http://localhost:8080", "http://127.0.0.1:1/", "http://[::1]:1/"] {
            protected(good).unwrap();
        }
        for bad in ["http://issuer.example/", "http://localhost.example/", "ftp://localhost/", "issuer.example", ""] {
            assert!(matches!(protected(bad), Err(AgentError::Configuration(_))), "{bad}");
        }
    }

    #[tokio::test]
    async fn a_client_without_credentials_is_none() {
        let error = Client::builder("https://issuer.example/").discover().await.unwrap_err();
        assert_eq!(error.to_string(), "the client has no credentials");
    }
}
