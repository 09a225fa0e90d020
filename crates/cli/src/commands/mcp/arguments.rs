//! What `waxseal mcp` is told, checked before anything is served.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use clap::ValueEnum;
use waxseal_protocol::Secret;

use super::connection::Connection;
use super::policy::Policy;
use super::token::TokenRule;
use super::transport::{HttpSettings, Transport};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The server.
    #[arg(long, env = "WAXSEAL_ISSUER", value_name = "URL")]
    issuer: String,
    /// The client's id.
    #[arg(long, env = "WAXSEAL_CLIENT_ID", value_name = "ID")]
    client_id: String,
    /// The client's secret; better given by the environment or in a file.
    #[arg(long, env = "WAXSEAL_CLIENT_SECRET", hide_env_values = true, value_name = "SECRET")]
    client_secret: Option<String>,
    /// A file with the client's secret; it counts before the secret itself.
    #[arg(long, env = "WAXSEAL_CLIENT_SECRET_FILE", value_name = "FILE")]
    client_secret_file: Option<PathBuf>,
    /// A PEM file of authorities trusted beside the system's.
    #[arg(long, env = "WAXSEAL_AUTHORITY", value_name = "FILE")]
    authority: Option<PathBuf>,

    /// Who may be asked; the first is asked unless the model names another. Without it, the model
    /// names anybody.
    #[arg(long = "user", env = "WAXSEAL_MCP_USER", value_delimiter = ' ', value_name = "ID", help_heading = LIMITS)]
    users: Vec<String>,
    /// The APIs that may be asked for; the first is the default.
    #[arg(long = "audience", env = "WAXSEAL_MCP_AUDIENCE", value_delimiter = ' ', value_name = "AUDIENCE", help_heading = LIMITS)]
    audiences: Vec<String>,
    /// The types of action that may be asked for. Without it, all that the server knows.
    #[arg(long = "type", env = "WAXSEAL_MCP_TYPE", value_delimiter = ' ', value_name = "TYPE", help_heading = LIMITS)]
    types: Vec<String>,
    /// The scopes that may be asked for. Without it, all that the server allows this client.
    #[arg(long = "scope", env = "WAXSEAL_MCP_SCOPE", value_delimiter = ' ', value_name = "SCOPE", help_heading = LIMITS)]
    scopes: Vec<String>,
    /// How many requests may be open at a time.
    #[arg(long, env = "WAXSEAL_MCP_MAX_OPEN", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=100), value_name = "NUMBER", help_heading = LIMITS)]
    max_open: u16,
    /// How many seconds a person has, unless the model says. Without it, the server decides.
    #[arg(long, env = "WAXSEAL_MCP_EXPIRY", value_parser = clap::value_parser!(u32).range(1..), value_name = "SECONDS", help_heading = LIMITS)]
    expiry: Option<u32>,
    /// How many seconds one call waits, unless the model says. Many MCP clients give up after 60.
    #[arg(long, env = "WAXSEAL_MCP_WAIT", default_value_t = 45, value_parser = clap::value_parser!(u32).range(1..=3600), value_name = "SECONDS", help_heading = LIMITS)]
    wait: u32,

    /// Write each access token into a file of its own, which only this user may read, and tell the
    /// model its name.
    #[arg(long, env = "WAXSEAL_MCP_TOKEN_DIR", value_name = "DIR", help_heading = TOKENS, conflicts_with = "reveal_tokens")]
    token_dir: Option<PathBuf>,
    /// Hand out access tokens: to the model (result), or only to the program around it, in the
    /// result's `_meta` (meta).
    #[arg(long, env = "WAXSEAL_MCP_REVEAL_TOKENS", num_args = 0..=1, require_equals = true, default_missing_value = "result", value_name = "WHERE", help_heading = TOKENS)]
    reveal_tokens: Option<Reveal>,

    /// How MCP is spoken: on standard input and output, or by streamable HTTP.
    #[arg(long, env = "WAXSEAL_MCP_TRANSPORT", default_value = "stdio", value_name = "TRANSPORT", help_heading = TRANSPORT)]
    transport: TransportName,
    /// Where HTTP listens; its path is /mcp.
    #[arg(long, env = "WAXSEAL_MCP_LISTEN", default_value = "127.0.0.1:8765", value_name = "ADDRESS", help_heading = TRANSPORT)]
    listen: SocketAddr,
    /// A file with a token that HTTP clients have to send: Authorization: Bearer ….
    #[arg(long, env = "WAXSEAL_MCP_BEARER_TOKEN_FILE", value_name = "FILE", help_heading = TRANSPORT)]
    bearer_token_file: Option<PathBuf>,
    /// Let HTTP listen on addresses that other machines reach. Needs a bearer token, and something
    /// in front that speaks TLS.
    #[arg(long, env = "WAXSEAL_MCP_ALLOW_REMOTE", help_heading = TRANSPORT)]
    allow_remote: bool,
    /// A name, with or without a port, that HTTP clients may call this server by, beside those of
    /// loopback.
    #[arg(long = "allow-host", env = "WAXSEAL_MCP_ALLOW_HOST", value_delimiter = ' ', value_name = "HOST", help_heading = TRANSPORT)]
    hosts: Vec<String>,
    /// A web page that may call this server from a browser, such as `http://localhost:6274`. Without
    /// it, none.
    #[arg(long = "allow-origin", env = "WAXSEAL_MCP_ALLOW_ORIGIN", value_delimiter = ' ', value_name = "ORIGIN", help_heading = TRANSPORT)]
    origins: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TransportName {
    Stdio,
    Http,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Reveal {
    Result,
    Meta,
}

/// Everything that can be found out before somebody asks.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) connection: Connection,
    pub(super) policy: Policy,
    pub(super) transport: Transport,
}

