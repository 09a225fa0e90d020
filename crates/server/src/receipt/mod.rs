//! Receipts: what was asked and what was answered, in one signed text that can be checked without
//! this server. They are made when somebody wants one, of what is stored.

pub(crate) mod endpoint;

use waxseal_protocol::Timestamp;
use waxseal_protocol::device::{DecisionClaims, DecisionOutcome, ReceiptApproval, ReceiptClaims, ReceiptDevice};
use waxseal_protocol::ids::ConsentId;
use waxseal_protocol::jose::{KeyError, NumericDate, SigningKey, decode_unverified};
use waxseal_protocol::json::{Json, JsonError};
use waxseal_store::model::{BackchannelRequest, Decision, RequestState};
use waxseal_store::{Store, StoreError};

/// Why there is no receipt.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptError {
    /// No such request, or it is past its retention.
    #[error("there is no request {0}, or it is no longer kept")]
    Unknown(ConsentId),
    /// Nobody has answered.
    #[error("the request {0} has no answer")]
    Undecided(ConsentId),
    /// The answer came from the test hooks, so nobody signed it.
    #[error("the answer to {0} was not made by a device")]
    WithoutDevice(ConsentId),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The stored consent cannot be read.
    #[error("the stored consent cannot be read: {0}")]
    Consent(#[from] JsonError),
    /// It cannot be signed.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// The receipt of a decided request, as a compact JWS by `key`.
pub async fn receipt(
    store: &dyn Store,
    key: &SigningKey,
    issuer: &str,
    now: Timestamp,
    id: &ConsentId,
) -> Result<String, ReceiptError> {
    let request = store.request_by_consent_id(id).await?.ok_or_else(|| ReceiptError::Unknown(id.clone()))?;
    of_request(store, key, issuer, now, &request).await
}

async fn of_request(
    store: &dyn Store,
    key: &SigningKey,
    issuer: &str,
    now: Timestamp,
    request: &BackchannelRequest,
) -> Result<String, ReceiptError> {
    let id = &request.consent_id;
    let (outcome, redeemed_at) = match &request.state {
        RequestState::Pending | RequestState::HalfApproved(_) => return Err(ReceiptError::Undecided(id.clone())),
        RequestState::Approved(_) => (DecisionOutcome::Approved, None),
        RequestState::Redeemed { redeemed_at, .. } => (DecisionOutcome::Approved, Some(NumericDate::new(*redeemed_at))),
        RequestState::Denied(_) => (DecisionOutcome::Denied, None),
        RequestState::Reported(_) => (DecisionOutcome::Reported, None),
    };
    let decision = request.state.decision().ok_or_else(|| ReceiptError::Undecided(id.clone()))?;
    let first_approval = match decision.first_approval.as_deref() {
        Some(first) => Some(ReceiptApproval {
            decided_at: NumericDate::new(first.decided_at),
            decision: first.jws.clone(),
            device: device_of(store, request, first).await?,
        }),
        None => None,
    };
    let claims = ReceiptClaims {
        iss: issuer.to_owned(),
        iat: NumericDate::new(now),
        transaction_linking_id: id.clone(),
        consent: Json::parse(&request.consent)?,
        consent_sha256: request.consent_sha256.clone(),
        outcome,
        decided_at: NumericDate::new(decision.decided_at),
        redeemed_at,
        challenge: request.challenge.clone(),
        decision: decision.jws.clone(),
        device: device_of(store, request, decision).await?,
        first_approval,
    };
    Ok(key.sign(ReceiptClaims::TYPE, &claims)?)
}

/// The device that made a decision, as it was then.
async fn device_of(
    store: &dyn Store,
    request: &BackchannelRequest,
    decision: &Decision,
) -> Result<ReceiptDevice, ReceiptError> {
    let device = store.device(&decision.device_id).await?;
    let device = device.ok_or_else(|| ReceiptError::WithoutDevice(request.consent_id.clone()))?;
    Ok(ReceiptDevice {
        id: device.id,
        user_id: request.needs_two().then(|| decision.user_id.clone()),
        // As it was when it answered: a device may change it.
        identifier: decode_unverified::<DecisionClaims>(&decision.jws).map_or(device.identifier, |claims| claims.iss),
        // Decisions of earlier versions do not say which key they are by.
        public_key: decision.device_key.clone().unwrap_or(device.public_key),
        test_key: device.test_key,
        enrolled_at: NumericDate::new(device.enrolled_at),
    })
}
