//! `/api/v2/logs`: the audit chain, as Auth0 writes its logs.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Map, Value, json};
use waxseal_protocol::ids::{ConsentId, UserId};
use waxseal_store::EventFilter;
use waxseal_store::model::{ChainedEvent, EventKind};

use super::access;
use super::error::ManagementError;
use super::page::PageQuery;
use crate::http::CallContext;
use crate::state::AppState;

const READ: &[&str] = &["read:logs", "read:logs_users"];

pub(super) async fn list(
    State(state): State<AppState>,
    context: CallContext,
    Query(query): Query<PageQuery>,
) -> Result<Response, ManagementError> {
    access::require(&state, &context, READ).await?;
    if query.from.is_some() || query.take.is_some() {
        // From a mark onwards, oldest first: how log shippers read.
        let after = query.from.as_deref().and_then(|from| from.parse().ok()).unwrap_or(0);
        let filter = EventFilter {
            after: Some(after),
            limit: u32::try_from(query.take()).unwrap_or(u32::MAX),
            ..EventFilter::default()
        };
        let events = state.store.events(&filter).await?;
        return Ok(Json(Value::Array(events.iter().map(|event| wire(&state, event)).collect())).into_response());
    }
    let mut filter = EventFilter { descending: true, ..EventFilter::default() };
    let search = query.q.as_ref().or(query.search.as_ref());
    for term in search.iter().flat_map(|text| text.split(" AND ")) {
        let (field, value) = term.split_once(':').unwrap_or_default();
        let value = value.trim().trim_matches('"');
        match field.trim() {
            // Auth0 has more types than there are here: of those, nothing happened.
            "type" => match EventKind::parse(value) {
                Some(kind) => filter.kind = Some(kind),
                None => return Ok(query.of_all("logs", Vec::new())),
            },
            "user_id" => filter.user = Some(UserId::new(value)),
            "transaction_linking_id" | "details.transaction_linking_id" => filter.consent = Some(ConsentId::new(value)),
            other => {
                let text = format!(
                    "The search field {other:?} is not supported; type, user_id and transaction_linking_id are."
                );
                return Err(ManagementError::invalid(text));
            }
        }
    }
    let unfiltered = search.is_none();
    let newest = EventFilter { descending: true, limit: 1, ..EventFilter::default() };
    let newest = state.store.events(&newest).await?.first().map_or(0, |event| event.sequence);
    if unfiltered {
        // The chain has no gaps, so a page is found by its place.
        filter.before = Some(newest.saturating_sub(i64::try_from(query.start()).unwrap_or(i64::MAX)) + 1);
        filter.limit = u32::try_from(query.per_page()).unwrap_or(u32::MAX);
        let events = state.store.events(&filter).await?;
        let total = usize::try_from(newest).unwrap_or_default();
        return Ok(query.answer("logs", events.iter().map(|event| wire(&state, event)).collect(), total));
    }
    filter.limit = 1_000;
    let events = state.store.events(&filter).await?;
    Ok(query.of_all("logs", events.iter().map(|event| wire(&state, event)).collect()))
}

pub(super) async fn read(
    State(state): State<AppState>,
    context: CallContext,
    Path(id): Path<String>,
) -> Result<Json<Value>, ManagementError> {
    access::require(&state, &context, READ).await?;
    let missing = || ManagementError::not_found("inexistent_log", "The log does not exist.");
    let sequence: i64 = id.parse().map_err(|_| missing())?;
    let filter = EventFilter {
        after: Some(sequence.saturating_sub(1)),
        before: Some(sequence.saturating_add(1)),
        limit: 1,
        ..EventFilter::default()
    };
    let events = state.store.events(&filter).await?;
    Ok(Json(wire(&state, events.first().ok_or_else(missing)?)))
}

fn wire(state: &AppState, chained: &ChainedEvent) -> Value {
    let id = chained.sequence.to_string();
    let Ok(event) = chained.event() else {
        return json!({"_id": id, "log_id": id, "type": "unknown", "description": "An event this version cannot read."});
    };
    let directory = state.directory();
    let client = event.client_id.as_ref().and_then(|id| directory.clients.get(id));
    let user = event.user_id.as_ref().and_then(|id| directory.users.get(id));
    let mut details = event.details;
    if let (Some(consent), Some(members)) = (&event.consent_id, details.as_object_mut()) {
        if let (EventKind::CibaStartSucceeded, Some(user)) = (event.kind, &event.user_id) {
            members.insert("body".to_owned(), asked(state, user, members));
        }
        members.insert("transaction_linking_id".to_owned(), json!(consent));
    }
    json!({
        "_id": id,
        "log_id": id,
        "date": format!("{:.3}", event.at),
        "type": event.kind,
        "description": details.get("message"),
        "client_id": event.client_id,
        "client_name": client.map(|client| &client.name),
        "user_id": event.user_id,
        "user_name": user.map(|user| &user.name),
        "audience": details.get("audience"),
        "scope": details.get("scope"),
        "device_id": event.device_id,
        "transaction_linking_id": event.consent_id,
        "details": details,
        "isMobile": false,
        "hash": chained.hash,
    })
}

/// What was asked, as Auth0's logs tell it. Whatever hint the client used, this one names the same person.
fn asked(state: &AppState, user: &UserId, details: &Map<String, Value>) -> Value {
    let hint = json!({"format": "iss_sub", "iss": state.config.issuer.as_str(), "sub": user});
    json!({"audience": details.get("audience"), "scope": details.get("scope"), "login_hint": hint.to_string()})
}
