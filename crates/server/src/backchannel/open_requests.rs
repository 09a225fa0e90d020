//! How many requests may wait for one person: one client must not bury the
//! requests of the others, and a device has to be able to take in all of them.

use waxseal_protocol::ErrorCode;
use waxseal_protocol::ids::{ClientId, UserId};

use crate::oauth_error::OAuthError;
use crate::state::AppState;

/// Of one client to one person.
const MAX_OF_CLIENT: usize = 20;
/// Of all clients to one person.
const MAX_OF_USER: usize = 100;

pub(super) async fn check(state: &AppState, client: &ClientId, user: &UserId) -> Result<(), OAuthError> {
    let open = state.store.open_requests(user, state.clock.now()).await?;
    let of_client = open.iter().filter(|request| request.client_id == *client).count();
    if of_client >= MAX_OF_CLIENT || open.len() >= MAX_OF_USER {
        let description = format!("{} requests wait for this user. Try again when one has ended.", open.len());
        return Err(OAuthError::new(ErrorCode::TooManyRequests, description));
    }
    Ok(())
}
