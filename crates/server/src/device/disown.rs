//! `POST …/api/disown/{consent id}`: a person says that an approval was not theirs.
//!
//! It is a statement, signed by a device that the person has, and it decides nothing: what was granted
//! stays granted until an operator ends it. It is in the audit chain, once for each device, and in the log
//! as an error, which means that somebody should act.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::json;
use waxseal_protocol::device::Outcome;
use waxseal_protocol::ids::{ConsentId, sha256_base64url};
use waxseal_store::EventFilter;
use waxseal_store::model::{AuditEvent, BackchannelRequest, ChainedEvent, EventKind, RequestState};

use super::audiences;
use super::auth::{SHORT_TOKEN_LIFE, by_signed_token, credentials};
use crate::http::GuardianError;
use crate::notify;
use crate::state::AppState;

/// As many statements about one request are looked through; a person has fewer devices.
const MOST: u32 = 100;

pub(crate) async fn disown(
    State(state): State<AppState>,
    Path(id): Path<ConsentId>,
    headers: HeaderMap,
) -> Result<StatusCode, GuardianError> {
    let token = credentials(&headers, "Bearer")?;
    // The URL that the token is for names the request, so the token is the statement.
    let audiences = audiences(&state, &format!("disown/{id}"));
    let (device, _) = by_signed_token(&state, token, &audiences, SHORT_TOKEN_LIFE).await?;
    let asked = |request: &BackchannelRequest| request.approvers().any(|user| *user == device.user_id);
    let request = state.store.request_by_consent_id(&id).await?.filter(asked);
    let request = request.ok_or_else(GuardianError::transaction_not_found)?;
    let approved = notify::outcome(&request.state) == Outcome::Approved;
    // Of two people's approvals, each can disown their own.
    let decision = request.state.decision().filter(|_| approved);
    let decision =
        decision.and_then(|decision| if request.needs_two() { decision.of(&device.user_id) } else { Some(decision) });
    let Some(decision) = decision else {
        return Err(GuardianError::new(
            StatusCode::CONFLICT,
            "not_approved",
            "The request was not approved, so there is nothing to disown.",
        ));
    };
    let kind = EventKind::GdAuthDisowned;
    let filter = EventFilter { kind: Some(kind), consent: Some(id.clone()), limit: MOST, ..EventFilter::default() };
    let before = state.store.events(&filter).await?;
    let by_this = |one: &ChainedEvent| one.event().is_ok_and(|event| event.device_id.as_ref() == Some(&device.id));
    if before.iter().any(by_this) {
        return Ok(StatusCode::NO_CONTENT);
    }
    let event = AuditEvent::new(state.clock.now(), kind)
        .client(&request.client_id)
        .user(&device.user_id)
        .device(&device.id)
        .consent(&id)
        .details(json!({
            "approved_by": decision.device_id,
            "redeemed": matches!(request.state, RequestState::Redeemed { .. }),
            "statement_sha256": sha256_base64url(token.as_bytes()),
        }));
    state.store.append_event(event).await?;
    tracing::error!(
        consent.id = %id, client.id = %request.client_id, device.id = %decision.device_id,
        "The approval of {id} was not given by its person, who says so on another device"
    );
    Ok(StatusCode::NO_CONTENT)
}
