//! How far the approvals of a request are, for the devices that show it.

use waxseal_protocol::device::{Approvals, FourEyes, GivenApproval};
use waxseal_protocol::jose::NumericDate;
use waxseal_store::StoreError;
use waxseal_store::model::{BackchannelRequest, Decision, RequestState};

use crate::state::AppState;

/// The approvals of a request that takes two people; `None` of any other.
pub(super) async fn of(state: &AppState, request: &BackchannelRequest) -> Result<Option<Approvals>, StoreError> {
    if !request.needs_two() {
        return Ok(None);
    }
    let mut given = Vec::new();
    for decision in approvals(&request.state) {
        let device = state.store.device(&decision.device_id).await?;
        given.push(GivenApproval {
            user_id: decision.user_id.clone(),
            name: state.directory().name_of(&decision.user_id),
            device: device.map(|device| device.name).unwrap_or_default(),
            at: NumericDate::new(decision.decided_at),
        });
    }
    Ok(Some(Approvals { needed: FourEyes::NEEDED, given }))
}

/// The approvals in their order. A denial is none.
fn approvals(state: &RequestState) -> Vec<&Decision> {
    let last = match state {
        RequestState::Approved(decision) | RequestState::Redeemed { decision, .. } => Some(decision),
        RequestState::Pending | RequestState::HalfApproved(_) | RequestState::Denied(_) | RequestState::Reported(_) => {
            None
        }
    };
    state.first_approval().into_iter().chain(last).collect()
}
