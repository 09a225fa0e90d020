//! Whether a notification endpoint is under its client's authority (CIBA Core 14): without this, whoever
//! registers a client could have the server call somebody else.
//!
//! There is no specification for how to find out, so it is done as for sectors: the host of the endpoint
//! publishes a document, which only those can do who run it.

use serde::Deserialize;
use url::Url;
use waxseal_protocol::ErrorCode;
use waxseal_protocol::ids::ClientId;

use crate::directory::Client;
use crate::http::{OAuthError, Remembered, Said};
use crate::state::AppState;

/// Where a host says which clients may have it told.
const DOCUMENT: &str = "/.well-known/waxseal-clients";

/// What hosts said of clients.
pub(crate) type EndpointHosts = Remembered<(Url, ClientId)>;

/// One client of the document.
#[derive(Debug, Deserialize)]
struct Listed {
    issuer: String,
    client_id: ClientId,
}

/// Refuses a client whose endpoint nobody vouches for, where the server is configured to. The check needs
/// the network, so it is made when a request comes and not when the client is registered.
pub(super) async fn check(state: &AppState, client: &Client) -> Result<(), OAuthError> {
    if !state.config.verify_notification_endpoints {
        return Ok(());
    }
    let Some(endpoint) = client.unproven_endpoint() else { return Ok(()) };
    let document = endpoint.join(DOCUMENT).map_err(|error| OAuthError::internal(&error))?;
    let question = (document, client.client_id.clone());
    let (document, _) = &question;
    let ask = is_listed(state, document, client);
    if state.endpoint_hosts.answer(&question, state.clock.as_ref(), ask).await {
        return Ok(());
    }
    let text = format!("The document {document} cannot be read or does not list this client.");
    Err(OAuthError::new(ErrorCode::UnauthorizedClient, text))
}

async fn is_listed(state: &AppState, document: &Url, client: &Client) -> Said {
    match state.outgoing.read::<Vec<Listed>>(document).await {
        Ok(listed) => {
            Said::of(listed.iter().any(|one| one.issuer == state.issuer() && one.client_id == client.client_id))
        }
        Err(error) => {
            tracing::warn!(%document, %error, "Could not read {document}: {error}");
            Said::of_failure(&error)
        }
    }
}