impl Arguments {
    pub(super) fn check(self) -> anyhow::Result<Ready> {
        let secret = match (&self.client_secret_file, self.client_secret) {
            (Some(path), _) => secret_in(path)?,
            (None, Some(secret)) if !secret.is_empty() => Secret::new(secret),
            (None, _) => {
                bail!("the client's secret is missing\nhint: set WAXSEAL_CLIENT_SECRET_FILE or WAXSEAL_CLIENT_SECRET")
            }
        };
        let connection = Connection::new(&self.issuer, self.client_id, &secret, self.authority)?;
        let tokens = match (self.token_dir, self.reveal_tokens) {
            (Some(folder), _) => TokenRule::in_folder(folder)?,
            (None, Some(Reveal::Result)) => TokenRule::Revealed,
            (None, Some(Reveal::Meta)) => TokenRule::Meta,
            (None, None) => TokenRule::Withheld,
        };
        let policy = Policy {
            users: self.users,
            audiences: self.audiences,
            types: self.types,
            scopes: self.scopes,
            max_open: usize::from(self.max_open),
            expiry: self.expiry.map(u64::from),
            wait: Duration::from_secs(self.wait.into()),
            tokens,
        };
        let hands_out = matches!(policy.tokens, TokenRule::Revealed | TokenRule::Meta);
        let transport = match self.transport {
            TransportName::Stdio => Transport::Stdio,
            TransportName::Http => {
                let bearer = self.bearer_token_file.as_deref().map(secret_in).transpose()?;
                let local = self.listen.ip().is_loopback();
                ensure!(
                    local || self.allow_remote,
                    "{} can be reached by other machines\nhint: listen on 127.0.0.1, or add --allow-remote",
                    self.listen
                );
                ensure!(
                    local || bearer.is_some(),
                    "other machines could ask in this client's name\nhint: give a --bearer-token-file"
                );
                ensure!(
                    !hands_out || bearer.is_some(),
                    "every program on this machine could have tokens\nhint: --bearer-token-file keeps others out"
                );
                ensure!(
                    !self.listen.ip().is_unspecified() || !self.hosts.is_empty(),
                    "nobody could call this server by its name\nhint: give the name with --allow-host"
                );
                Transport::Http(HttpSettings { listen: self.listen, bearer, hosts: self.hosts, origins: self.origins })
            }
        };
        Ok(Ready { connection, policy, transport })
    }
}

