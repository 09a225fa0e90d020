//! The file as it is meant. All problems are collected, each with its key and line.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use toml::Spanned;
use url::Url;
use waxseal_protocol::Secret;
use waxseal_protocol::ids::{ClientId, UserId, sha256_base64url};

use super::raw::{RawApi, RawClient, RawConfig, RawLifetimes, RawServer, RawTls, RawUser};
use super::{Api, Client, Config, Lifetimes, Problem, Tls, User};

/// A secret shorter than this can be guessed.
const MIN_SECRET: usize = 16;

pub(super) fn check(text: &str, path: &Path) -> Result<Config, Vec<Problem>> {
    let raw: RawConfig = toml::from_str(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        let message = error.message().trim().replace('\n', ", ");
        vec![Problem { line: line(text, offset), key: key_at(text, offset), message }]
    })?;
    let mut checker = Checker { text, problems: Vec::new() };
    let folder = path.parent().unwrap_or(Path::new("."));
    let server = checker.server(&raw.server, folder);
    let lifetimes = checker.lifetimes(&raw.lifetimes);
    let users = checker.users(raw.users);
    let clients = checker.clients(raw.clients);
    let apis = checker.apis(raw.apis);
    let mut problems = checker.problems;
    problems.sort_by_key(|problem| problem.line);
    match server {
        Some((issuer, listen, tls)) if problems.is_empty() => Ok(Config {
            name: raw.server.name.unwrap_or_else(|| issuer.host_str().unwrap_or("Waxseal").to_owned()),
            issuer,
            listen,
            data_dir: folder.join(&raw.server.data_dir),
            tls,
            lifetimes,
            users,
            clients,
            apis,
        }),
        _ => Err(problems),
    }
}

/// The line of a byte offset, from 1.
fn line(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

/// The key that is written at a byte offset, as in `clients[2].name`: the header above the line
/// and what stands before the line's `=`.
fn key_at(text: &str, offset: usize) -> String {
    let lines: Vec<&str> = text.lines().take(line(text, offset)).collect();
    let is_header = |line: &&&str| line.trim_start().starts_with('[');
    let header = lines.iter().rev().find(is_header).map(|line| line.trim()).unwrap_or_default();
    let name = header.trim_matches(['[', ']']).trim();
    let table = if header.starts_with("[[") {
        let position = lines.iter().filter(|line| line.trim() == header).count().saturating_sub(1);
        format!("{name}[{position}]")
    } else {
        name.to_owned()
    };
    let key = lines.last().and_then(|line| line.split_once('=')).map(|(key, _)| key.trim()).unwrap_or_default();
    [table.as_str(), key].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".")
}

