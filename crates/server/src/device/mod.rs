//! The device side: Guardian's API below `/appliance-mfa/api` and `/api`, and the device channel.

pub(crate) mod account;
mod approvals;
mod arrivals;
mod auth;
pub(crate) mod channel;
pub(crate) mod consent;
pub(crate) mod decision;
pub(crate) mod disown;
pub(crate) mod enroll;
pub(crate) mod key;
pub(crate) mod key_succession;
pub(crate) mod pending;
mod registry;
pub(crate) mod templates;
mod transaction_token;
pub(crate) mod user_code;

pub(crate) use account::remove;
pub(crate) use pending::notification_for;
pub(crate) use registry::ConnectionRegistry;

use axum::http::StatusCode;
use waxseal_store::model::{BackchannelRequest, Device};

use crate::http::GuardianError;
use crate::state::AppState;

/// Guardian's API is mounted twice: where new domains have it, and where legacy hosts have it.
pub(crate) const MOUNTS: [&str; 2] = ["appliance-mfa/api", "api"];

/// The URLs under which a path of the device API can be called, as a device writes them into `aud`.
fn audiences(state: &AppState, path: &str) -> [String; 2] {
    MOUNTS.map(|mount| state.config.url(&format!("{mount}/{path}")))
}

/// Refuses a device that cannot be one of two that decide.
fn check_device(request: &BackchannelRequest, device: &Device) -> Result<(), GuardianError> {
    if request.is_for(device) {
        return Ok(());
    }
    let message = "Two people have to approve this request, each on a device that signs what it shows. This one does \
                   not.";
    Err(GuardianError::new(StatusCode::FORBIDDEN, "content_signature_required", message))
}
