//! The transaction token: bearer of one request's consent and answer, for one device.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{ConsentId, DeviceId, UserId};
use waxseal_protocol::jose::{KeyError, NumericDate, TimeRules, verify};
use waxseal_store::model::{BackchannelRequest, Device};

use crate::http::GuardianError;
use crate::state::AppState;

const TYPE: &str = "waxseal-transaction+jwt";

/// Its claims. Guardian's apps decode `sub` and take the rest as opaque.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TransactionClaims {
    iss: String,
    sub: UserId,
    pub(super) device_id: DeviceId,
    pub(super) consent_id: ConsentId,
    iat: NumericDate,
    exp: NumericDate,
}

/// Makes the token of a request for a device. It lives a little longer than the request, so that a
/// late answer is refused as late and not as unauthorised.
pub(super) fn issue(state: &AppState, request: &BackchannelRequest, device: &Device) -> Result<String, KeyError> {
    let late = request.expires_at.saturating_add(Duration::from_hours(1)).unwrap_or(Timestamp::MAX);
    let claims = TransactionClaims {
        iss: state.issuer().to_owned(),
        sub: device.user_id.clone(),
        device_id: device.id.clone(),
        consent_id: request.consent_id.clone(),
        iat: NumericDate::new(state.clock.now()),
        exp: NumericDate::new(late),
    };
    state.keys.signing()?.sign(TYPE, &claims)
}

pub(super) fn check(state: &AppState, token: &str) -> Result<TransactionClaims, GuardianError> {
    let rules = TimeRules::new(state.clock.now(), Duration::from_secs(400_000));
    let claims: TransactionClaims = verify(token, &state.keys.public().keys, TYPE, rules)
        .map_err(|error| GuardianError::invalid_token(format!("The transaction token is refused: {error}.")))?;
    if claims.iss == state.issuer() {
        Ok(claims)
    } else {
        Err(GuardianError::invalid_token("The transaction token is of another server."))
    }
}
