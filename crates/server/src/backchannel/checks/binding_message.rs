//! `binding_message` (CIBA Core 7.1), by the server's rules, which are Auth0's unless configured
//! otherwise.

use waxseal_protocol::ErrorCode;
use waxseal_protocol::ciba::BindingMessage;

use super::Asked;
use crate::directory::Profile;
use crate::http::OAuthError;

pub(super) fn check(asked: &Asked<'_>) -> Result<Option<BindingMessage>, OAuthError> {
    let rules = &asked.state.config.binding_message;
    let Some(text) = asked.parameters.get("binding_message") else {
        // FAPI-CIBA 5.2.2-2: something by which the person can tell this request from others.
        let told_apart = asked.parameters.get("authorization_details").is_some();
        if rules.required || (asked.client.profile == Profile::FapiCiba && !told_apart) {
            return Err(OAuthError::invalid_request("binding_message is required"));
        }
        return Ok(None);
    };
    BindingMessage::parse_by(text, rules.max_length, rules.alphabet)
        .map(Some)
        .map_err(|error| OAuthError::new(ErrorCode::InvalidBindingMessage, error.to_string()))
}
