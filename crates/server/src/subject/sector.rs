//! The document at `sector_identifier_uri`: a client belongs to a sector if the sector says so
//! (OpenID Connect Registration 5, CIBA Core 4). Without this, any client could name another's
//! sector and learn its names for people.

use url::Url;
use waxseal_protocol::ErrorCode;
use waxseal_store::model::DeliveryMode;

use crate::directory::{Client, SubjectType};
use crate::http::{OAuthError, Remembered, Said};
use crate::state::AppState;

/// What sectors said of clients.
pub(crate) type Sectors = Remembered<Membership>;

/// A sector's document, and the URL of the client that has to stand in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Membership {
    document: Url,
    member: Url,
}

/// Whether the client's sector knows it. The check needs the network, so it is made when a request
/// comes and not when the client is registered.
pub(crate) async fn check(state: &AppState, client: &Client) -> Result<(), OAuthError> {
    let Some(membership) = membership(client) else { return Ok(()) };
    let belongs = state.sectors.answer(&membership, state.clock.as_ref(), fetch(state, &membership)).await;
    if belongs {
        return Ok(());
    }
    let Membership { document, member } = membership;
    let text = format!("The document {document} cannot be read or does not list {member}.");
    Err(OAuthError::new(ErrorCode::UnauthorizedClient, text))
}

fn membership(client: &Client) -> Option<Membership> {
    if client.subject_type == SubjectType::Public {
        return None;
    }
    let member = match client.delivery_mode {
        DeliveryMode::Push => client.notification_endpoint.clone(),
        DeliveryMode::Poll | DeliveryMode::Ping => client.jwks_uri.clone(),
    };
    Some(Membership { document: client.sector_identifier_uri.clone()?, member: member? })
}

async fn fetch(state: &AppState, membership: &Membership) -> Said {
    let Membership { document, member } = membership;
    match state.outgoing.read::<Vec<String>>(document).await {
        Ok(members) => Said::of(members.iter().any(|one| Url::parse(one).is_ok_and(|one| one == *member))),
        Err(error) => {
            tracing::warn!(%document, %error, "Could not read the sector's document {document}: {error}");
            Said::of_failure(&error)
        }
    }
}
