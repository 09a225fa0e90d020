//! `scope` (CIBA Core 7.1): required, with `openid`. Scopes the API does not know are refused
//! rather than dropped, so that nobody believes to have more than was granted.

use waxseal_protocol::ErrorCode;

use super::Asked;
use crate::config::Compatibility;
use crate::directory::{Api, GrantType};
use crate::http::OAuthError;

/// Scopes about the person, which no API has to list (OpenID Connect Core 5.4, 11).
const STANDARD: [&str; 5] = ["openid", "profile", "email", "phone", "offline_access"];

pub(super) fn check(asked: &Asked<'_>, api: Option<&Api>) -> Result<Vec<String>, OAuthError> {
    let mut scopes: Vec<String> = Vec::new();
    for scope in asked.parameters.required("scope")?.split(' ').filter(|scope| !scope.is_empty()) {
        let known = STANDARD.contains(&scope) || api.is_some_and(|api| api.scopes.contains_key(scope));
        if !known {
            return Err(OAuthError::new(ErrorCode::InvalidScope, format!("The scope {scope} is unknown here.")));
        }
        // `@auth0/auth0-auth-js` asks for it unasked. A client that cannot refresh has no use for
        // it, and the person need not read it.
        if scope == "offline_access" && !asked.client.may_use(GrantType::RefreshToken) {
            continue;
        }
        if !scopes.iter().any(|one| one == scope) {
            scopes.push(scope.to_owned());
        }
    }
    if scopes.iter().any(|scope| scope == "openid") {
        return Ok(scopes);
    }
    let text = "openid scope must be requested";
    Err(match asked.state.config.compatibility {
        Compatibility::Auth0 => OAuthError::invalid_request(text),
        Compatibility::Strict => OAuthError::new(ErrorCode::InvalidScope, text),
    })
}
