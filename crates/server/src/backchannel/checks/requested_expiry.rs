//! `requested_expiry` (CIBA Core 7.1): a positive number of seconds. Some Auth0 SDKs send it under
//! its old name `request_expiry`, or under both.

use std::time::Duration;

use super::Asked;
use crate::http::OAuthError;

pub(super) fn check(asked: &Asked<'_>) -> Result<Duration, OAuthError> {
    let lifetimes = &asked.state.config.lifetimes;
    let parameters = asked.parameters;
    let Some(text) = parameters.get("requested_expiry").or_else(|| parameters.get("request_expiry")) else {
        return Ok(lifetimes.request);
    };
    let max = lifetimes.max_request;
    match text.parse::<u64>().map(Duration::from_secs) {
        Ok(expiry) if !text.starts_with('+') && !expiry.is_zero() && expiry <= max => Ok(expiry),
        _ => Err(OAuthError::invalid_request(format!(
            "requested_expiry has to be a whole number of seconds from 1 to {}",
            max.as_secs()
        ))),
    }
}
