//! `login_hint` (CIBA Core 7.1): who shall approve. Exactly one hint; ours is `iss_sub`.

use waxseal_protocol::ErrorCode;
use waxseal_protocol::ciba::LoginHint;
use waxseal_protocol::ids::UserId;

use crate::config::Config;
use crate::oauth_error::OAuthError;
use crate::parameters::Parameters;

pub(super) fn check(config: &Config, parameters: &Parameters) -> Result<UserId, OAuthError> {
    for unsupported in ["login_hint_token", "id_token_hint"] {
        if parameters.get(unsupported).is_some() {
            return Err(OAuthError::invalid_request(format!("{unsupported} is not supported, use login_hint.")));
        }
    }
    let hint = LoginHint::parse(parameters.required("login_hint")?)
        .map_err(|error| OAuthError::invalid_request(error.to_string()))?;
    if hint.issuer != config.issuer.as_str() {
        let expected = &config.issuer;
        return Err(OAuthError::invalid_request(format!("iss within login_hint has to be {expected}")));
    }
    if config.users.contains_key(&hint.subject) {
        Ok(hint.subject)
    } else {
        Err(OAuthError::new(ErrorCode::UnknownUserId, "User ID is malformed or unknown"))
    }
}
