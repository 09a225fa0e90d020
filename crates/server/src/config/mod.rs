//! `waxseal.toml`: read twice, once as it is written and once as it is meant. Scalars can be
//! overridden by the environment.

mod acr;
mod check;
#[cfg(test)]
mod documented;
mod environment;
mod file;
mod locate;
mod raw;
mod templates;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Url;
use waxseal_protocol::jose::{Algorithm, JwkSet};

pub use acr::AcrClass;
pub(crate) use check::is_loopback;
pub use environment::Override;
pub use templates::{PublishedPack, PublishedTemplates};

use crate::directory::Directory;

/// A validated configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// What the environment replaced of the file.
    pub overrides: Vec<Override>,
    /// The issuer, with its trailing slash. Every URL the server hands out starts with it.
    pub issuer: Url,
    /// The name people know this server by, shown when a device enrols.
    pub name: String,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where to listen for clients with certificates, and the base of its URLs.
    pub mtls: Option<Mtls>,
    /// Where the database and the embedded authority live.
    pub data_dir: PathBuf,
    /// Whose choice counts where Auth0 and the specifications differ.
    pub compatibility: Compatibility,
    /// How TLS is done.
    pub tls: Tls,
    /// Lifetimes.
    pub lifetimes: Lifetimes,
    /// Limits.
    pub limits: Limits,
    /// What a `binding_message` may be.
    pub binding_message: BindingMessageRules,
    /// How people can be reached.
    pub channels: Channels,
    /// Whether devices may enrol and answer with keys of the test class, behind which no person
    /// stands.
    pub allow_test_keys: bool,
    /// Whether people may set and remove their user code on their devices.
    pub change_user_code: bool,
    /// What tokens are signed with unless the API or the client says otherwise.
    pub signing_algorithm: Algorithm,
    /// Authentication context classes.
    pub acr: Vec<AcrClass>,
    /// Whether outgoing calls may reach loopback and private addresses, and go without TLS.
    pub private_network: bool,
    /// Whether the host of a notification endpoint has to say that the client is its own.
    pub verify_notification_endpoints: bool,
    /// Authorities trusted in outgoing calls beside the well-known ones, PEM.
    pub outgoing_ca: Option<PathBuf>,
    /// Whether DPoP proofs need a nonce of this server (RFC 9449 8).
    pub dpop_nonce: bool,
    /// Issuers of `login_hint_token` beside this server.
    pub trusted_issuers: Vec<TrustedIssuer>,
    /// What devices show requests with, if the issuer publishes it.
    pub templates: Option<PublishedTemplates>,
    /// People, clients and APIs.
    pub directory: Directory,
}

/// The port for client certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mtls {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The base of its URLs, with a trailing slash.
    pub url: Url,
    /// Authorities of `tls_client_auth` certificates, PEM.
    pub client_ca: Option<PathBuf>,
}

/// Whose choice counts where Auth0 and the specifications differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compatibility {
    /// Auth0's.
    #[default]
    Auth0,
    /// The specifications'.
    Strict,
}

/// How TLS is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tls {
    /// An authority of our own, kept in the data directory: for one machine and for trying out.
    SelfSigned,
    /// Certificate and key from files, PEM.
    Files {
        /// The certificate chain.
        cert: PathBuf,
        /// The private key.
        key: PathBuf,
    },
    /// Plain HTTP on loopback: behind a proxy that does TLS, or for trying out.
    Off,
}

/// How long things live.
#[derive(Debug, Clone)]
pub struct Lifetimes {
    /// A backchannel request, unless the client asks for another time.
    pub request: Duration,
    /// The longest a client may ask for.
    pub max_request: Duration,
    /// An access token, unless the API says otherwise.
    pub access_token: Duration,
    /// An ID token.
    pub id_token: Duration,
    /// A refresh token from its issue on.
    pub refresh_token: Duration,
    /// A grant, however often it is refreshed.
    pub grant: Duration,
    /// An enrolment ticket.
    pub enrollment_ticket: Duration,
    /// A link to an enrolment page.
    pub enrollment_page: Duration,
    /// The time between two polls.
    pub poll_interval: Duration,
    /// The time between two heartbeats of the device channel.
    pub heartbeat: Duration,
    /// How old an ID token may be that is used as a hint.
    pub id_token_hint: Duration,
    /// What ended, until it is taken out of the database; for ever if it is none.
    pub retention: Option<Duration>,
}

