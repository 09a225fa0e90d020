//! `/api/v2/client-grants`: what clients may ask of APIs in their own name.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};
use waxseal_protocol::ids::ClientId;
use waxseal_store::model::EntryKind;

use super::access;
use super::entries::{self, Change};
use super::error::ManagementError;
use super::page::PageQuery;
use crate::directory::{ClientGrant, ClientGrantDraft, Entry, Origin};
use crate::http::CallContext;
use crate::state::AppState;

const READ: &[&str] = &["read:client_grants"];
const CREATE: &[&str] = &["create:client_grants"];
const UPDATE: &[&str] = &["update:client_grants"];
const DELETE: &[&str] = &["delete:client_grants"];

pub(super) async fn list(
    State(state): State<AppState>,
    context: CallContext,
    Query(query): Query<PageQuery>,
) -> Result<Response, ManagementError> {
    access::require(&state, &context, READ).await?;
    let directory = state.directory();
    let grants = directory.client_grants.values().filter(|grant| {
        query.audience.as_ref().is_none_or(|audience| *audience == grant.audience)
            && query.client_id.as_ref().is_none_or(|id| id == grant.client_id.as_str())
    });
    Ok(query.after_mark("client_grants", grants.map(|grant| Value::Object(wire(grant))).collect()))
}

pub(super) async fn create(
    State(state): State<AppState>,
    context: CallContext,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ManagementError> {
    let by = access::require(&state, &context, CREATE).await?;
    let _changing = state.registry.changing().await;
    let object = entries::object(&body)?;
    let draft: ClientGrantDraft = entries::draft(&object)?;
    let grant = draft.check().map_err(|problems| ManagementError::problems(&problems))?;
    let directory = state.directory();
    if !directory.clients.contains_key(&grant.client_id) {
        return Err(ManagementError::not_found("inexistent_client", "The client does not exist"));
    }
    if !directory.apis.contains_key(&grant.audience) && grant.audience != state.config.management_audience() {
        let text = format!("The resource server {} does not exist.", grant.audience);
        return Err(ManagementError::not_found("inexistent_resource_server", text));
    }
    if directory.client_grants.contains_key(&grant.id) {
        let text = "A client grant for this client and audience already exists.";
        return Err(ManagementError::conflict("resource_conflict", text));
    }
    save(&state, &by, "create", None, &grant, &object).await?;
    Ok((StatusCode::CREATED, Json(found(&state, &grant.id)?)))
}

pub(super) async fn read(
    State(state): State<AppState>,
    context: CallContext,
    Path(id): Path<String>,
) -> Result<Json<Value>, ManagementError> {
    access::require(&state, &context, READ).await?;
    Ok(Json(found(&state, &id)?))
}

pub(super) async fn update(
    State(state): State<AppState>,
    context: CallContext,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, ManagementError> {
    let by = access::require(&state, &context, UPDATE).await?;
    let _changing = state.registry.changing().await;
    let patch = entries::object(&body)?;
    let directory = state.directory();
    let entry = directory.client_grants.get(&id).ok_or_else(missing)?;
    if entry.origin == Origin::Configuration {
        return Err(ManagementError::configured("client grant"));
    }
    let mut object = entry.wire.clone();
    entries::merge(&mut object, patch);
    let draft: ClientGrantDraft = entries::draft(&object)?;
    let changed = draft.check().map_err(|problems| ManagementError::problems(&problems))?;
    let grant = ClientGrant { scope: changed.scope, ..entry.value.clone() };
    save(&state, &by, "update", Some(entry), &grant, &object).await?;
    Ok(Json(found(&state, &id)?))
}

pub(super) async fn delete(
    State(state): State<AppState>,
    context: CallContext,
    Path(id): Path<String>,
) -> Result<StatusCode, ManagementError> {
    let by = access::require(&state, &context, DELETE).await?;
    let _changing = state.registry.changing().await;
    match state.directory().client_grants.get(&id).map(|entry| entry.origin) {
        None => {}
        Some(Origin::Configuration) => return Err(ManagementError::configured("client grant")),
        Some(Origin::Management { .. }) => {
            let change = Change { by: &by, kind: EntryKind::ClientGrant, id: &id, verb: "delete" };
            entries::remove(&state, change).await?;
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn save(
    state: &AppState,
    by: &ClientId,
    verb: &'static str,
    before: Option<&Entry<ClientGrant>>,
    grant: &ClientGrant,
    wire: &Map<String, Value>,
) -> Result<(), ManagementError> {
    let change = Change { by, kind: EntryKind::ClientGrant, id: &grant.id, verb };
    entries::keep(state, change, before.map(|before| before.origin), grant, wire).await
}

fn found(state: &AppState, id: &str) -> Result<Value, ManagementError> {
    let directory = state.directory();
    directory.client_grants.get(id).map(|entry| Value::Object(wire(entry))).ok_or_else(missing)
}

fn missing() -> ManagementError {
    ManagementError::not_found("inexistent_client_grant", "The client grant does not exist.")
}

fn wire(entry: &Entry<ClientGrant>) -> Map<String, Value> {
    let mut wire = entry.wire.clone();
    wire.insert("id".to_owned(), json!(entry.id));
    wire.insert("client_id".to_owned(), json!(entry.client_id));
    wire.insert("audience".to_owned(), json!(entry.audience));
    wire.insert("scope".to_owned(), json!(entry.scope));
    wire.insert("subject_type".to_owned(), json!(entry.subject_type));
    wire
}
