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
    let mut pairs = Pairs { taken_by: vec![None; granted.len()], covering: Vec::new() };
    for (index, (name, entry)) in asked.types().zip(asked.entries()).enumerate() {
        let detail_type = api.and_then(|api| api.detail_type(name));
        // Less of something can be something that its type does not have: an amount of zero.
        if let Some(Err(places)) = detail_type.map(|detail_type| detail_type.conforms(entry)) {
            return Err(refused(format!("authorization_details[{index}] is no {name}: {}", places.join("; "))));
        }
        let covers = |granted: &Json| detail_type.is_some_and(|of| of.covers.covers(granted, entry));
        let covering = (0..).zip(&granted).filter_map(|(at, granted)| covers(granted).then_some(at));
        pairs.covering.push(covering.collect());
        if !pairs.pair(index, &mut vec![false; granted.len()]) {
            return Err(refused(format!("authorization_details[{index}] is not covered by what was granted")));
        }
    }
    Ok(())
}

/// Each granted entry covers one: two halves of a payment are not one payment twice. Which one it covers is found
/// by augmenting paths, so that the order in which somebody asks does not matter.
struct Pairs {
    /// By granted entry, which of the asked ones it covers.
    taken_by: Vec<Option<usize>>,
    /// By asked entry, which of the granted ones could cover it.
    covering: Vec<Vec<usize>>,
}

impl Pairs {
    /// Finds a granted entry for an asked one, and another one for whoever had it.
    fn pair(&mut self, asked: usize, tried: &mut Vec<bool>) -> bool {
        for at in self.covering.get(asked).cloned().unwrap_or_default() {
            if tried.get_mut(at).is_none_or(|tried| std::mem::replace(tried, true)) {
                continue;
            }
            let holder = self.taken_by.get(at).copied().flatten();
            if holder.is_none_or(|holder| self.pair(holder, tried)) {
                if let Some(taken_by) = self.taken_by.get_mut(at) {
                    *taken_by = Some(asked);
                }
                return true;
            }
        }
        false
    }
}

fn refused(text: String) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidAuthorizationDetails, text)
}
