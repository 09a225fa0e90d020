//! `audience`: the API the token is for; without one, the token is for `/userinfo`.
//!
//! `auth0-ai` for Python sends the text `None` when it has none.

use crate::config::{Api, Config};
use crate::oauth_error::OAuthError;
use crate::parameters::Parameters;

pub(super) fn check<'a>(config: &'a Config, parameters: &Parameters) -> Result<(String, Option<&'a Api>), OAuthError> {
    match parameters.get("audience").filter(|audience| *audience != "None") {
        None => Ok((config.url("userinfo"), None)),
        Some(audience) => match config.apis.get(audience) {
            Some(api) => Ok((audience.to_owned(), Some(api))),
            None => Err(OAuthError::invalid_request(format!("Service not found: {audience}"))),
        },
    }
}
