//! A `login_hint_token` that the person's device made: a one-time identifier, by which a client can ask
//! somebody whom it does not know (CIBA Core 15).

use waxseal_protocol::ErrorCode;
use waxseal_protocol::device::{HINT_LIFE, HINT_TYPE, HintClaims, HintSubject};
use waxseal_protocol::ids::{DeviceId, UserId};
use waxseal_protocol::jose::{Algorithm, JoseHeader, Trust, decode_unverified};

use super::Asked;
use crate::http::OAuthError;

/// How far the clocks of device and server may differ.
const LEEWAY_SECONDS: i64 = 60;
/// A longer one is kept for nothing.
const MAX_JTI: usize = 128;

/// Whether a token says of itself that a device made it.
pub(super) fn is_one(token: &str) -> bool {
    JoseHeader::of(token).is_ok_and(|header| header.typ.is_some_and(|typ| typ.eq_ignore_ascii_case(HINT_TYPE)))
}

/// The person whose device made it, who may be gone, and the device. The token is used up by this, whatever
/// becomes of the request.
pub(super) async fn check(asked: &Asked<'_>, token: &str) -> Result<(UserId, DeviceId), OAuthError> {
    let refused = |reason: &dyn std::fmt::Display| {
        OAuthError::invalid_request(format!("The login_hint_token is refused: {reason}."))
    };
    let state = asked.state;
    let named: HintClaims = decode_unverified(token).map_err(|error| refused(&error))?;
    let not_enrolled = "the device that made it is not enrolled";
    let Some(device) = state.store.device(&named.iss).await? else { return Err(refused(&not_enrolled)) };
    let trust =
        Trust { keys: std::slice::from_ref(&device.public_key), algorithms: &Algorithm::ALL, types: &[HINT_TYPE] };
    let claims: HintClaims = trust.claims(token).map_err(|error| refused(&error))?;
    // Told to nobody but those who have what the device signed.
    if device.revoked_at.is_some() {
        return Err(refused(&not_enrolled));
    }
    if device.test_key && !state.config.allow_test_keys {
        return Err(refused(&"it was made with a test key"));
    }
    let issuer = state.issuer();
    if claims.aud != issuer && claims.aud != issuer.trim_end_matches('/') {
        return Err(refused(&"it is for another audience"));
    }
    let HintSubject::Opaque { id } = &claims.sub_id;
    if *id != device.id {
        return Err(refused(&"its sub_id is not the device that made it"));
    }
    if claims.jti.is_empty() || claims.jti.len() > MAX_JTI {
        return Err(refused(&"its jti is empty or too long"));
    }
    let now = state.clock.now();
    let (iat, exp) = (claims.iat.timestamp(), claims.exp.timestamp());
    if now >= exp {
        return Err(OAuthError::new(ErrorCode::ExpiredLoginHintToken, "The login_hint_token has expired"));
    }
    if iat.duration_since(now).as_secs() > LEEWAY_SECONDS {
        return Err(refused(&"it is not valid yet"));
    }
    if exp.duration_since(iat).as_millis() > i128::try_from(HINT_LIFE.as_millis()).unwrap_or_default() {
        return Err(refused(&"it is valid for longer than allowed"));
    }
    let used = format!("hint:{}:{}", device.id, claims.jti);
    if !state.store.use_jti(&used, exp, now).await? {
        return Err(refused(&"it was used before"));
    }
    Ok((device.user_id, device.id))
}
