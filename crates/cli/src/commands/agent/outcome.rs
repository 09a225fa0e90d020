//! What became of a request: printed, and as an exit code.

use std::path::Path;

use clap::ValueEnum;
use serde::Serialize;
use serde_json::json;
use waxseal_agent::{AgentError, PendingApproval, TokenResponse};
use waxseal_protocol::jose::decode_unverified;
use waxseal_protocol::token::AccessTokenClaims;

use super::handle::quoted;
use crate::exit::Exit;
use crate::output;

/// The flags about what is printed.
#[derive(Debug, Clone, Copy, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// What to print of an approval. Notes go to standard error in any case.
    #[arg(long = "output", value_name = "FORM", default_value = "token")]
    form: Form,
    /// Print one JSON object, whatever the outcome; the same as --output json.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// The access token.
    Token,
    /// A header line for curl: -H @<(waxseal agent ask … --output header).
    Header,
    /// The granted `authorization_details`.
    Details,
    /// One JSON object, whatever the outcome.
    Json,
    /// Nothing: the exit code says it all.
    None,
}

/// An approval as JSON. Not a `serde_json::Value`: its numbers would lose digits.
#[derive(Serialize)]
struct Approved<'a> {
    outcome: &'static str,
    token: &'a TokenResponse,
    claims: Option<AccessTokenClaims>,
}

/// An end without an approval, as JSON.
#[derive(Serialize)]
struct Ended<'a> {
    outcome: &'static str,
    error: String,
    /// The name of the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_seconds: Option<u64>,
    /// To go on with, where the request may go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    handle: Option<&'a PendingApproval>,
}

impl Output {
    pub(crate) fn is_json(self) -> bool {
        self.json || self.form == Form::Json
    }

    /// A note for a person, unless a program reads.
    pub(crate) fn note(self, text: &str) {
        if !self.is_json() {
            output::note(text);
        }
    }

    /// The token, which nobody gives a second time: that it cannot be written is a failure.
    pub(crate) fn approved(self, token: &TokenResponse) -> Exit {
        let form = if self.json { Form::Json } else { self.form };
        self.note("Approved.");
        let written = match form {
            Form::Token => output::result_line(&token.access_token),
            Form::Header => output::result_line(&format!("Authorization: {} {}", token.token_type, token.access_token)),
            Form::Details => match &token.authorization_details {
                Some(details) => output::result_json(details),
                None => output::result_line("[]"),
            },
            Form::Json => {
                // A token of another server need not be a JWT.
                let claims: Option<AccessTokenClaims> = decode_unverified(&token.access_token).ok();
                output::result_json(&Approved { outcome: "approved", token, claims })
            }
            Form::None => Ok(()),
        };
        let Err(error) = written else { return Exit::Done };
        let what = if form == Form::Details { "details" } else { "token" };
        output::error(&format!("approved, but the {what} could not be written: {error}"));
        Exit::Failed
    }

    /// The person was asked, and nobody waits.
    pub(crate) fn asked(pending: &PendingApproval) -> Exit {
        let Err(error) = output::result_json(pending) else { return Exit::Done };
        output::error(&format!("asked, but the handle could not be written: {error}"));
        to_go_on(pending, None);
        Exit::Failed
    }

    /// There is no answer yet.
    pub(crate) fn pending(self, pending: &PendingApproval, seconds_left: u64) -> Exit {
        if self.is_json() {
            let value = json!({"outcome": "pending", "seconds_left": seconds_left, "handle": pending});
            if let Err(error) = output::result_json(&value) {
                output::error(&format!("no answer yet, and the handle could not be written: {error}"));
                to_go_on(pending, None);
            }
        } else {
            output::note(&format!("No answer yet. The person has {seconds_left} s left."));
        }
        Exit::Pending
    }

    /// It ended without an approval, or failed. `handle` is there when the request may go on.
    pub(crate) fn ended(self, error: &anyhow::Error, handle: Option<&PendingApproval>) -> Exit {
        let known = error.downcast_ref::<AgentError>();
        let (exit, outcome) = match known {
            Some(AgentError::Denied) => (Exit::Denied, "denied"),
            Some(AgentError::Expired) => (Exit::Expired, "expired"),
            _ => (Exit::Failed, "failed"),
        };
        let hint = known.and_then(hint);
        if self.is_json() {
            let written = output::result_json(&Ended {
                outcome,
                error: format!("{error:#}"),
                reason: known.map(AgentError::name),
                retry_after_seconds: known.and_then(AgentError::retry_after).map(|wait| wait.as_secs()),
                handle,
            });
            if let (Err(_), Some(pending)) = (written, handle) {
                output::error(&format!("{error:#}"));
                to_go_on(pending, None);
            }
        } else {
            let hint = hint.map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
            output::error(&format!("{error:#}{hint}"));
        }
        exit
    }
}

/// Whether nobody can go on with a request after this.
pub(super) fn is_end(error: &AgentError) -> bool {
    matches!(error, AgentError::Denied | AgentError::Expired | AgentError::Spent)
}

/// Says how to go on with a request: by the file that has its handle, or by the handle itself.
pub(super) fn to_go_on(pending: &PendingApproval, file: Option<&Path>) {
    let handle = file.map_or_else(|| quoted(pending), |path| format!("@{}", path.display()));
    output::note(&format!("To go on waiting: waxseal agent wait {handle}"));
}

/// What a person at a shell can do about it.
fn hint(error: &AgentError) -> Option<String> {
    let text = match error {
        AgentError::NoChannel { .. } => {
            "enrol a device for this person: waxseal ticket --user ID prints a link for it".to_owned()
        }
        AgentError::RateLimited { retry_after: Some(wait), .. }
        | AgentError::Overloaded { retry_after: Some(wait) } => {
            format!("try again in {} s", wait.as_secs().max(1))
        }
        AgentError::UnknownUser => {
            "--user takes the id that the server knows the person by, --email an address".to_owned()
        }
        AgentError::UserCode { missing: true } => "give it with WAXSEAL_USER_CODE".to_owned(),
        AgentError::InvalidClient { .. } => {
            "check id, secret and key, and whether --auth-method is the one that the client registered".to_owned()
        }
        AgentError::Unreachable(reason) if reason.contains("UnknownIssuer") || reason.contains("certificate") => {
            "trust the server's authority with --authority FILE; waxseal serve says where its own is".to_owned()
        }
        AgentError::Unanswered(_) => "look at the device before asking again".to_owned(),
        AgentError::Foreign { issuer, client_id } => format!("use --issuer {issuer} --client-id {client_id}"),
        _ => return None,
    };
    Some(text)
}
