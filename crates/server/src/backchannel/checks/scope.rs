//! `scope` (CIBA Core 7.1): required, with `openid`. Scopes the API does not know are refused
//! rather than dropped, so that nobody believes to have more than was granted.

use waxseal_protocol::ErrorCode;

use crate::config::Api;
use crate::oauth_error::OAuthError;
use crate::parameters::Parameters;

/// Scopes about the person, which no API has to list (OpenID Connect Core 5.4, 11).
const STANDARD: [&str; 4] = ["openid", "profile", "email", "offline_access"];

pub(super) fn check(api: Option<&Api>, parameters: &Parameters) -> Result<Vec<String>, OAuthError> {
    let mut scopes: Vec<String> = Vec::new();
    for scope in parameters.required("scope")?.split(' ').filter(|scope| !scope.is_empty()) {
        let known = STANDARD.contains(&scope) || api.is_some_and(|api| api.scopes.iter().any(|one| one == scope));
        if !known {
            return Err(OAuthError::new(ErrorCode::InvalidScope, format!("The scope {scope} is unknown here.")));
        }
        if !scopes.iter().any(|one| one == scope) {
            scopes.push(scope.to_owned());
        }
    }
    if scopes.iter().any(|scope| scope == "openid") {
        Ok(scopes)
    } else {
        Err(OAuthError::invalid_request("openid scope must be requested"))
    }
}
