//! Pings and pushes (CIBA Core 10.2, 10.3, 12): sent by a task of their own, so that no approver
//! waits for a client, and kept in the store until the client took them.

use std::collections::HashSet;
use std::time::Duration;

use serde::Serialize;
use serde_json::json;
use tokio::task::JoinSet;
use url::Url;
use waxseal_protocol::token::TokenResponse;
use waxseal_protocol::{ErrorCode, Secret, Timestamp};
use waxseal_store::model::{AuditEvent, BackchannelRequest, Delivery, DeliveryMode, EventKind, RequestState};
use waxseal_store::{Effects, StoreError};

use super::standing;
use crate::http::OAuthError;
use crate::state::AppState;
use crate::token::issue::{self, Issuance};

/// How many are sent at once.
const AT_ONCE: usize = 64;
/// How many of those one client may have: its endpoint may hang.
const OF_ONE_CLIENT: u32 = 16;
/// The wait after the first failure; it doubles with each.
const FIRST_RETRY: Duration = Duration::from_secs(10);
const MAX_RETRY: Duration = Duration::from_mins(10);
/// Without a notice, the store is looked at this often.
const SWEEP: Duration = Duration::from_secs(5);

/// What a push holds (CIBA Core 10.3.1).
#[derive(Serialize)]
struct Pushed<'a> {
    auth_req_id: &'a str,
    #[serde(flatten)]
    tokens: &'a TokenResponse,
}

