//! `waxseal agent ask`

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::Subcommand;
use serde_json::json;
use waxseal_agent::{AgentError, ApprovalRequest, Client, Credentials};
use waxseal_protocol::jose::decode_unverified;
use waxseal_protocol::token::AccessTokenClaims;

use crate::exit::Exit;
use crate::output;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Ask, wait for the answer and print the token.
    Ask(AskArguments),
}

#[derive(Debug, clap::Args)]
pub(crate) struct AskArguments {
    /// The server.
    #[arg(long, env = "WAXSEAL_ISSUER", value_name = "URL")]
    issuer: String,
    /// The client's id.
    #[arg(long, env = "WAXSEAL_CLIENT_ID", value_name = "ID")]
    client_id: String,
    /// The client's secret; better given by the environment than on the command line.
    #[arg(long, env = "WAXSEAL_CLIENT_SECRET", hide_env_values = true, value_name = "SECRET")]
    client_secret: String,
    /// A PEM file of authorities trusted beside the system's.
    #[arg(long, env = "WAXSEAL_AUTHORITY", value_name = "FILE")]
    authority: Option<PathBuf>,
    /// Who shall approve.
    #[arg(long, value_name = "ID")]
    user: String,
    /// The API the token is for.
    #[arg(long, value_name = "AUDIENCE")]
    audience: Option<String>,
    /// Scopes, separated by blanks.
    #[arg(long, default_value = "openid", value_name = "SCOPES")]
    scope: String,
    /// The short text that the person compares.
    #[arg(long, value_name = "TEXT")]
    binding_message: Option<String>,
    /// `authorization_details`: the JSON text of an array, or @FILE.
    #[arg(long, value_name = "JSON")]
    details: Option<String>,
    /// How many seconds the person has.
    #[arg(long, value_name = "SECONDS")]
    expiry: Option<u64>,
    /// Print one JSON object, whatever the outcome.
    #[arg(long)]
    json: bool,
}

impl Command {
    pub(crate) async fn run(self) -> anyhow::Result<Exit> {
        match self {
            Self::Ask(arguments) => ask(arguments).await,
        }
    }
}

async fn ask(arguments: AskArguments) -> anyhow::Result<Exit> {
    let json = arguments.json;
    match try_ask(arguments).await {
        Ok(()) => Ok(Exit::Done),
        Err(error) => {
            let (exit, outcome) = match error.downcast_ref::<AgentError>() {
                Some(AgentError::Denied) => (Exit::Denied, "denied"),
                Some(AgentError::Expired) => (Exit::Expired, "expired"),
                _ => (Exit::Failed, "failed"),
            };
            if json {
                output::json(&json!({"outcome": outcome, "error": format!("{error:#}")}));
            } else {
                output::error(&format!("{error:#}"));
            }
            Ok(exit)
        }
    }
}

async fn try_ask(arguments: AskArguments) -> anyhow::Result<()> {
    let credentials =
        Credentials { client_id: arguments.client_id, client_secret: arguments.client_secret.as_str().into() };
    let client = Client::discover(&arguments.issuer, credentials, arguments.authority.as_deref()).await?;
    let mut request = ApprovalRequest::new(arguments.user).scope(&arguments.scope);
    if let Some(audience) = arguments.audience {
        request = request.audience(audience);
    }
    if let Some(message) = arguments.binding_message {
        request = request.binding_message(message);
    }
    if let Some(seconds) = arguments.expiry {
        request = request.expiry(Duration::from_secs(seconds));
    }
    if let Some(details) = arguments.details {
        let text = match details.strip_prefix('@') {
            Some(path) => std::fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?,
            None => details,
        };
        request = request.authorization_details(&text)?;
    }
    let pending = client.ask(&request).await?;
    if !arguments.json {
        output::note(&format!("Asked. Waiting up to {} s for an answer…", pending.expires_in));
    }
    let token = client.wait(&pending).await?;
    let claims: AccessTokenClaims =
        decode_unverified(&token.access_token).context("the access token is not as expected")?;
    if arguments.json {
        output::json(&json!({"outcome": "approved", "token": token, "claims": claims}));
    } else {
        output::note("Approved.");
        output::line(&token.access_token);
    }
    Ok(())
}