/// How much is too much. 0 is no limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Requests that reach one person in a minute.
    pub pushes_per_user_per_minute: usize,
    /// Requests that wait for one person.
    pub pending_per_user: usize,
    /// Requests of one client that wait for one person.
    pub pending_per_client_and_user: usize,
    /// Requests of one client that wait.
    pub pending_per_client: usize,
    /// Requests that wait.
    pub pending: usize,
    /// HTTP requests that are worked on at once. Beyond, 503.
    pub in_flight: usize,
    /// Wrong user codes for one person in a quarter of an hour.
    pub user_code_attempts: usize,
    /// Changes of one person's user code on their devices in a quarter of an hour.
    pub user_code_changes: usize,
    /// Introspected tokens of one client in a minute that were none of its own.
    pub unknown_tokens_per_minute: usize,
}

/// What a `binding_message` may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindingMessageRules {
    /// Whether there has to be one.
    pub required: bool,
    /// The most characters.
    pub max_length: usize,
    /// Which characters.
    pub alphabet: waxseal_protocol::ciba::Alphabet,
}

/// How people can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Channels {
    /// On their enrolled devices.
    pub guardian_push: bool,
    /// The longest requested expiry for which a device is told; `None` is any.
    pub push_max: Option<Duration>,
}

/// An issuer whose `login_hint_token`s are believed.
#[derive(Debug, Clone)]
pub struct TrustedIssuer {
    /// Its `iss`.
    pub issuer: String,
    /// Its keys.
    pub jwks: Option<JwkSet>,
    /// Where its keys are.
    pub jwks_uri: Option<Url>,
}

/// Everything that is wrong with a configuration, each problem with its place.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {path}: {source}\nhint: name another file with --config")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The file is not as it should be.
    #[error("{path} has {} problem(s):{}", problems.len(), list(path, problems))]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong, in the order of the file.
        problems: Vec<Problem>,
    },
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// The key, as in `clients[2].client_id`; empty when the file is no TOML.
    pub key: String,
    /// What is wrong, and what to do.
    pub message: String,
}

fn list(path: &Path, problems: &[Problem]) -> String {
    let file = path.display();
    let line = |Problem { line, key, message }: &Problem| {
        let key = if key.is_empty() { String::new() } else { format!("{key}: ") };
        format!("\n  {file}:{line}: {key}{message}")
    };
    problems.iter().map(line).collect::<Vec<_>>().concat()
}

impl Config {
    /// Reads and validates a file, with what the environment overrides. Relative paths in it count
    /// from the file's folder.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text =
            std::fs::read_to_string(path).map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
        Self::read(&text, path, &|name| std::env::var(name).ok())
    }

    /// Validates a text; `path` is where it comes from. The environment is not looked at.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        Self::read(text, path, &|_| None)
    }

    fn read(text: &str, path: &Path, environment: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        check::check(text, path, environment)
            .map_err(|problems| ConfigError::Invalid { path: path.to_owned(), problems })
    }

    /// The URL of a path below the issuer.
    pub fn url(&self, path: &str) -> String {
        format!("{}{}", self.issuer, path.trim_start_matches('/'))
    }

    /// Where the database is.
    pub fn database(&self) -> PathBuf {
        self.data_dir.join("waxseal.db")
    }

    /// A sentence for each thing that the server can live with, and an operator should look at. `directory` is
    /// that of the file, or the one in use; `mails` says whether mails are sent.
    pub fn warnings(&self, directory: &Directory, mails: bool) -> Vec<String> {
        let replaced = self.overrides.iter();
        let mut warnings: Vec<_> =
            replaced.map(|Override { key, variable }| format!("{key} is what {variable} says, not the file")).collect();
        warnings.extend(directory.warnings());
        warnings.extend(self.acr_warnings(directory, mails));
        if !self.verify_notification_endpoints {
            warnings.extend(directory.unproven_endpoints());
        }
        warnings
    }

    /// The audience of tokens for the Management API.
    pub fn management_audience(&self) -> String {
        self.url("api/v2/")
    }
}

#[cfg(test)]
mod tests;