/// Sends what is due, until the server ends. Each goes out in a task of its own, and the places are shared: a
/// client that does not answer delays nobody else.
pub(crate) async fn run(state: AppState) {
    let mut sending: JoinSet<i64> = JoinSet::new();
    let mut under_way: HashSet<i64> = HashSet::new();
    loop {
        // Those under way still are due in the store, so they are read along and left out.
        let room = AT_ONCE.saturating_sub(under_way.len());
        let limit = u32::try_from(under_way.len() + room).unwrap_or(u32::MAX);
        let due = match state.store.due_deliveries(state.clock.now(), limit, OF_ONE_CLIENT).await {
            Ok(due) if room > 0 => due,
            Ok(_) => Vec::new(),
            Err(error) => {
                tracing::error!(%error, "Could not read the notifications that are due: {error}");
                Vec::new()
            }
        };
        for delivery in due.into_iter().filter(|delivery| !under_way.contains(&delivery.id)).collect::<Vec<_>>() {
            let (state, id) = (state.clone(), delivery.id);
            under_way.insert(id);
            sending.spawn(async move {
                if let Err(error) = send(&state, delivery).await {
                    tracing::error!(%error, "Could not note what became of a notification: {error}");
                }
                id
            });
        }
        let wait = next_wait(&state, under_way.is_empty()).await;
        tokio::select! {
            Some(ended) = sending.join_next() => {
                match ended {
                    Ok(id) => { under_way.remove(&id); }
                    // It panicked, and which one it was is not known: all that runs is looked at anew.
                    Err(_) => under_way.clear(),
                }
            }
            () = state.delivery_due.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// Until the next one is due. While some are under way, those are the next ones in the store.
async fn next_wait(state: &AppState, idle: bool) -> Duration {
    if !idle {
        return SWEEP;
    }
    let next = state.store.next_delivery_at().await.ok().flatten();
    let until = next.and_then(|next| Duration::try_from(next.duration_since(state.clock.now())).ok());
    until.unwrap_or(SWEEP).clamp(Duration::from_millis(10), SWEEP)
}

async fn send(state: &AppState, mut delivery: Delivery) -> Result<(), StoreError> {
    let Some(request) = state.store.request_by_consent_id(&delivery.consent_id).await? else {
        return finish(state, &delivery, EventKind::CibaDeliveryFailed, "the request is gone").await;
    };
    if delivery.payload.is_none() {
        match payload(state, &delivery, &request).await {
            Ok(payload) => delivery.payload = Some(payload),
            Err(error) => {
                tracing::error!(consent.id = %delivery.consent_id, ?error, "Could not make the notification");
                return postpone(state, &delivery).await;
            }
        }
    }
    let body = delivery.payload.as_ref().map(|payload| payload.expose().clone()).unwrap_or_default();
    let Ok(endpoint) = Url::parse(&delivery.endpoint) else {
        return finish(state, &delivery, EventKind::CibaDeliveryFailed, "the endpoint is no URL").await;
    };
    match state.outgoing.post_json(&endpoint, delivery.bearer.expose(), body).await {
        Ok(status) if (200..300).contains(&status) => {
            finish(state, &delivery, EventKind::CibaDeliverySucceeded, &format!("status {status}")).await
        }
        // The client refused, or points elsewhere: redirects are not followed (CIBA Core 10.2), and
        // repeating changes nothing. In ping mode it can still poll.
        Ok(status) if (300..500).contains(&status) && status != 408 && status != 429 => {
            finish(state, &delivery, EventKind::CibaDeliveryFailed, &format!("status {status}")).await
        }
        Ok(status) => {
            tracing::warn!(client.id = %delivery.client_id, status, "The client's endpoint answered {status}");
            postpone(state, &delivery).await
        }
        Err(error) => {
            tracing::warn!(client.id = %delivery.client_id, %error, "The client's endpoint failed: {error}");
            postpone(state, &delivery).await
        }
    }
}

/// Puts a failed one off, or gives it up when nobody could use it any more.
async fn postpone(state: &AppState, delivery: &Delivery) -> Result<(), StoreError> {
    let attempts = delivery.attempts.saturating_add(1);
    let wait = (FIRST_RETRY * 2_u32.saturating_pow(delivery.attempts.min(10))).min(MAX_RETRY);
    let next_at = state.clock.now().saturating_add(wait).unwrap_or(Timestamp::MAX);
    // A push holds tokens that exist nowhere else: it is worth more tries than a ping.
    let give_up_at = match delivery.mode {
        DeliveryMode::Push => delivery.give_up_at.saturating_add(Duration::from_hours(1)).unwrap_or(Timestamp::MAX),
        DeliveryMode::Poll | DeliveryMode::Ping => delivery.give_up_at,
    };
    if next_at > give_up_at {
        return finish(state, delivery, EventKind::CibaDeliveryFailed, "given up").await;
    }
    state.store.postpone_delivery(delivery.id, attempts, next_at).await
}

async fn finish(state: &AppState, delivery: &Delivery, kind: EventKind, reason: &str) -> Result<(), StoreError> {
    let event = AuditEvent::new(state.clock.now(), kind)
        .client(&delivery.client_id)
        .consent(&delivery.consent_id)
        .details(json!({"mode": delivery.mode, "attempts": delivery.attempts + 1, "result": reason}));
    state.store.finish_delivery(delivery.id, event).await
}

/// The body: in ping mode the handle alone, in push mode what the token endpoint would answer.
async fn payload(
    state: &AppState,
    delivery: &Delivery,
    request: &BackchannelRequest,
) -> Result<Secret<String>, OAuthError> {
    let handle = request.facts.auth_req_id.as_ref().map(|handle| handle.expose().clone()).unwrap_or_default();
    if delivery.mode == DeliveryMode::Ping {
        return Ok(Secret::new(json!({"auth_req_id": handle}).to_string()));
    }
    let failure = |code: ErrorCode, text: &str| {
        let body = json!({"auth_req_id": handle, "error": code, "error_description": text});
        Ok(Secret::new(body.to_string()))
    };
    match &request.state {
        RequestState::Denied(_) | RequestState::Reported(_) => {
            failure(ErrorCode::AccessDenied, "The end-user denied the authorization request")
        }
        RequestState::Approved(_) if request.is_expired(state.clock.now()) => {
            failure(ErrorCode::ExpiredToken, "The auth_req_id has expired")
        }
        RequestState::Approved(decision) => {
            if let Some(why) = standing::fallen(state, request, decision).await? {
                return failure(ErrorCode::AccessDenied, why);
            }
            let directory = state.directory();
            let Some(client) = directory.clients.get(&request.client_id) else {
                return failure(ErrorCode::TransactionFailed, "The client is no longer registered");
            };
            let issuance = Issuance {
                pushed_handle: Some(&handle),
                ..Issuance::of_request(state, client, request, decision, request.facts.confirmation.clone())?
            };
            let issued = issue::issue(state, issuance).await?;
            let pushed = Pushed { auth_req_id: &handle, tokens: &issued.response };
            let payload = serde_json::to_string(&pushed).map_err(|error| OAuthError::internal(&error))?;
            let payload = Secret::new(payload);
            // Redeemed and kept in one step: the tokens exist once, and they are not lost.
            let now = state.clock.now();
            let next = request.state.clone().redeem(now).map_err(|error| OAuthError::internal(&error))?;
            let effects = Effects {
                event: Some(issue::exchanged(now, request)),
                payload: Some((delivery.id, payload.clone())),
                grant: issued.grant,
                ..Effects::default()
            };
            if state.store.transition(&request.consent_id, &request.state, &next, now, effects).await? {
                Ok(payload)
            } else {
                failure(ErrorCode::TransactionFailed, "The request has expired")
            }
        }
        RequestState::Pending | RequestState::HalfApproved(_) | RequestState::Redeemed { .. } => {
            failure(ErrorCode::TransactionFailed, "The tokens cannot be delivered")
        }
    }
}
