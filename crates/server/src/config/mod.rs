//! `waxseal.toml`: read twice, once as it is written and once as it is meant.

mod check;
mod raw;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Url;
use waxseal_protocol::Secret;
use waxseal_protocol::ids::{ClientId, UserId};

/// A validated configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// The issuer, with its trailing slash. Every URL the server hands out starts with it.
    pub issuer: Url,
    /// The name people know this server by, shown when a device enrols.
    pub name: String,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where the database and the embedded authority live.
    pub data_dir: PathBuf,
    /// How TLS is done.
    pub tls: Tls,
    /// Lifetimes.
    pub lifetimes: Lifetimes,
    /// People who approve.
    pub users: BTreeMap<UserId, User>,
    /// Agents' registrations.
    pub clients: BTreeMap<ClientId, Client>,
    /// APIs by audience.
    pub apis: BTreeMap<String, Api>,
}

/// How TLS is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tls {
    /// An authority of our own, kept in the data directory: for one machine and for trying out.
    Embedded,
    /// Certificate and key from files, PEM.
    Files {
        /// The certificate chain.
        certificate: PathBuf,
        /// The private key.
        private_key: PathBuf,
    },
    /// Plain HTTP on loopback, behind a proxy that does TLS.
    Proxy,
}

/// How long things live.
#[derive(Debug, Clone)]
pub struct Lifetimes {
    /// A backchannel request, unless the client asks for another time.
    pub request: Duration,
    /// The longest a client may ask for.
    pub max_request: Duration,
    /// An access token.
    pub access_token: Duration,
    /// An enrolment ticket.
    pub enrollment_ticket: Duration,
    /// The time between two polls.
    pub poll_interval: Duration,
    /// The time between two heartbeats of the device channel.
    pub heartbeat: Duration,
}

/// A person who approves.
#[derive(Debug, Clone)]
pub struct User {
    /// What they are called.
    pub name: String,
}

/// An agent's registration.
#[derive(Debug, Clone)]
pub struct Client {
    /// What people see as the requester. Comes from here, never from a request.
    pub name: String,
    /// SHA-256 of the client secret, base64url.
    pub secret_sha256: Secret<String>,
    /// How it authenticates; either way if absent.
    pub auth_method: Option<AuthMethod>,
}

/// How a client authenticates (OpenID Connect Core 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// In the `Authorization` header.
    ClientSecretBasic,
    /// In the body.
    ClientSecretPost,
}

/// An API that tokens are for.
#[derive(Debug, Clone)]
pub struct Api {
    /// What people see.
    pub name: String,
    /// Scopes it knows.
    pub scopes: Vec<String>,
    /// RAR types it knows.
    pub authorization_details_types: Vec<String>,
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
    /// The key, as in `clients[2].id`; empty when the file is no TOML.
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
    /// Reads and validates a file. Relative paths in it count from the file's folder.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text =
            std::fs::read_to_string(path).map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
        Self::parse(&text, path)
    }

    /// Validates a text; `path` is where it comes from.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        check::check(text, path).map_err(|problems| ConfigError::Invalid { path: path.to_owned(), problems })
    }

    /// The URL of a path below the issuer.
    pub fn url(&self, path: &str) -> String {
        format!("{}{}", self.issuer, path.trim_start_matches('/'))
    }

    /// Where the database is.
    pub fn database(&self) -> PathBuf {
        self.data_dir.join("waxseal.db")
    }
}

#[cfg(test)]
mod tests;
