//! `authorization_details` (RFC 9396 5): well-formed, of types the API and the client have, and as
//! the type's schema says.

use waxseal_protocol::ErrorCode;
use waxseal_protocol::rar::AuthorizationDetails;

use super::Asked;
use crate::directory::Api;
use crate::http::OAuthError;

pub(super) fn check(asked: &Asked<'_>, api: Option<&Api>) -> Result<Option<AuthorizationDetails>, OAuthError> {
    let Some(text) = asked.parameters.get("authorization_details") else { return Ok(None) };
    let details = AuthorizationDetails::parse(text).map_err(|error| refused(error.to_string()))?;
    for (index, (name, entry)) in details.types().zip(details.entries()).enumerate() {
        let Some(detail_type) = api.and_then(|api| api.detail_type(name)) else {
            return Err(refused(format!(
                "authorization_details[{index}] has the type {name}, which this audience does not know"
            )));
        };
        let allowed = asked.client.authorization_details_types.as_ref();
        if allowed.is_some_and(|allowed| !allowed.iter().any(|one| one == name)) {
            return Err(refused(format!(
                "authorization_details[{index}] has the type {name}, which this client may not ask for"
            )));
        }
        detail_type
            .conforms(entry)
            .map_err(|places| refused(format!("authorization_details[{index}] is no {name}: {}", places.join("; "))))?;
    }
    Ok(Some(details))
}

fn refused(text: String) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidAuthorizationDetails, text)
}
