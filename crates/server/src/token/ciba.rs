//! The CIBA grant (CIBA Core 10.1 and 11).

use std::time::Duration;

use axum::Json;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use waxseal_protocol::ids::AuthReqId;
use waxseal_protocol::token::Confirmation;
use waxseal_protocol::{ErrorCode, Timestamp};
use waxseal_store::Effects;
use waxseal_store::model::{AuditEvent, BackchannelRequest, Decision, DeliveryMode, EventKind, RequestState};

use super::issue::{self, Issuance};
use super::{TokenCall, binding, granted_details};
use crate::backchannel::{Poll, standing};
use crate::config::Compatibility;
use crate::http::{OAuthError, no_store};
use crate::state::Place;

/// CIBA Core 10.1: a held request is answered after 30 s at the latest.
const MAX_WAIT: Duration = Duration::from_secs(30);
/// `@auth0/ai` measures the expiry from the moment it hears of the request and has no word for
/// `expired_token`: for as long as its clock can be behind, the request still is pending.
const AUTH0_GRACE: Duration = Duration::from_secs(1);

/// `place` is given back while the call waits for an answer: waiting is no work.
pub(super) async fn grant(call: &TokenCall<'_>, place: Place) -> Result<Response, OAuthError> {
    if call.client.client.delivery_mode == DeliveryMode::Push {
        return Err(OAuthError::new(ErrorCode::UnauthorizedClient, "This client gets its tokens pushed."));
    }
    // A client whose tokens are bound shows its key with every poll, and once: a proof is used up by
    // being looked at.
    let confirmation = binding::of_call(call.state, call.context, call.client).await?;
    let auth_req_id = AuthReqId::new(call.parameters.required("auth_req_id")?);
    let handle = auth_req_id.sha256();
    let state = call.state;
    let deadline = preferred_wait(&call.context.headers).map(|wait| state.clock.monotonic() + wait);
    let mut first = true;
    let mut place = Some(place);
    loop {
        // Listened to before the state is read: what happens in between is not missed.
        let waiting = deadline.and_then(|_| state.open.changed(&handle));
        let notified = waiting.as_ref().map(|(changed, _)| changed.notified());
        match attempt(call, &auth_req_id, confirmation.as_ref(), first).await? {
            Answer::Tokens(response) => return Ok(response),
            Answer::Pending => {}
        }
        first = false;
        let left = deadline.map(|deadline| deadline.saturating_sub(state.clock.monotonic()));
        let (Some(left), Some(notified)) = (left.filter(|left| !left.is_zero()), notified) else {
            return Err(pending());
        };
        // At its expiry a request is looked at once more: then it has expired, and the client hears.
        let expires_at = waiting.as_ref().map_or(Timestamp::MAX, |(_, expires_at)| *expires_at);
        let until_expiry = until_over(expires_at, state.clock.now());
        drop(place.take());
        let heard = tokio::time::timeout(left.min(until_expiry), notified).await.is_ok();
        if !heard && left <= until_expiry {
            return Err(pending());
        }
        place = Some(state.enter().ok_or_else(OAuthError::busy)?);
    }
}

/// How long until a request expires, or until that may be said of one that has.
fn until_over(expires_at: Timestamp, now: Timestamp) -> Duration {
    let over = if now < expires_at { expires_at } else { expires_at.saturating_add(AUTH0_GRACE).unwrap_or(expires_at) };
    Duration::try_from(over.duration_since(now)).unwrap_or_default().max(Duration::from_millis(1))
}

enum Answer {
    Tokens(Response),
    Pending,
}

/// `Prefer: wait=N` (RFC 7240 4.3).
fn preferred_wait(headers: &HeaderMap) -> Option<Duration> {
    let preferences = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    let wait = preferences.flat_map(|value| value.split([',', ';'])).find_map(|preference| {
        let (name, seconds) = preference.trim().split_once('=')?;
        name.trim().eq_ignore_ascii_case("wait").then(|| seconds.trim().trim_matches('"').parse::<u64>().ok())?
    })?;
    (wait > 0).then(|| Duration::from_secs(wait).min(MAX_WAIT))
}

