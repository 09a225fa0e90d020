//! `authorization_details` (RFC 9396 5): well-formed, and of types the API knows.

use waxseal_protocol::ErrorCode;
use waxseal_protocol::rar::AuthorizationDetails;

use crate::config::Api;
use crate::oauth_error::OAuthError;
use crate::parameters::Parameters;

pub(super) fn check(api: Option<&Api>, parameters: &Parameters) -> Result<Option<AuthorizationDetails>, OAuthError> {
    let refused = |text: String| OAuthError::new(ErrorCode::InvalidAuthorizationDetails, text);
    let Some(text) = parameters.get("authorization_details") else { return Ok(None) };
    let details = AuthorizationDetails::parse(text).map_err(|error| refused(error.to_string()))?;
    let known = api.map(|api| api.authorization_details_types.as_slice()).unwrap_or_default();
    for (index, name) in details.types().enumerate() {
        if !known.iter().any(|one| one == name) {
            return Err(refused(format!(
                "authorization_details[{index}] has the type {name}, which this audience does not know"
            )));
        }
    }
    Ok(Some(details))
}
