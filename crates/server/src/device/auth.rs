//! Tokens a device authenticates with: one it signs itself, or the opaque one of its enrolment.

use std::time::Duration;

use axum::http::{HeaderMap, header};
use waxseal_protocol::device::DeviceTokenClaims;
use waxseal_protocol::ids::{DeviceId, sha256_base64url};
use waxseal_protocol::jose::{TimeRules, decode_unverified, verify};
use waxseal_store::model::Device;

use crate::http::GuardianError;
use crate::state::AppState;

/// Guardian's SDKs sign device tokens for two hours.
pub(super) const ACCOUNT_TOKEN_LIFE: Duration = Duration::from_hours(2);
/// Ours, for one connection or one list.
pub(super) const SHORT_TOKEN_LIFE: Duration = Duration::from_mins(2);

/// The code of a device whose enrolment is over.
pub(super) const REVOKED: &str = "device_revoked";

/// The credentials after a scheme in the `Authorization` header.
pub(super) fn credentials<'a>(headers: &'a HeaderMap, scheme: &str) -> Result<&'a str, GuardianError> {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (found, credentials) = value.split_once(' ').unwrap_or((value, ""));
    if found.eq_ignore_ascii_case(scheme) && !credentials.trim().is_empty() {
        Ok(credentials.trim())
    } else {
        Err(GuardianError::invalid_token(format!(
            "The request needs an Authorization header with the scheme {scheme}."
        )))
    }
}

/// A device by a token it signed for one of `audiences`.
pub(super) async fn by_signed_token(
    state: &AppState,
    token: &str,
    audiences: &[String],
    max_life: Duration,
) -> Result<(Device, DeviceTokenClaims), GuardianError> {
    let refused = |reason: &dyn std::fmt::Display| {
        GuardianError::invalid_token(format!("The device token is refused: {reason}."))
    };
    let named: DeviceTokenClaims = decode_unverified(token).map_err(|error| refused(&error))?;
    let device = enrolled(state, &named.iss).await?;
    let rules = TimeRules::new(state.clock.now(), max_life);
    let claims: DeviceTokenClaims =
        verify(token, std::slice::from_ref(&device.public_key), "jwt", rules).map_err(|error| refused(&error))?;
    if !audiences.contains(&claims.aud) {
        return Err(refused(&"its audience is another URL"));
    }
    if claims.sub != device.user_id {
        return Err(refused(&"its subject is another user"));
    }
    Ok((device, claims))
}

/// A device by either kind of token, for its own account.
pub(super) async fn for_account(
    state: &AppState,
    headers: &HeaderMap,
    id: &DeviceId,
    audiences: &[String],
) -> Result<Device, GuardianError> {
    let token = credentials(headers, "Bearer")?;
    let device = if token.matches('.').count() == 2 {
        by_signed_token(state, token, audiences, ACCOUNT_TOKEN_LIFE).await?.0
    } else {
        let device = enrolled(state, id).await?;
        let digest = sha256_base64url(token.as_bytes());
        if !waxseal_protocol::Secret::new(device.token_sha256.clone()).matches(digest.as_bytes()) {
            return Err(GuardianError::invalid_token("The device token is refused."));
        }
        device
    };
    if device.id == *id {
        Ok(device)
    } else {
        Err(GuardianError::invalid_token("The device token is of another device."))
    }
}

/// The device of an account to be removed: by its own token of either kind, or by one that another
/// device of the same person signed. What a device cannot be shown it cannot remove.
pub(super) async fn of_same_person(
    state: &AppState,
    headers: &HeaderMap,
    id: &DeviceId,
    audiences: &[String],
) -> Result<Device, GuardianError> {
    let token = credentials(headers, "Bearer")?;
    if token.matches('.').count() != 2 {
        return for_account(state, headers, id, audiences).await;
    }
    let (asking, _) = by_signed_token(state, token, audiences, ACCOUNT_TOKEN_LIFE).await?;
    if asking.id == *id {
        return Ok(asking);
    }
    let others = state.store.devices_of_user(&asking.user_id).await?;
    others.into_iter().find(|device| device.id == *id).ok_or_else(GuardianError::no_such_device)
}

/// A device whose enrolment is not over.
pub(super) async fn enrolled(state: &AppState, id: &DeviceId) -> Result<Device, GuardianError> {
    let device = state.store.device(id).await?;
    let directory = state.directory();
    match device {
        Some(device) if device.revoked_at.is_none() && directory.is_living(&device.user_id) => Ok(device),
        Some(device) if device.revoked_at.is_none() && directory.users.contains_key(&device.user_id) => {
            Err(GuardianError::new(axum::http::StatusCode::FORBIDDEN, "user_blocked", "This device's user is blocked."))
        }
        // A user who is missing from the configuration may come back; a device must not wipe its
        // key for a mistake in a file.
        Some(device) if device.revoked_at.is_none() => Err(GuardianError::new(
            axum::http::StatusCode::FORBIDDEN,
            "user_not_configured",
            "The server does not know this device's user at the moment.",
        )),
        Some(_) => Err(GuardianError::new(
            axum::http::StatusCode::UNAUTHORIZED,
            REVOKED,
            "This device was removed. Enrol it again to use it.",
        )),
        None => Err(GuardianError::new(
            axum::http::StatusCode::UNAUTHORIZED,
            "device_account_not_found",
            "This device is not enrolled.",
        )),
    }
}
