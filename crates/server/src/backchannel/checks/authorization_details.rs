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
    let Some(validator) = &detail_type.validator else { return common_fields(entry) };
    let value = serde_json::to_value(entry).map_err(|error| vec![error.to_string()])?;
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

/// What the fields that RFC 9396 2.2 names have to be. A schema says it itself, or means other fields.
fn common_fields(entry: &Json) -> Result<(), Vec<String>> {
    let texts = |value: &Json| matches!(value, Json::Array(items) if items.iter().all(|item| item.as_str().is_some()));
    let lists = ["locations", "actions", "datatypes", "privileges"].into_iter();
    let mut places: Vec<_> = lists
        .filter(|name| entry.get(name).is_some_and(|value| !texts(value)))
        .map(|name| format!("/{name}: has to be an array of strings"))
        .collect();
    if entry.get("identifier").is_some_and(|value| value.as_str().is_none()) {
        places.push("/identifier: has to be a string".to_owned());
    }
    if places.is_empty() { Ok(()) } else { Err(places) }
}

fn refused(text: String) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidAuthorizationDetails, text)
}
