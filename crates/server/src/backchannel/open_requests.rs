//! How many requests may wait for one person: one client must not bury the
//! requests of the others, and a device has to be able to take in all of them.

use waxseal_protocol::ErrorCode;
use waxseal_protocol::ids::{ClientId, UserId};

use crate::oauth_error::OAuthError;
use crate::state::AppState;

/// Of one client to one person.
const MAX_OF_CLIENT: i64 = 20;
/// Of all clients to one person.
const MAX_OF_USER: i64 = 100;

pub(super) async fn check(state: &AppState, client: &ClientId, user: &UserId) -> Result<(), OAuthError> {
    let open = state.store.count_open(client, user, state.clock.now()).await?;
    if open.of_client >= MAX_OF_CLIENT || open.of_all >= MAX_OF_USER {
        let description = format!("{} requests wait for this user. Try again when one has ended.", open.of_all);
        return Err(OAuthError::new(ErrorCode::TooManyRequests, description));
    }
    Ok(())
}