/// The secret in a file, without the line's end that editors write.
fn secret_in(path: &std::path::Path) -> anyhow::Result<Secret<String>> {
    let text = std::fs::read_to_string(path).map(Secret::new);
    let text = text.with_context(|| format!("cannot read the secret in {}", path.display()))?;
    let trimmed = text.expose().trim();
    ensure!(!trimmed.is_empty(), "{} is empty\nhint: it has to hold the secret and nothing else", path.display());
    Ok(Secret::new(trimmed.to_owned()))
}

const LIMITS: &str = "Limits and defaults";
const TOKENS: &str = "Tokens";
const TRANSPORT: &str = "Transport";

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn check(more: &[&str]) -> anyhow::Result<Ready> {
        let basic = ["mcp", "--issuer", "https://localhost:8443/", "--client-id", "a", "--client-secret", "s"];
        Line::try_parse_from(basic.iter().chain(more))?.arguments.check()
    }

    fn refusal(more: &[&str]) -> String {
        format!("{:#}", check(more).expect_err("it is refused"))
    }

    #[test]
    fn tokens_are_withheld_unless_somebody_says_otherwise() {
        assert_eq!(check(&[]).unwrap().policy.tokens, TokenRule::Withheld);
        assert_eq!(check(&["--reveal-tokens"]).unwrap().policy.tokens, TokenRule::Revealed);
        assert_eq!(check(&["--reveal-tokens=meta"]).unwrap().policy.tokens, TokenRule::Meta);
        assert!(refusal(&["--reveal-tokens", "--token-dir", "/tmp/x"]).contains("cannot be used with"));
    }

    #[test]
    fn other_machines_are_let_in_by_two_decisions() {
        let open = ["--transport", "http", "--listen", "0.0.0.0:0"];
        assert!(refusal(&open).contains("hint: listen on 127.0.0.1, or add --allow-remote"));
        assert!(refusal(&[&open[..], &["--allow-remote"]].concat()).contains("--bearer-token-file"));
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "token\n").unwrap();
        let path = file.path().to_str().unwrap();
        let allowed = [&open[..], &["--allow-remote", "--bearer-token-file", path]].concat();
        assert!(refusal(&allowed).contains("hint: give the name with --allow-host"));
        let ready = check(&[&allowed[..], &["--allow-host", "agents.example"]].concat()).unwrap();
        let Transport::Http(settings) = ready.transport else { panic!("HTTP") };
        assert!(settings.bearer.unwrap().matches(b"token"));
        check(&["--transport", "http", "--listen", "[::1]:0"]).unwrap();
    }

    #[test]
    fn over_http_tokens_are_handed_out_to_clients_with_the_bearer_token_only() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "token\n").unwrap();
        for reveal in ["--reveal-tokens", "--reveal-tokens=meta"] {
            let http = ["--transport", "http", reveal];
            assert!(refusal(&http).contains("hint: --bearer-token-file"));
            check(&[&http[..], &["--bearer-token-file", file.path().to_str().unwrap()]].concat()).unwrap();
            check(&[reveal]).unwrap();
        }
        check(&["--transport", "http"]).unwrap();
    }

    #[test]
    fn a_secret_is_needed_and_an_empty_file_is_none() {
        let bare = ["mcp", "--issuer", "https://localhost:8443/", "--client-id", "a"];
        let without = Line::try_parse_from(bare).unwrap().arguments.check();
        assert!(format!("{:#}", without.unwrap_err()).contains("hint: set WAXSEAL_CLIENT_SECRET_FILE"));
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), " \n").unwrap();
        let path = file.path().to_str().unwrap();
        let empty = Line::try_parse_from(bare.into_iter().chain(["--client-secret-file", path]));
        assert!(format!("{:#}", empty.unwrap().arguments.check().unwrap_err()).contains("is empty"));
    }

    #[test]
    fn a_list_is_repeated_or_separated_by_blanks() {
        let policy =
            check(&["--type", "payment", "--type", "note", "--user", "auth0|hanna auth0|omar"]).unwrap().policy;
        assert_eq!(policy.types, ["payment", "note"]);
        assert_eq!(policy.users, ["auth0|hanna", "auth0|omar"]);
    }
}
