//! Client authentication (RFC 6749 2.3, RFC 7523, RFC 8705): one method at a time, and the one
//! that is registered.

mod assertion;
mod key_sets;
mod mtls;
mod secret;

pub(crate) use assertion::Audience;
pub(crate) use key_sets::KeySets;
pub(crate) use mtls::{CertificateAuthorities, jwk_of_pem};

use std::sync::Arc;

use waxseal_protocol::ErrorCode;
use waxseal_protocol::ids::ClientId;

use crate::directory::{AuthMethod, Client, Entry};
use crate::http::{CallContext, OAuthError, Parameters};
use crate::state::AppState;

/// A client that proved who it is.
#[derive(Debug)]
pub(crate) struct AuthenticatedClient {
    pub(crate) client: Arc<Entry<Client>>,
    /// Thumbprint of the certificate it came with, on the port that asks for one.
    pub(crate) certificate: Option<String>,
}

impl AuthenticatedClient {
    pub(crate) fn id(&self) -> &ClientId {
        &self.client.client_id
    }
}

/// Finds out who calls. Every failure is `invalid_client`, but for two methods at once.
pub(crate) async fn authenticate(
    state: &AppState,
    context: &CallContext,
    parameters: &Parameters,
) -> Result<AuthenticatedClient, OAuthError> {
    let authenticated = check(state, context, parameters).await;
    if authenticated.is_err() {
        note_failure(state, context, parameters);
    }
    authenticated
}

async fn check(
    state: &AppState,
    context: &CallContext,
    parameters: &Parameters,
) -> Result<AuthenticatedClient, OAuthError> {
    let basic = secret::basic_credentials(&context.headers)?;
    let body_secret = parameters.get("client_secret");
    let assertion = parameters.get("client_assertion");
    if usize::from(basic.is_some()) + usize::from(body_secret.is_some()) + usize::from(assertion.is_some()) > 1 {
        return Err(OAuthError::invalid_request("The client authenticated in two ways at once."));
    }
    let client = if let Some(candidates) = basic {
        let client = secret::check(state, candidates, AuthMethod::ClientSecretBasic)?;
        if parameters.get("client_id").is_some_and(|named| named != client.client_id.as_str()) {
            return Err(OAuthError::invalid_request("client_id is another one than the authenticated client's."));
        }
        client
    } else if let Some(secret) = body_secret {
        let id = parameters.required("client_id")?;
        secret::check(state, vec![(id.to_owned(), secret.to_owned())], AuthMethod::ClientSecretPost)?
    } else if let Some(assertion) = assertion {
        assertion::check(state, parameters, assertion).await?
    } else {
        mtls::check(state, context, parameters).await?
    };
    let certificate = context.certificate.as_ref().map(|certificate| certificate.thumbprint().to_owned());
    Ok(AuthenticatedClient { client, certificate })
}

/// Says in the log that somebody tries, and not how often: whoever fails must not fill the disk.
fn note_failure(state: &AppState, context: &CallContext, parameters: &Parameters) {
    if state.noted_failures.take(&(), state.clock.monotonic()).is_ok() {
        let named = parameters.get("client_id").unwrap_or_default();
        let named: String = named.chars().take(64).collect();
        tracing::warn!(client.id = ?named, "A client could not be authenticated at {}", context.path);
    }
}

fn failed() -> OAuthError {
    OAuthError::new(ErrorCode::InvalidClient, "Client authentication failed.")
}

/// A failure that says why. Only for what the caller's own developer can see anyway.
fn failed_because(reason: &dyn std::fmt::Display) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidClient, format!("Client authentication failed: {reason}."))
}

fn client_of(state: &AppState, id: &str) -> Result<Arc<Entry<Client>>, OAuthError> {
    state.directory().clients.get(&ClientId::new(id)).map(Arc::clone).ok_or_else(failed)
}
