//! Whether an approval still stands when its token is to be issued.

use waxseal_store::StoreError;
use waxseal_store::model::{BackchannelRequest, Decision};

use crate::state::AppState;

/// Whether tokens can be for an audience: an API of the directory, or `/userinfo`.
pub(crate) fn knows_api(state: &AppState, audience: &str) -> bool {
    state.directory().apis.contains_key(audience) || audience == state.config.url("userinfo")
}

/// Why an approval is not carried out any more, as the client hears it; `None` while it stands.
pub(crate) async fn fallen(
    state: &AppState,
    request: &BackchannelRequest,
    decision: &Decision,
) -> Result<Option<&'static str>, StoreError> {
    // Blocked or removed since.
    if !state.directory().are_living(request, decision) {
        return Ok(Some("The end-user is blocked"));
    }
    if !knows_api(state, &request.audience) {
        return Ok(Some("The API is not registered any more"));
    }
    // A removal ends what waits with half an approval; this one came in the instant of the second approval, or
    // after it.
    let Some(first) = &decision.first_approval else { return Ok(None) };
    let device = state.store.device(&first.device_id).await?;
    let removed = device.is_some_and(|device| device.revoked_at.is_some());
    Ok(removed.then_some("The device of the first approval was removed"))
}
