//! The file as it is meant. All problems are collected, each with its key and line.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use serde::de::DeserializeOwned;
use toml::{Table, Value};
use url::Url;
use waxseal_protocol::ciba::{Alphabet, BindingMessage};
use waxseal_protocol::jose::Algorithm;

use super::environment::Override;
use super::raw::{
    RawAcr, RawBindingMessage, RawChannels, RawDevices, RawLifetimes, RawLimits, RawServer, RawTemplatePublisher,
    RawTls, RawTlsMode, RawTrustedIssuer,
};
use super::{
    BindingMessageRules, Channels, Compatibility, Config, Lifetimes, Limits, Mtls, Problem, Tls, TrustedIssuer,
};
use super::{acr, environment, file, locate, templates};
use crate::directory::{
    ApiDraft, ClientDraft, ClientGrantDraft, Directory, FieldProblem, GOOD_SECRET, Origin, UserDraft,
};
use crate::token::verify::MAX_LIFE as MAX_TOKEN_LIFE;

/// Three days: the longest Auth0 allows.
const MAX_REQUEST: u64 = 259_200;
const YEAR: u64 = 31_536_000;
/// What ended is kept for 90 days.
const RETENTION: u64 = 7_776_000;

pub(super) fn check(
    text: &str,
    path: &Path,
    from_environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Config, Vec<Problem>> {
    let mut table: Table = toml::from_str(text).map_err(|error: toml::de::Error| {
        let line = locate::line_at(text, error.span().map_or(0, |span| span.start));
        vec![Problem { line, key: String::new(), message: error.message().trim().replace('\n', ", ") }]
    })?;
    let overrides = environment::apply(&mut table, from_environment);
    let issuer_text = table.get("issuer").and_then(Value::as_str).map(str::to_owned);
    let mut checker = Checker { text, issuer_text, problems: Vec::new() };
    let config = checker.config(table, path.parent().unwrap_or(Path::new(".")));
    let mut problems = checker.problems;
    problems.sort_by_key(|problem| problem.line);
    for problem in &mut problems {
        // The file may be right.
        if let Some(Override { variable, .. }) = overrides.iter().find(|one| one.key == problem.key) {
            problem.message = format!("{} (from the variable {variable})", problem.message);
        }
    }
    match config {
        Some(config) if problems.is_empty() => Ok(Config { overrides, ..config }),
        _ => Err(problems),
    }
}

struct Checker<'a> {
    text: &'a str,
    issuer_text: Option<String>,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    fn problem(&mut self, key: impl Into<String>, message: impl Into<String>) {
        let key = key.into();
        self.problems.push(Problem { line: locate::line_of(self.text, &key), key, message: message.into() });
    }

    fn config(&mut self, mut table: Table, folder: &Path) -> Option<Config> {
        let tls: RawTls = self.section(&mut table, "tls")?;
        let lifetimes: RawLifetimes = self.section(&mut table, "lifetimes")?;
        let limits: RawLimits = self.section(&mut table, "limits")?;
        let binding_message: RawBindingMessage = self.section(&mut table, "binding_message")?;
        let channels: RawChannels = self.section(&mut table, "channels")?;
        let devices: RawDevices = self.section(&mut table, "devices")?;
        let publisher: RawTemplatePublisher = self.section(&mut table, "template_publisher")?;
        let private_network = table.get("allow_private_network").and_then(Value::as_bool).unwrap_or_default();
        let directory = self.directory(&mut table, folder, private_network);
        let trusted_issuers = self.trusted_issuers(&mut table, private_network);
        let entries = self.entries(&mut table, "acr");
        let mut written = Vec::new();
        for (index, entry) in entries {
            written.extend(self.read::<RawAcr>(&format!("acr[{index}]"), entry).map(|raw| (index, raw)));
        }
        let server: RawServer = self.read("", table)?;
        let (acr, problems) = acr::classes(written, server.acr_values_supported);
        for (key, message) in problems {
            self.problem(key, message);
        }

        let client_ca = tls.client_ca.as_ref().map(|path| folder.join(path));
        if let Some(path) = client_ca.as_ref().filter(|path| !path.is_file()) {
            self.problem("tls.client_ca", format!("there is no file {}", path.display()));
        }
        let outgoing_ca = server.outgoing_ca.as_ref().map(|path| folder.join(path));
        if let Some(path) = outgoing_ca.as_ref().filter(|path| !path.is_file()) {
            self.problem("outgoing_ca", format!("there is no file {}", path.display()));
        }
        let tls = self.tls(&tls, folder);
        let issuer = self.issuer(&server.issuer, &tls);
        let listen = self.address("listen", &server.listen);
        if let Some(listen) = listen.filter(|listen| tls == Tls::Off && !listen.ip().is_loopback()) {
            let message =
                format!("without TLS, only a loopback address is allowed, not {listen}: bind the proxy to the network");
            self.problem("listen", message);
        }
        let mtls_listen = server.mtls_listen.as_ref().map(|text| self.address("mtls_listen", text));
        if mtls_listen.is_some() && tls == Tls::Off {
            self.problem("mtls_listen", "needs TLS; set tls.mode to \"self-signed\" or \"files\"");
        }
        let lifetimes = self.lifetimes(&lifetimes);
        let binding_message = self.binding_message(&binding_message);
        let (issuer, listen) = (issuer?, listen?);
        let read = templates::published(issuer.as_str(), publisher.jwks, &server.template_packs, folder);
        let templates = read.unwrap_or_else(|problems| {
            for (key, message) in problems {
                self.problem(key, message);
            }
            None
        });
        let mtls = match mtls_listen {
            Some(listen) => {
                let listen = listen?;
                let mut url = issuer.clone();
                if url.set_port(Some(listen.port())).is_err() {
                    self.problem("mtls_url", "cannot be made from the issuer; set it");
                }
                let mut url = server.mtls_url.unwrap_or(url);
                if url.scheme() != "https" || url.path() != "/" || url.query().is_some() {
                    self.problem("mtls_url", "has to start with https:// and must not have a path");
                    url.set_path("/");
                }
                Some(Mtls { listen, url, client_ca })
            }
            None => None,
        };
        Some(Config {
            name: server.name.unwrap_or_else(|| issuer.host_str().unwrap_or("Waxseal").to_owned()),
            listen,
            mtls,
            data_dir: folder.join(&server.data_dir),
            compatibility: server.compatibility,
            tls,
            lifetimes,
            limits: Limits {
                pushes_per_user_per_minute: limits.pushes_per_user_per_minute.unwrap_or(5),
                pending_per_user: limits.pending_per_user.unwrap_or(100),
                pending_per_client_and_user: limits.pending_per_client_and_user.unwrap_or(20),
                pending_per_client: limits.pending_per_client.unwrap_or(1_000),
                pending: limits.pending.unwrap_or(5_000),
                in_flight: limits.in_flight.unwrap_or(4_096),
                user_code_attempts: limits.user_code_attempts.unwrap_or(5),
                user_code_changes: limits.user_code_changes.unwrap_or(5),
                unknown_tokens_per_minute: limits.unknown_tokens_per_minute.unwrap_or(600),
            },
            binding_message,
            channels: Channels {
                guardian_push: channels.guardian_push,
                push_max: (channels.push_max_seconds > 0).then(|| Duration::from_secs(channels.push_max_seconds)),
            },
            allow_test_keys: devices.allow_test_keys.unwrap_or_else(|| is_loopback(&issuer)),
            change_user_code: devices.change_user_code.unwrap_or(true),
            outgoing_ca,
            signing_algorithm: server.signing_alg.unwrap_or(match server.compatibility {
                Compatibility::Auth0 => Algorithm::RS256,
                Compatibility::Strict => Algorithm::ES256,
            }),
            acr,
            private_network: server.allow_private_network,
            verify_notification_endpoints: server.verify_notification_endpoints,
            dpop_nonce: server.dpop_nonce,
            trusted_issuers,
            templates,
            directory,
            issuer,
            overrides: Vec::new(),
        })
    }

    /// Takes a table out of the file and reads it.
    fn section<T: DeserializeOwned + Default>(&mut self, table: &mut Table, name: &str) -> Option<T> {
        match table.remove(name) {
            None => Some(T::default()),
            Some(Value::Table(inner)) => self.read(name, inner),
            Some(_) => {
                self.problem(name, format!("has to be a table: [{name}]"));
                None
            }
        }
    }

    /// Reads a table, naming the key that does not fit.
    fn read<T: DeserializeOwned>(&mut self, name: &str, table: Table) -> Option<T> {
        match table.try_into() {
            Ok(value) => Some(value),
            Err(error) => {
                let message = error.message().trim().replace('\n', ", ");
                let full = error.to_string();
                // serde names a member in backticks: one it does not know, one it misses, or the
                // one whose value does not fit, on a line of its own.
                let at = full.lines().find_map(|line| line.trim().strip_prefix("in `")).or_else(|| {
                    message.split_once('`').filter(|(before, _)| before.contains("field")).map(|(_, rest)| rest)
                });
                let member = at.and_then(|rest| rest.split('`').next()).unwrap_or_default();
                let key = [name, member].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
                self.problem(key, message);
                None
            }
        }
    }

    fn tls(&mut self, raw: &RawTls, folder: &Path) -> Tls {
        match raw.mode {
            RawTlsMode::SelfSigned => Tls::SelfSigned,
            RawTlsMode::Off => Tls::Off,
            RawTlsMode::Files => {
                let mut path = |key: &str, value: Option<&String>| {
                    let path = folder.join(value.map(String::as_str).unwrap_or_default());
                    if value.is_none() {
                        self.problem(format!("tls.{key}"), "is missing for the mode \"files\"");
                    } else if !path.is_file() {
                        self.problem(format!("tls.{key}"), format!("there is no file {}", path.display()));
                    }
                    path
                };
                Tls::Files { cert: path("cert", raw.cert.as_ref()), key: path("key", raw.key.as_ref()) }
            }
        }
    }

    fn address(&mut self, key: &str, text: &str) -> Option<SocketAddr> {
        let parsed = text.parse().ok();
        if parsed.is_none() {
            self.problem(key, format!("{text:?} is not an address like \"127.0.0.1:8443\""));
        }
        parsed
    }

    /// RFC 8414 2: https, no query, no fragment. Auth0's SDKs need the trailing slash.
    fn issuer(&mut self, text: &str, tls: &Tls) -> Option<Url> {
        let message = match Url::parse(text) {
            Err(error) => format!("not a URL: {error}"),
            Ok(url) if url.scheme() == "http" && *tls == Tls::Off && is_loopback(&url) && url.path() == "/" => {
                return Some(url);
            }
            Ok(url) if url.scheme() != "https" => "has to start with https://".to_owned(),
            Ok(url) if url.query().is_some() || url.fragment().is_some() => {
                "must not have a query or a fragment".to_owned()
            }
            Ok(url) if url.path() != "/" => "must not have a path: /rich-consents has to be at its root".to_owned(),
            Ok(url) if !text.ends_with('/') => format!("has to end with a slash: {url}"),
            Ok(url) => return Some(url),
        };
        self.problem("issuer", message);
        None
    }

    fn lifetimes(&mut self, raw: &RawLifetimes) -> Lifetimes {
        let mut seconds = |key: &str, value: Option<u64>, default: u64, max: u64| {
            if value.is_some_and(|value| value == 0 || value > max) {
                self.problem(format!("lifetimes.{key}"), format!("has to be from 1 to {max}"));
            }
            Duration::from_secs(value.unwrap_or(default))
        };
        let max_request = seconds("max_request_seconds", raw.max_request_seconds, MAX_REQUEST, MAX_REQUEST);
        let usual = max_request.as_secs().min(300);
        let lifetimes = Lifetimes {
            request: seconds("request_seconds", raw.request_seconds, usual, MAX_REQUEST),
            max_request,
            access_token: seconds("access_token_seconds", raw.access_token_seconds, 86_400, 2_592_000),
            id_token: seconds("id_token_seconds", raw.id_token_seconds, 36_000, 2_592_000),
            refresh_token: seconds("refresh_token_seconds", raw.refresh_token_seconds, 2_592_000, YEAR),
            grant: seconds("grant_seconds", raw.grant_seconds, 7_776_000, 10 * YEAR),
            enrollment_ticket: seconds("enrollment_ticket_seconds", raw.enrollment_ticket_seconds, 300, 432_000),
            enrollment_page: seconds("enrollment_page_seconds", raw.enrollment_page_seconds, 432_000, 432_000),
            poll_interval: seconds("poll_interval_seconds", raw.poll_interval_seconds, 5, 60),
            heartbeat: seconds("heartbeat_seconds", raw.heartbeat_seconds, 45, 300),
            id_token_hint: seconds("id_token_hint_seconds", raw.id_token_hint_seconds, 2_592_000, YEAR),
            retention: self.retention(raw.retention_seconds),
        };
        if lifetimes.request > max_request {
            self.problem("lifetimes.request_seconds", "is more than max_request_seconds");
        }
        lifetimes
    }

    /// 0 is for ever. Less than the longest life of an access token would forget its revocation.
    fn retention(&mut self, seconds: Option<u64>) -> Option<Duration> {
        let least = MAX_TOKEN_LIFE.as_secs();
        let seconds = seconds.unwrap_or(RETENTION);
        if seconds != 0 && !(least..=10 * YEAR).contains(&seconds) {
            let message = format!("has to be from {least} to {}, or 0 to keep everything", 10 * YEAR);
            self.problem("lifetimes.retention_seconds", message);
        }
        (seconds != 0).then(|| Duration::from_secs(seconds))
    }

    fn binding_message(&mut self, raw: &RawBindingMessage) -> BindingMessageRules {
        let max_length = raw.max_length.unwrap_or(BindingMessage::MAX_LENGTH);
        if !(4..=1024).contains(&max_length) {
            self.problem("binding_message.max_length", "has to be from 4 to 1024");
        }
        let alphabet = match raw.alphabet.as_deref() {
            None | Some("auth0") => Alphabet::Auth0,
            Some("printable") => Alphabet::Printable,
            Some(other) => {
                self.problem("binding_message.alphabet", format!("is \"auth0\" or \"printable\", not {other:?}"));
                Alphabet::Auth0
            }
        };
        BindingMessageRules { required: raw.required, max_length, alphabet }
    }

    /// Whether nobody but this machine reaches the server.
    fn is_for_trying_out(&self) -> bool {
        self.issuer_text.as_deref().and_then(|issuer| Url::parse(issuer).ok()).is_none_or(|issuer| is_loopback(&issuer))
    }

    fn directory(&mut self, table: &mut Table, folder: &Path, private_network: bool) -> Directory {
        let mut directory = Directory::default();
        for (index, entry) in self.entries(table, "users") {
            let key = format!("users[{index}]");
            let Some(draft) = self.draft::<UserDraft>(&key, entry, &UserDraft::KEYS) else { continue };
            let Some(user) = self.checked(&key, draft.check()) else { continue };
            if directory.users.contains_key(&user.id) {
                self.problem(format!("{key}.id"), format!("{:?} appears twice", user.id.as_str()));
            }
            directory.add_user(user, Origin::Configuration, serde_json::Map::new());
        }
        for (index, mut entry) in self.entries(table, "clients") {
            let key = format!("clients[{index}]");
            if let Err(message) = file::client_secret(&mut entry, folder) {
                self.problem(format!("{key}.client_secret_file"), message);
                continue;
            }
            let Some(draft) = self.draft::<ClientDraft>(&key, entry, &ClientDraft::KEYS) else { continue };
            let Some(client) = self.checked(&key, draft.check(private_network)) else { continue };
            // RFC 6749 2.3.1: nobody guesses a long one, however often they may try.
            if client.has_weak_secret && !self.is_for_trying_out() {
                let text = format!("has to have {GOOD_SECRET} characters or more; make one with: openssl rand -hex 32");
                self.problem(format!("{key}.client_secret"), text);
            }
            if directory.clients.contains_key(&client.client_id) {
                self.problem(format!("{key}.client_id"), format!("{:?} appears twice", client.client_id.as_str()));
            }
            directory.add_client(client, Origin::Configuration, serde_json::Map::new());
        }
        for (index, mut entry) in self.entries(table, "apis") {
            let key = format!("apis[{index}]");
            if let Err(message) = file::schemas(&mut entry, folder) {
                self.problem(format!("{key}.schema_file"), message);
                continue;
            }
            self.known_members_of_types(&key, &mut entry);
            let Some(draft) = self.draft::<ApiDraft>(&key, entry, &ApiDraft::KEYS) else { continue };
            let Some(api) = self.checked(&key, draft.check()) else { continue };
            let reserved = self.issuer_text.as_ref().is_some_and(|issuer| {
                api.identifier == *issuer
                    || [format!("{issuer}api/v2/"), format!("{issuer}userinfo")].contains(&api.identifier)
            });
            if reserved
                || directory.clients.contains_key(&waxseal_protocol::ids::ClientId::new(api.identifier.as_str()))
            {
                self.problem(
                    format!("{key}.identifier"),
                    "is the issuer, the Management API or a client; tokens for it could be taken for others",
                );
            }
            if directory.apis.contains_key(&api.identifier) {
                self.problem(format!("{key}.identifier"), format!("{:?} appears twice", api.identifier));
            }
            directory.add_api(api, Origin::Configuration, serde_json::Map::new());
        }
        for (index, entry) in self.entries(table, "client_grants") {
            let key = format!("client_grants[{index}]");
            let Some(draft) = self.draft::<ClientGrantDraft>(&key, entry, &ClientGrantDraft::KEYS) else { continue };
            let Some(grant) = self.checked(&key, draft.check()) else { continue };
            if !directory.clients.contains_key(&grant.client_id) {
                self.problem(format!("{key}.client_id"), format!("there is no client {:?}", grant.client_id.as_str()));
            }
            directory.add_client_grant(grant, Origin::Configuration, serde_json::Map::new());
        }
        directory
    }

    fn trusted_issuers(&mut self, table: &mut Table, private_network: bool) -> Vec<TrustedIssuer> {
        let mut issuers = Vec::new();
        for (index, entry) in self.entries(table, "trusted_issuers") {
            let key = format!("trusted_issuers[{index}]");
            let Some(raw) = self.read::<RawTrustedIssuer>(&key, entry) else { continue };
            if raw.jwks.is_none() && raw.jwks_uri.is_none() {
                self.problem(format!("{key}.jwks_uri"), "is missing; give jwks or jwks_uri");
            }
            if raw.jwks_uri.as_ref().is_some_and(|uri| uri.scheme() != "https" && !private_network) {
                self.problem(format!("{key}.jwks_uri"), "has to start with https://");
            }
            issuers.push(TrustedIssuer { issuer: raw.issuer, jwks: raw.jwks, jwks_uri: raw.jwks_uri });
        }
        issuers
    }

    /// Takes an array of tables out of the file.
    fn entries(&mut self, table: &mut Table, name: &str) -> Vec<(usize, Table)> {
        match table.remove(name) {
            None => Vec::new(),
            Some(Value::Array(values)) => {
                let tables = values.into_iter().map(Value::try_into).collect::<Result<Vec<Table>, _>>();
                if let Ok(tables) = tables {
                    return tables.into_iter().enumerate().collect();
                }
                self.problem(name, format!("has to be an array of tables: [[{name}]]"));
                Vec::new()
            }
            Some(_) => {
                self.problem(name, format!("has to be an array of tables: [[{name}]]"));
                Vec::new()
            }
        }
    }

    /// Names each unknown member of an API's types and takes it out, so that the rest is checked, too.
    fn known_members_of_types(&mut self, key: &str, api: &mut Table) {
        let Some(Value::Array(types)) = api.get_mut("authorization_details") else { return };
        let known = ApiDraft::DETAIL_TYPE_KEYS;
        for (index, entry) in types.iter_mut().enumerate() {
            let Value::Table(entry) = entry else { continue };
            let names: Vec<String> = entry.keys().filter(|name| !known.contains(&name.as_str())).cloned().collect();
            for name in names {
                entry.remove(&name);
                let message = format!("unknown key; known are {}, schema_file", known.join(", "));
                self.problem(format!("{key}.authorization_details[{index}].{name}"), message);
            }
        }
    }

    fn draft<T: DeserializeOwned>(&mut self, key: &str, table: Table, known: &[&str]) -> Option<T> {
        for unknown in table.keys().filter(|name| !known.contains(&name.as_str())) {
            self.problem(format!("{key}.{unknown}"), format!("unknown key; known are {}", known.join(", ")));
        }
        self.read(key, table)
    }

    fn checked<T>(&mut self, key: &str, result: Result<T, Vec<FieldProblem>>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(problems) => {
                for problem in problems {
                    self.problem(format!("{key}.{}", problem.field), problem.message);
                }
                None
            }
        }
    }
}

/// Whether a URL names this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
