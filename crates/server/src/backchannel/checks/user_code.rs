//! `user_code` (CIBA Core 7.1.2): a code only the person and those they told it know, so that not
//! every client can make their devices ring. Clients that did not register for it are exempt, but
//! a code they send is checked all the same. Nor is a code needed where the person's own device named them
//! for this request: then they want to be asked.

use waxseal_protocol::ErrorCode;
use waxseal_protocol::ids::sha256_base64url;

use super::Asked;
use crate::directory::User;
use crate::http::OAuthError;

pub(super) fn check(asked: &Asked<'_>, user: &User, by_device: bool) -> Result<(), OAuthError> {
    let Some(expected) = asked.directory.user_code(user) else { return Ok(()) };
    let Some(code) = asked.parameters.get("user_code") else {
        if asked.client.user_code && !by_device {
            return Err(OAuthError::new(ErrorCode::MissingUserCode, "This user has a user code; it is missing"));
        }
        return Ok(());
    };
    let monotonic = asked.state.clock.monotonic();
    let attempts = &asked.state.user_code_attempts;
    // Counted before it is looked at, so that guesses that come at once are counted too. Once too
    // many wrong codes were tried, the right one is not told from them any more.
    // By client: one that guesses locks out itself, and nobody else.
    let guesser = (asked.client.client_id.clone(), user.id.clone());
    if attempts.take(&guesser, monotonic).is_ok() && expected.matches(sha256_base64url(code.as_bytes()).as_bytes()) {
        attempts.give_back(&guesser);
        return Ok(());
    }
    Err(OAuthError::new(ErrorCode::InvalidUserCode, "The user code is wrong, or too many wrong ones were tried"))
}
