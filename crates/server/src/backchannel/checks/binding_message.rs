//! `binding_message` (CIBA Core 7.1), by Auth0's rules. Missing is allowed, as in CIBA.

use waxseal_protocol::ErrorCode;
use waxseal_protocol::ciba::BindingMessage;

use crate::oauth_error::OAuthError;
use crate::parameters::Parameters;

pub(super) fn check(parameters: &Parameters) -> Result<Option<BindingMessage>, OAuthError> {
    parameters
        .get("binding_message")
        .map(BindingMessage::parse)
        .transpose()
        .map_err(|error| OAuthError::new(ErrorCode::InvalidBindingMessage, error.to_string()))
}
