//! `requested_expiry` (CIBA Core 7.1): a positive number of seconds. Some Auth0 SDKs send it under
//! its old name `request_expiry`, or under both.

use std::time::Duration;

use crate::config::Config;
use crate::oauth_error::OAuthError;
use crate::parameters::Parameters;

pub(super) fn check(config: &Config, parameters: &Parameters) -> Result<Duration, OAuthError> {
    let Some(text) = parameters.get("requested_expiry").or_else(|| parameters.get("request_expiry")) else {
        return Ok(config.lifetimes.request);
    };
    let max = config.lifetimes.max_request;
    match text.parse::<u64>().map(Duration::from_secs) {
        Ok(expiry) if !expiry.is_zero() && expiry <= max => Ok(expiry),
        _ => Err(OAuthError::invalid_request(format!(
            "requested_expiry has to be a whole number of seconds from 1 to {}",
            max.as_secs()
        ))),
    }
}
