//! `client_notification_token` (CIBA Core 7.1): what a ping or push is sent with.

use waxseal_protocol::Secret;
use waxseal_store::model::DeliveryMode;

use super::Asked;
use crate::http::OAuthError;

const MAX_LENGTH: usize = 1024;

pub(super) fn check(asked: &Asked<'_>) -> Result<Option<Secret<String>>, OAuthError> {
    if asked.client.delivery_mode == DeliveryMode::Poll {
        return Ok(None);
    }
    let token = asked.parameters.required("client_notification_token")?;
    if token.len() > MAX_LENGTH {
        let text = format!("client_notification_token has more than {MAX_LENGTH} characters");
        return Err(OAuthError::invalid_request(text));
    }
    // RFC 6750 2.1: b64token.
    let body = token.trim_end_matches('=');
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~+/".contains(c);
    if body.is_empty() || !body.chars().all(fits) {
        return Err(OAuthError::invalid_request("client_notification_token is no bearer token"));
    }
    Ok(Some(Secret::new(token.to_owned())))
}