struct Checker<'a> {
    text: &'a str,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    fn problem<T>(&mut self, at: &Spanned<T>, key: impl Into<String>, message: impl Into<String>) {
        let line = line(self.text, at.span().start);
        self.problems.push(Problem { line, key: key.into(), message: message.into() });
    }

    fn server(&mut self, raw: &RawServer, folder: &Path) -> Option<(Url, SocketAddr, Tls)> {
        let tls = match &raw.tls {
            None => Tls::Embedded,
            Some(tls) => match tls.get_ref() {
                RawTls::Embedded => Tls::Embedded,
                RawTls::Files { certificate, private_key } => {
                    let files = (folder.join(certificate), folder.join(private_key));
                    for (key, file) in [("certificate", &files.0), ("private_key", &files.1)] {
                        if !file.is_file() {
                            let message = format!("there is no file {}", file.display());
                            self.problem(tls, format!("server.tls.{key}"), message);
                        }
                    }
                    Tls::Files { certificate: files.0, private_key: files.1 }
                }
                RawTls::Proxy => Tls::Proxy,
            },
        };
        let issuer = self.issuer(&raw.issuer);
        let listen = if let Ok(address) = raw.listen.get_ref().parse::<SocketAddr>() {
            if tls == Tls::Proxy && !address.ip().is_loopback() {
                let message = "without TLS, only a loopback address is allowed: bind the proxy to the network";
                self.problem(&raw.listen, "server.listen", message);
            }
            Some(address)
        } else {
            let message = format!("{:?} is not an address like \"127.0.0.1:8443\"", raw.listen.get_ref());
            self.problem(&raw.listen, "server.listen", message);
            None
        };
        Some((issuer?, listen?, tls))
    }

    /// RFC 8414 2: https, no query, no fragment. Auth0's SDKs need the trailing slash.
    fn issuer(&mut self, raw: &Spanned<String>) -> Option<Url> {
        let message = match Url::parse(raw.get_ref()) {
            Err(error) => format!("not a URL: {error}"),
            Ok(url) if url.scheme() != "https" => "has to start with https://".to_owned(),
            Ok(url) if url.query().is_some() || url.fragment().is_some() => "has no query and no fragment".to_owned(),
            Ok(url) if url.path() != "/" => "has no path, so that /rich-consents is at its root".to_owned(),
            Ok(url) if !raw.get_ref().ends_with('/') => format!("has to end with a slash: {url}"),
            Ok(url) => return Some(url),
        };
        self.problem(raw, "server.issuer", message);
        None
    }

    fn lifetimes(&mut self, raw: &RawLifetimes) -> Lifetimes {
        let max_request = self.seconds("max_request_seconds", raw.max_request_seconds.as_ref(), 259_200, 1..=259_200);
        let usual = max_request.as_secs().min(300);
        let request = self.seconds("request_seconds", raw.request_seconds.as_ref(), usual, 1..=259_200);
        if let Some(at) = raw.request_seconds.as_ref().filter(|_| request > max_request) {
            self.problem(at, "lifetimes.request_seconds", "is more than max_request_seconds");
        }
        Lifetimes {
            request,
            max_request,
            access_token: self.seconds(
                "access_token_seconds",
                raw.access_token_seconds.as_ref(),
                86_400,
                1..=2_592_000,
            ),
            enrollment_ticket: self.seconds(
                "enrollment_ticket_seconds",
                raw.enrollment_ticket_seconds.as_ref(),
                300,
                1..=432_000,
            ),
            poll_interval: self.seconds("poll_interval_seconds", raw.poll_interval_seconds.as_ref(), 5, 1..=60),
            heartbeat: self.seconds("heartbeat_seconds", raw.heartbeat_seconds.as_ref(), 45, 1..=300),
        }
    }

    fn seconds(
        &mut self,
        key: &str,
        value: Option<&Spanned<u64>>,
        default: u64,
        range: std::ops::RangeInclusive<u64>,
    ) -> Duration {
        if let Some(at) = value.filter(|value| !range.contains(value.get_ref())) {
            let message = format!("has to be from {} to {}", range.start(), range.end());
            self.problem(at, format!("lifetimes.{key}"), message);
        }
        Duration::from_secs(value.map_or(default, |value| *value.get_ref()))
    }

    fn users(&mut self, raw: Vec<RawUser>) -> BTreeMap<UserId, User> {
        let mut users = BTreeMap::new();
        for (index, user) in raw.into_iter().enumerate() {
            let key = format!("users[{index}].id");
            let id = self.identifier(&user.id, &key);
            if users.insert(UserId::new(id), User { name: user.name }).is_some() {
                self.problem(&user.id, key, format!("{:?} appears twice", user.id.get_ref()));
            }
        }
        users
    }

    fn clients(&mut self, raw: Vec<RawClient>) -> BTreeMap<ClientId, Client> {
        let mut clients = BTreeMap::new();
        for (index, client) in raw.into_iter().enumerate() {
            let key = |member: &str| format!("clients[{index}].{member}");
            let id = self.identifier(&client.id, &key("id"));
            if client.name.get_ref().trim().is_empty() {
                self.problem(&client.name, key("name"), "is empty; people see it as the requester");
            }
            let secret = match (&client.secret, &client.secret_sha256) {
                (Some(secret), None) => {
                    if secret.get_ref().len() < MIN_SECRET {
                        let message =
                            format!("has fewer than {MIN_SECRET} characters; make one with: openssl rand -hex 32");
                        self.problem(secret, key("secret"), message);
                    }
                    sha256_base64url(secret.get_ref().as_bytes())
                }
                (None, Some(digest)) => {
                    let bytes = URL_SAFE_NO_PAD.decode(digest.get_ref()).unwrap_or_default();
                    if bytes.len() != 32 {
                        let message = "has to be the SHA-256 of the secret in base64url, 43 characters";
                        self.problem(digest, key("secret_sha256"), message);
                    }
                    digest.get_ref().clone()
                }
                (None, None) => {
                    self.problem(&client.id, key("secret"), "is missing; give secret or secret_sha256");
                    String::new()
                }
                (Some(secret), Some(_)) => {
                    self.problem(secret, key("secret"), "stands beside secret_sha256; keep one of them");
                    String::new()
                }
            };
            let value = Client {
                name: client.name.into_inner(),
                secret_sha256: Secret::new(secret),
                auth_method: client.auth_method,
            };
            if clients.insert(ClientId::new(id), value).is_some() {
                self.problem(&client.id, key("id"), format!("{:?} appears twice", client.id.get_ref()));
            }
        }
        clients
    }

    fn apis(&mut self, raw: Vec<RawApi>) -> BTreeMap<String, Api> {
        let mut apis = BTreeMap::new();
        for (index, api) in raw.into_iter().enumerate() {
            let key = |member: &str| format!("apis[{index}].{member}");
            let audience = self.identifier(&api.audience, &key("audience"));
            for scope in &api.scopes {
                // RFC 6749 3.3: printable ASCII but space, quote and backslash.
                let fits = |c: char| c.is_ascii_graphic() && c != '"' && c != '\\';
                if scope.get_ref().is_empty() || !scope.get_ref().chars().all(fits) {
                    self.problem(scope, key("scopes"), format!("{:?} is no scope", scope.get_ref()));
                }
            }
            for name in &api.authorization_details_types {
                if name.get_ref().trim().is_empty() {
                    self.problem(name, key("authorization_details_types"), "a type has a name");
                }
            }
            let value = Api {
                name: api.name.unwrap_or_else(|| audience.clone()),
                scopes: api.scopes.into_iter().map(Spanned::into_inner).collect(),
                authorization_details_types: api
                    .authorization_details_types
                    .into_iter()
                    .map(Spanned::into_inner)
                    .collect(),
            };
            if apis.insert(audience, value).is_some() {
                self.problem(&api.audience, key("audience"), format!("{:?} appears twice", api.audience.get_ref()));
            }
        }
        apis
    }

    fn identifier(&mut self, raw: &Spanned<String>, key: &str) -> String {
        let text = raw.get_ref();
        if text.is_empty() || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            self.problem(raw, key, "is empty or holds white space");
        }
        text.clone()
    }
}
