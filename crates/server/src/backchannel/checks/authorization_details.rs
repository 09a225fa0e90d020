//! `authorization_details` (RFC 9396 5): well-formed, of types the API and the client have, and as
//! the type's schema says.

use waxseal_protocol::ErrorCode;
use waxseal_protocol::json::Json;
use waxseal_protocol::rar::AuthorizationDetails;

use super::Asked;
use crate::directory::{Api, DetailType};
use crate::http::OAuthError;

/// How many places of one object are named in an error.
const MAX_PLACES: usize = 3;

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
        conforms(detail_type, entry)
            .map_err(|places| refused(format!("authorization_details[{index}] is no {name}: {}", places.join("; "))))?;
    }
    Ok(Some(details))
}

/// The places where an object is not as its type's schema says.
fn conforms(detail_type: &DetailType, entry: &Json) -> Result<(), Vec<String>> {
    let Some(validator) = &detail_type.validator else { return Ok(()) };
    let value: serde_json::Value = serde_json::from_str(&entry.to_string()).map_err(|error| vec![error.to_string()])?;
    let places: Vec<String> = validator
        .iter_errors(&value)
        .take(MAX_PLACES)
        .map(|error| {
            let place = error.instance_path().to_string();
            // What was written stays out of errors and logs.
            let text = error.masked_with("the value").to_string();
            if place.is_empty() { text } else { format!("{place}: {text}") }
        })
        .collect();
    if places.is_empty() { Ok(()) } else { Err(places) }
}

/// The details asked for at the token endpoint, if the grant covers them (RFC 9396 6). Each entry
/// has to be covered by one granted entry of its type, by the type's own rule.
pub(crate) fn within_grant(
    api: Option<&Api>,
    granted: Option<&AuthorizationDetails>,
    text: &str,
) -> Result<AuthorizationDetails, OAuthError> {
    let asked = AuthorizationDetails::parse(text).map_err(|error| refused(error.to_string()))?;
    covered(api, granted, &asked)?;
    Ok(asked)
}

/// Whether every entry is covered by a granted one.
pub(crate) fn covered(
    api: Option<&Api>,
    granted: Option<&AuthorizationDetails>,
    asked: &AuthorizationDetails,
) -> Result<(), OAuthError> {
    let granted: Vec<&Json> = granted.iter().flat_map(|details| details.entries()).collect();
    // Each granted entry covers one: two halves of a payment are not one payment twice.
    let mut used = vec![false; granted.len()];
    for (index, (name, entry)) in asked.types().zip(asked.entries()).enumerate() {
        let found = api.and_then(|api| api.detail_type(name)).and_then(|detail_type| {
            (0..granted.len()).find(|at| {
                let free = used.get(*at) == Some(&false);
                free && granted.get(*at).is_some_and(|granted| detail_type.covers.covers(granted, entry))
            })
        });
        let Some(slot) = found.and_then(|at| used.get_mut(at)) else {
            return Err(refused(format!("authorization_details[{index}] is not covered by what was granted")));
        };
        *slot = true;
    }
    Ok(())
}

fn refused(text: String) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidAuthorizationDetails, text)
}
