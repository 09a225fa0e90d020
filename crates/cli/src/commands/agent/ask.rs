//! `waxseal agent ask`

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use waxseal_agent::{ApprovalRequest, Approver};

use super::connection::Connection;
use super::fields::{Field, details};
use super::handle::{Place, noted};
use super::outcome::{Output, to_go_on};
use super::wait::Waiting;
use crate::exit::Exit;
use crate::signals::Signals;

pub(super) const EXAMPLES: &str = "\
Examples:
  export WAXSEAL_ISSUER=https://localhost:8443/ WAXSEAL_AUTHORITY=data/ca.pem
  export WAXSEAL_CLIENT_ID=release-agent WAXSEAL_CLIENT_SECRET=…

  # Deploy only when Hanna approves:
  waxseal agent ask --user 'auth0|hanna' --audience https://deploy.example/api \\
      --type deployment --field service=shop --field version.to=1.2 --field commits:=18 \\
      --output none && ./deploy.sh

  # Call an API with the token:
  curl -H @<(waxseal agent ask --user 'auth0|hanna' --audience https://deploy.example/api --output header) …

  # Ask now, wait in another process:
  waxseal agent ask --user 'auth0|hanna' --audience https://deploy.example/api --no-wait > handle.json
  waxseal agent wait @handle.json

Exit codes: 0 approved, or asked with --no-wait; 1 failed, 3 denied, 4 expired without an answer,
5 stopped waiting";

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Request")]
#[command(group = clap::ArgGroup::new("approver").required(true))]
pub(crate) struct Arguments {
    /// Who shall approve: the id that the server knows the person by.
    #[arg(long, value_name = "ID", group = "approver")]
    user: Option<String>,
    /// Who shall approve: an e-mail address.
    #[arg(long, value_name = "ADDRESS", group = "approver")]
    email: Option<String>,
    /// Who shall approve: a phone number like +12065550100.
    #[arg(long, value_name = "NUMBER", group = "approver")]
    phone: Option<String>,
    /// Who shall approve: a `login_hint` as it is, plain text or the JSON of a subject identifier.
    #[arg(long, value_name = "HINT", group = "approver")]
    login_hint: Option<String>,
    /// Who shall approve: an ID token that this client has of the person.
    #[arg(long, value_name = "JWT", group = "approver")]
    id_token_hint: Option<String>,
    /// Who shall approve: a JWT of an issuer that the server trusts, or a one-time code of their device.
    #[arg(long, value_name = "JWT", group = "approver")]
    login_hint_token: Option<String>,
    /// The API the token is for.
    #[arg(long, env = "WAXSEAL_AUDIENCE", value_name = "AUDIENCE")]
    audience: Option<String>,
    /// The API the token is for, in the parameter of RFC 8707.
    #[arg(long, value_name = "URI")]
    resource: Option<String>,
    /// Scopes, separated by blanks.
    #[arg(long, default_value = "openid", value_name = "SCOPES")]
    scope: String,
    /// The short text that the person compares.
    #[arg(long, value_name = "TEXT")]
    binding_message: Option<String>,
    /// The type of what shall be approved; --field says the rest of it.
    #[arg(long = "type", value_name = "TYPE")]
    detail_type: Option<String>,
    /// A field of it: name=text, or name:=JSON for numbers, true, false, null, lists and objects. A name
    /// like version.to or regions.0 leads inside; so does a JSON pointer like /version/to.
    #[arg(long = "field", value_name = "NAME=VALUE", requires = "detail_type")]
    fields: Vec<Field>,
    /// `authorization_details`: the JSON text of an array, or @FILE.
    #[arg(long, value_name = "JSON", conflicts_with = "detail_type")]
    details: Option<String>,
    /// The person's user code, where they have one.
    #[arg(long, env = "WAXSEAL_USER_CODE", hide_env_values = true, value_name = "CODE")]
    user_code: Option<String>,
    /// How well the person shall be authenticated: values separated by blanks.
    #[arg(long, value_name = "VALUES")]
    acr_values: Option<String>,
    /// What is known about the circumstances: a JSON object, or @FILE.
    #[arg(long, value_name = "JSON")]
    request_context: Option<String>,
    /// How many seconds the person has.
    #[arg(long, value_name = "SECONDS")]
    expiry: Option<u64>,
    /// Wait for the answer. This is the default.
    #[arg(long, help_heading = "Waiting")]
    wait: bool,
    /// Print a handle for `waxseal agent wait` and `check` instead of waiting.
    #[arg(long, conflicts_with_all = ["wait", "timeout"], help_heading = "Waiting")]
    no_wait: bool,
    /// Stop waiting after so many seconds. The request goes on.
    #[arg(long, value_name = "SECONDS", help_heading = "Waiting")]
    timeout: Option<u64>,
    /// Keep the handle in this file from the moment the person is asked.
    #[arg(long, value_name = "FILE", help_heading = "Waiting")]
    handle: Option<PathBuf>,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let output = arguments.output;
    Ok(ask(arguments).await.unwrap_or_else(|error| output.ended(&error, None)))
}

async fn ask(arguments: Arguments) -> anyhow::Result<Exit> {
    let request = arguments.request()?;
    let Arguments { no_wait, timeout, handle, connection, output: form, .. } = arguments;
    let client = connection.client().await?;
    // From here on a person may have been asked: who wants the program to end gets the handle first.
    let signals = Signals::new()?;
    let place = handle.as_deref().map(Place::new).transpose()?;
    let mut pending = client.ask(&request).await?;
    let is_kept = place.is_some_and(|place| noted(place.fill(&pending)));
    if no_wait {
        return Ok(Output::asked(&pending));
    }
    form.note("Asked.");
    if handle.is_some() && !is_kept {
        to_go_on(&pending, None);
    }
    let file = handle.as_deref();
    Ok(Waiting { client: &client, timeout, file, output: form, signals }.wait(&mut pending).await)
}

impl Arguments {
    fn request(&self) -> anyhow::Result<ApprovalRequest> {
        let mut request = ApprovalRequest::of(self.approver()?).scope(&self.scope);
        if let Some(audience) = &self.audience {
            request = request.audience(audience);
        }
        if let Some(resource) = &self.resource {
            request = request.resource(resource);
        }
        if let Some(message) = &self.binding_message {
            request = request.binding_message(message);
        }
        if let Some(code) = &self.user_code {
            request = request.user_code(code);
        }
        if let Some(values) = &self.acr_values {
            request = request.acr_values(values);
        }
        if let Some(context) = &self.request_context {
            request = request.request_context(&text_or_file(context)?)?;
        }
        if let Some(seconds) = self.expiry {
            request = request.expiry(Duration::from_secs(seconds));
        }
        if let Some(text) = &self.details {
            request = request.authorization_details(&text_or_file(text)?)?;
        }
        if let Some(detail_type) = &self.detail_type {
            request = request.details(details(detail_type, self.fields.clone())?);
        }
        Ok(request)
    }

    fn approver(&self) -> anyhow::Result<Approver> {
        let given = [
            self.user.clone().map(Approver::User),
            self.email.clone().map(Approver::Email),
            self.phone.clone().map(Approver::PhoneNumber),
            self.login_hint.clone().map(Approver::LoginHint),
            self.id_token_hint.clone().map(Approver::IdToken),
            self.login_hint_token.clone().map(Approver::LoginHintToken),
        ];
        given.into_iter().flatten().next().context("nobody is named who shall approve")
    }
}

/// A text, or with an @ the file that holds it.
fn text_or_file(text: &str) -> anyhow::Result<String> {
    match text.strip_prefix('@') {
        Some(path) => std::fs::read_to_string(path).with_context(|| format!("cannot read {path}")),
        None => Ok(text.to_owned()),
    }
}
