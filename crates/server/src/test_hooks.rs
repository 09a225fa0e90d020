//! `waxseal serve --test-hooks`: a second listener, on loopback only, that decides without a
//! person, for conformance suites and load tests. A server that anybody else can reach does not
//! start with it.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::ids::AuthReqId;
use waxseal_store::model::Decision;

use crate::backchannel::decide::{Answerer, DecideError, Decided, decide};
use crate::config::is_loopback;
use crate::http::detached;
use crate::notify;
use crate::state::AppState;

/// Who decided, in records of such decisions.
const DEVICE: &str = "dev_test_hooks";

#[derive(Deserialize)]
struct Approve {
    auth_req_id: String,
    action: Action,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Action {
    Allow,
    Deny,
}

/// Whether the hooks may be opened: nobody from outside can reach this server or them.
pub(crate) fn allowed(state: &AppState, listen: SocketAddr) -> bool {
    let config = &state.config;
    let certificates = config.mtls.as_ref().map(|mtls| mtls.listen);
    let addresses = [Some(listen), Some(config.listen), certificates];
    is_loopback(&config.issuer) && addresses.into_iter().flatten().all(|address| address.ip().is_loopback())
}

pub(crate) fn router(state: AppState) -> Router {
    Router::new().route("/approve", post(approve)).layer(from_fn(detached)).with_state(state)
}

/// The decision is in a JSON body, or in the query, where the OpenID conformance suite puts it.
async fn approve(
    State(state): State<AppState>,
    query: Result<Query<Approve>, QueryRejection>,
    body: Bytes,
) -> Response {
    let refused = |status: StatusCode, text: &str| (status, Json(json!({"error": text}))).into_response();
    let body = match query {
        Ok(Query(query)) => query,
        Err(_) => match serde_json::from_slice(&body) {
            Ok(body) => body,
            Err(error) => return refused(StatusCode::BAD_REQUEST, &error.to_string()),
        },
    };
    let handle = AuthReqId::new(body.auth_req_id);
    let found = match state.store.request_by_auth_req_id(&handle).await {
        Ok(found) => found,
        Err(error) => return refused(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    };
    let Some(mut request) = found else { return refused(StatusCode::NOT_FOUND, "there is no such request") };
    let now = state.clock.now();
    if !request.state.is_open() || request.is_expired(now) {
        return refused(StatusCode::CONFLICT, "the request is decided or expired");
    }
    let outcome = match body.action {
        Action::Allow => DecisionOutcome::Approved,
        Action::Deny => DecisionOutcome::Denied,
    };
    // Where it takes two people, the hook stands for the person first, and then for another one.
    let by = match request.state.first_approval() {
        Some(first) => request.approvers().find(|user| **user != first.user_id),
        None => None,
    };
    let decision = Decision {
        user_id: by.unwrap_or(&request.user_id).clone(),
        device_id: DEVICE.into(),
        device_key: None,
        decided_at: now,
        jws: String::new(),
        granted_details: None,
        reason: None,
        test_key: false,
        first_approval: None,
    };
    match decide(&state, &mut request, outcome, &decision, Answerer::default()).await {
        Ok(Decided::Now) => {
            notify::withdraw(&state, &request, None).await;
            StatusCode::NO_CONTENT.into_response()
        }
        Ok(Decided::Half) => {
            notify::look(&state, &request, None).await;
            StatusCode::ACCEPTED.into_response()
        }
        Ok(Decided::TooLate | Decided::ApprovedBefore) | Err(DecideError::State(_)) => {
            refused(StatusCode::CONFLICT, "the request is decided or expired")
        }
        Err(DecideError::Store(error)) => refused(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}
