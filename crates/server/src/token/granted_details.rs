//! Whether details asked for later are within what was granted (RFC 9396 6, 7.1).

use waxseal_protocol::ErrorCode;
use waxseal_protocol::json::Json;
use waxseal_protocol::rar::AuthorizationDetails;

use crate::directory::Api;
use crate::http::OAuthError;

/// The details asked for at the token endpoint, if the grant covers them (RFC 9396 6). Each entry
/// has to be covered by one granted entry of its type, by the type's own rule.
pub(crate) fn within(
    api: Option<&Api>,
    granted: Option<&AuthorizationDetails>,
    text: &str,
) -> Result<AuthorizationDetails, OAuthError> {
    let asked = AuthorizationDetails::parse(text).map_err(|error| refused(error.to_string()))?;
    covered(api, granted, &asked)?;
    Ok(asked)
}

/// Whether every entry is one of its type, and covered by a granted one.
pub(crate) fn covered(
    api: Option<&Api>,
    granted: Option<&AuthorizationDetails>,
    asked: &AuthorizationDetails,
) -> Result<(), OAuthError> {
    let granted: Vec<&Json> = granted.iter().flat_map(|details| details.entries()).collect();
    // Each granted entry covers one: two halves of a payment are not one payment twice.
    let mut used = vec![false; granted.len()];
    for (index, (name, entry)) in asked.types().zip(asked.entries()).enumerate() {
        let detail_type = api.and_then(|api| api.detail_type(name));
        // Less of something can be something that its type does not have: an amount of zero.
        if let Some(Err(places)) = detail_type.map(|detail_type| detail_type.conforms(entry)) {
            return Err(refused(format!("authorization_details[{index}] is no {name}: {}", places.join("; "))));
        }
        let found = detail_type.and_then(|detail_type| {
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
