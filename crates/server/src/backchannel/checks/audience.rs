//! `audience`, or `resource` (RFC 8707): the API the token is for; without one, the token is for
//! `/userinfo`.
//!
//! `auth0-ai` for Python sends the text `None` when it has none.

use waxseal_protocol::ErrorCode;

use super::Asked;
use crate::config::Compatibility;
use crate::directory::Api;
use crate::http::OAuthError;

pub(super) fn check<'a>(asked: &Asked<'a>) -> Result<(String, Option<&'a Api>), OAuthError> {
    let config = &asked.state.config;
    let audience = asked.parameters.get("audience").filter(|audience| *audience != "None");
    let resource = asked.parameters.get("resource").filter(|resource| *resource != "None");
    let refused = |text: String| match config.compatibility {
        Compatibility::Auth0 if resource.is_none() => OAuthError::invalid_request(text),
        Compatibility::Auth0 | Compatibility::Strict => OAuthError::new(ErrorCode::InvalidTarget, text),
    };
    if let (Some(audience), Some(resource)) = (audience, resource)
        && audience != resource
    {
        return Err(refused(format!("audience is {audience} and resource is {resource}: a token is for one API")));
    }
    let userinfo = config.url("userinfo");
    match audience.or(resource) {
        None => Ok((userinfo, None)),
        Some(name) if name == userinfo => Ok((userinfo, None)),
        Some(name) => match asked.directory.apis.get(name) {
            Some(api) => Ok((name.to_owned(), Some(&api.value))),
            None => Err(refused(format!("Service not found: {name}"))),
        },
    }
}
