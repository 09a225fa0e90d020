//! Four eyes: where a type of the request has second approvers, one of them has to approve, too. A
//! request that nobody could approve as the second is refused, rather than left to expire.

use std::collections::BTreeSet;

use waxseal_protocol::ErrorCode;
use waxseal_protocol::device::Approver;
use waxseal_protocol::ids::UserId;
use waxseal_protocol::rar::AuthorizationDetails;

use super::Asked;
use crate::directory::{Api, User};
use crate::http::OAuthError;
use crate::notify;

/// Everybody who can be the second: known, not blocked, on a device that signs what it shows, and never
/// the person who is asked. Empty where the person alone decides.
pub(super) async fn check(
    asked: &Asked<'_>,
    api: Option<&Api>,
    details: Option<&AuthorizationDetails>,
    user: &User,
) -> Result<Vec<Approver>, OAuthError> {
    let types: BTreeSet<&str> = details.into_iter().flat_map(AuthorizationDetails::types).collect();
    let lists = types.iter().filter_map(|name| Some((*name, api?.detail_type(name)?.second_approvers.as_slice())));
    let lists: Vec<(&str, &[UserId])> = lists.filter(|(_, list)| !list.is_empty()).collect();
    let Some(((_, first), others)) = lists.split_first() else { return Ok(Vec::new()) };
    let names: Vec<&str> = lists.iter().map(|(name, _)| *name).collect();
    let names = names.join(" and ");
    // There is one second approval for the whole request, so it is by somebody whom each type names.
    let common: Vec<&UserId> = first.iter().filter(|id| others.iter().all(|(_, list)| list.contains(*id))).collect();
    if common.is_empty() {
        let text = format!("Nobody can approve {names} as the second at once: ask for them one by one");
        return Err(OAuthError::new(ErrorCode::InvalidAuthorizationDetails, text));
    }
    let mut eligible = Vec::new();
    for id in common.into_iter().filter(|id| **id != user.id) {
        let Some(known) = asked.directory.users.get(id).filter(|known| !known.blocked) else { continue };
        let devices = asked.state.devices.of_user(asked.state.store.as_ref(), id).await?;
        if devices.iter().any(|device| notify::can_share_a_decision(asked.state, device)) {
            eligible.push(Approver { user_id: id.clone(), name: known.name.clone() });
        }
    }
    if eligible.is_empty() {
        let text = format!(
            "No eligible second approver was found. {names} takes the approval of a second person, and none of \
             those who can give it is another person than the user, known and not blocked, with an enrolled \
             device that signs what it shows"
        );
        return Err(notify::unreachable(asked.state, text));
    }
    Ok(eligible)
}