async fn attempt(
    call: &TokenCall<'_>,
    auth_req_id: &AuthReqId,
    confirmation: Option<&Confirmation>,
    counts: bool,
) -> Result<Answer, OAuthError> {
    let state = call.state;
    let now = state.clock.now();
    if counts {
        match state.open.poll(&auth_req_id.sha256(), call.client.id(), now, state.clock.monotonic()) {
            Poll::Pending => return Ok(Answer::Pending),
            Poll::TooFast(interval) => return Err(OAuthError::slow_down(interval)),
            Poll::AskTheStore => {}
        }
    }
    let request = state
        .store
        .request_by_auth_req_id(auth_req_id)
        .await?
        // An id that was issued to another client is as unknown as one that never was.
        .filter(|request| request.client_id == *call.client.id())
        .ok_or_else(invalid_grant)?;
    if request.is_expired(now) {
        let waits = request.state.is_open();
        let late = request.expires_at.saturating_add(AUTH0_GRACE).is_ok_and(|end| now >= end);
        if state.config.compatibility == Compatibility::Auth0 && waits && !late {
            return Ok(Answer::Pending);
        }
        return Err(OAuthError::new(ErrorCode::ExpiredToken, "The auth_req_id has expired"));
    }
    match &request.state {
        RequestState::Pending | RequestState::HalfApproved(_) => {
            state.open.adopt(&request);
            Ok(Answer::Pending)
        }
        RequestState::Denied(_) | RequestState::Reported(_) => Err(OAuthError::new(
            ErrorCode::AccessDenied,
            "The end-user denied the authorization request or it has been expired",
        )),
        RequestState::Redeemed { .. } => Err(invalid_grant()),
        RequestState::Approved(decision) => match standing::fallen(state, &request, decision).await? {
            Some(why) => Err(OAuthError::new(ErrorCode::AccessDenied, why)),
            None => redeem(call, &request, decision, confirmation.cloned()).await.map(Answer::Tokens),
        },
    }
}

/// Signs first, then uses the approval up, then answers: a crash before the compare-and-set leaves
/// the approval to be redeemed again, one after it leaves at most one token.
async fn redeem(
    call: &TokenCall<'_>,
    request: &BackchannelRequest,
    decision: &Decision,
    confirmation: Option<Confirmation>,
) -> Result<Response, OAuthError> {
    let state = call.state;
    let issued = tokens(call, request, decision, confirmation).await;
    let issued = match issued {
        Ok(issued) => issued,
        Err(error) => {
            if !error.is_internal() {
                let event = AuditEvent::new(state.clock.now(), EventKind::CibaExchangeFailed);
                let event = event.client(&request.client_id).user(&request.user_id).consent(&request.consent_id);
                state.note(event.details(error.for_audit()));
            }
            return Err(error);
        }
    };
    let now = state.clock.now();
    let next = request.state.clone().redeem(now).map_err(|error| OAuthError::internal(&error))?;
    let effects = Effects { event: Some(issue::exchanged(now, request)), grant: issued.grant, ..Effects::default() };
    if !state.store.transition(&request.consent_id, &request.state, &next, now, effects).await? {
        return Err(invalid_grant());
    }
    tracing::debug!(consent.id = %request.consent_id, client.id = %request.client_id, "Redeemed {}", request.consent_id);
    Ok(no_store(Json(issued.response).into_response()))
}

async fn tokens(
    call: &TokenCall<'_>,
    request: &BackchannelRequest,
    decision: &Decision,
    confirmation: Option<Confirmation>,
) -> Result<issue::Issued, OAuthError> {
    let mut issuance = Issuance::of_request(call.state, &call.client.client, request, decision, confirmation)?;
    if let Some(text) = call.parameters.get("authorization_details") {
        let directory = call.state.directory();
        let api = directory.apis.get(&request.audience).map(|entry| &entry.value);
        issuance.narrowed = Some(granted_details::within(api, issuance.granted.as_ref(), text)?);
    }
    issue::issue(call.state, issuance).await
}

fn pending() -> OAuthError {
    OAuthError::new(ErrorCode::AuthorizationPending, "The end-user authorization is pending")
}

fn invalid_grant() -> OAuthError {
    OAuthError::new(ErrorCode::InvalidGrant, "Invalid or expired auth_req_id")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(preference: &str) -> Option<u64> {
        let headers =
            HeaderMap::from_iter([(axum::http::HeaderName::from_static("prefer"), preference.parse().unwrap())]);
        preferred_wait(&headers).map(|wait| wait.as_secs())
    }

    #[test]
    fn nothing_is_held_longer_than_half_a_minute() {
        assert_eq!(wait("wait=29"), Some(29));
        for preference in ["wait=30", "wait=31", "wait=3600", "respond-async, wait=900", "WAIT = \"900\"; x=1"] {
            assert_eq!(wait(preference), Some(30), "{preference}");
        }
        assert_eq!(wait(&format!("wait={}", u64::MAX)), Some(30));
        assert_eq!(wait("respond-async"), None);
    }
}
