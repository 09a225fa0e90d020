//! `request_context` (FAPI-CIBA 5.3): what the client knows about the circumstances, as a JSON
//! object. It says nothing about what is approved, so people do not see it and it is not kept.

use waxseal_protocol::json::Json;

use super::Asked;
use crate::http::OAuthError;

/// Longer ones are somebody's mistake.
const MAX_BYTES: usize = 16 * 1024;

pub(super) fn check(asked: &Asked<'_>) -> Result<(), OAuthError> {
    let Some(text) = asked.parameters.get("request_context") else { return Ok(()) };
    let is_object = text.len() <= MAX_BYTES && matches!(Json::parse(text), Ok(Json::Object(_)));
    if is_object { Ok(()) } else { Err(OAuthError::invalid_request("request_context has to be a JSON object")) }
}
