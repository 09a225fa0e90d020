//! The document at `sector_identifier_uri`: a client belongs to a sector if the sector says so
//! (OpenID Connect Registration 5, CIBA Core 4). Without this, any client could name another's
//! sector and learn its names for people.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use url::Url;
use waxseal_protocol::ErrorCode;
use waxseal_store::model::DeliveryMode;

use crate::directory::{Client, SubjectType};
use crate::http::OAuthError;
use crate::state::AppState;

/// How long a document's yes is good.
const GOOD_FOR: Duration = Duration::from_hours(24);
/// A document is not fetched again sooner than this after a no.
const AT_MOST_EVERY: Duration = Duration::from_secs(10);

/// What sectors said of clients.
#[derive(Debug, Default)]
pub(crate) struct Sectors(Mutex<HashMap<Membership, Answer>>);

/// A sector's document, and the URL of the client that has to stand in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Membership {
    document: Url,
    member: Url,
}

#[derive(Debug, Clone, Copy)]
struct Answer {
    belongs: bool,
    at: Duration,
}

/// Whether the client's sector knows it. The check needs the network, so it is made when a request
/// comes and not when the client is registered.
pub(crate) async fn check(state: &AppState, client: &Client) -> Result<(), OAuthError> {
    let Some(membership) = membership(client) else { return Ok(()) };
    let now = state.clock.monotonic();
    let known = state.sectors.0.lock().unwrap_or_else(PoisonError::into_inner).get(&membership).copied();
    let belongs = match known {
        Some(answer) if now.saturating_sub(answer.at) < answer.good_for() => answer.belongs,
        _ => {
            let belongs = fetch(state, &membership).await;
            let answer = Answer { belongs, at: now };
            state.sectors.0.lock().unwrap_or_else(PoisonError::into_inner).insert(membership.clone(), answer);
            belongs
        }
    };
    if belongs {
        return Ok(());
    }
    let Membership { document, member } = membership;
    let text = format!("The document {document} cannot be read or does not list {member}.");
    Err(OAuthError::new(ErrorCode::UnauthorizedClient, text))
}

impl Answer {
    fn good_for(self) -> Duration {
        if self.belongs { GOOD_FOR } else { AT_MOST_EVERY }
    }
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

async fn fetch(state: &AppState, membership: &Membership) -> bool {
    let Membership { document, member } = membership;
    match state.outgoing.read::<Vec<String>>(document).await {
        Ok(members) => members.iter().any(|one| Url::parse(one).is_ok_and(|one| one == *member)),
        Err(error) => {
            tracing::warn!(%document, %error, "Could not read the sector's document {document}: {error}");
            false
        }
    }
}
