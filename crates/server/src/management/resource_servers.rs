//! `/api/v2/resource-servers`: APIs, by id or by identifier.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};
use waxseal_protocol::ids::{ClientId, sha256_base64url};
use waxseal_store::model::EntryKind;

use super::access;
use super::entries::{self, Change, Fields};
use super::error::ManagementError;
use super::page::PageQuery;
use crate::directory::{Api, ApiDraft, Directory, Entry, Origin};
use crate::http::CallContext;
use crate::state::AppState;

const READ: &[&str] = &["read:resource_servers"];
const CREATE: &[&str] = &["create:resource_servers"];
const UPDATE: &[&str] = &["update:resource_servers"];
const DELETE: &[&str] = &["delete:resource_servers"];

pub(super) async fn list(
    State(state): State<AppState>,
    context: CallContext,
    Query(query): Query<PageQuery>,
) -> Result<Response, ManagementError> {
    access::require(&state, &context, READ).await?;
    let directory = state.directory();
    Ok(query.of_all("resource_servers", directory.apis.values().map(|entry| Value::Object(wire(entry))).collect()))
}

pub(super) async fn create(
    State(state): State<AppState>,
    context: CallContext,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ManagementError> {
    let by = access::require(&state, &context, CREATE).await?;
    let _changing = state.registry.changing().await;
    let object = entries::object(&body)?;
    let identifier = object.get("identifier").and_then(Value::as_str).unwrap_or_default().to_owned();
    let directory = state.directory();
    let reserved = identifier == state.config.management_audience()
        || identifier == state.issuer()
        || identifier == state.config.url("userinfo")
        || directory.clients.contains_key(&ClientId::new(identifier.as_str()));
    if find(&directory, &identifier).is_some() || reserved {
        let text = format!("A resource server with the identifier {identifier} already exists.");
        return Err(ManagementError::conflict("resource_conflict", text));
    }
    save(&state, &by, "create", None, object).await?;
    Ok((StatusCode::CREATED, Json(found(&state, &identifier, &Fields::default())?)))
}

pub(super) async fn read(
    State(state): State<AppState>,
    context: CallContext,
    Path(id): Path<String>,
    Query(fields): Query<Fields>,
) -> Result<Json<Value>, ManagementError> {
    access::require(&state, &context, READ).await?;
    Ok(Json(found(&state, &id, &fields)?))
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
    let entry = changeable(find(&directory, &id))?;
    if patch.get("identifier").is_some_and(|identifier| identifier != &json!(entry.identifier)) {
        return Err(ManagementError::invalid("Payload validation error: identifier cannot be changed."));
    }
    let mut object = entry.wire.clone();
    entries::merge(&mut object, patch);
    object.insert("identifier".to_owned(), json!(entry.identifier));
    save(&state, &by, "update", Some(entry), object).await?;
    Ok(Json(found(&state, &id, &Fields::default())?))
}

pub(super) async fn delete(
    State(state): State<AppState>,
    context: CallContext,
    Path(id): Path<String>,
) -> Result<StatusCode, ManagementError> {
    let by = access::require(&state, &context, DELETE).await?;
    let _changing = state.registry.changing().await;
    let directory = state.directory();
    let Some(entry) = find(&directory, &id) else { return Ok(StatusCode::NO_CONTENT) };
    changeable(Some(entry))?;
    // Its grants would come back to life with another API of the same identifier.
    for grant in directory.client_grants.values().filter(|grant| grant.audience == entry.identifier) {
        let change = Change { by: &by, kind: EntryKind::ClientGrant, id: &grant.id, verb: "delete" };
        entries::remove(&state, change).await?;
    }
    let change = Change { by: &by, kind: EntryKind::ResourceServer, id: &entry.identifier, verb: "delete" };
    entries::remove(&state, change).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn save(
    state: &AppState,
    by: &ClientId,
    verb: &'static str,
    before: Option<&Entry<Api>>,
    wire: Map<String, Value>,
) -> Result<(), ManagementError> {
    refuse_what_is_not_kept_to(&wire)?;
    let mut members = wire.clone();
    // Auth0 writes null for none.
    members.retain(|_, value| !value.is_null());
    let draft: ApiDraft = entries::draft(&members)?;
    let api = draft.check().map_err(|problems| ManagementError::problems(&problems))?;
    let change = Change { by, kind: EntryKind::ResourceServer, id: &api.identifier, verb };
    entries::keep(state, change, before.map(|before| before.origin), &api.draft, &wire).await
}

/// Auth0's policies of who may ask for an API. Here each client may ask for people, and with a grant for itself;
/// nobody may think that it is otherwise.
fn refuse_what_is_not_kept_to(wire: &Map<String, Value>) -> Result<(), ManagementError> {
    for (kind, policy) in [("user", "allow_all"), ("client", "require_client_grant")] {
        let place = format!("/subject_type_authorization/{kind}/policy");
        let wanted = wire.get("subject_type_authorization").and_then(|all| all.pointer(&format!("/{kind}/policy")));
        if wanted.is_some_and(|wanted| wanted != policy) {
            let text = format!("Payload validation error: {place} has to be {policy}; others are not supported.");
            return Err(ManagementError::invalid(text));
        }
    }
    Ok(())
}

/// Auth0's ids have 24 hexadecimal digits; ours are made from the identifier.
fn id_of(identifier: &str) -> String {
    let digest = sha256_base64url(identifier.as_bytes());
    let nibbles = digest.bytes().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.filter_map(|nibble| char::from_digit(nibble.into(), 16)).take(24).collect()
}

fn find<'a>(directory: &'a Directory, id: &str) -> Option<&'a Arc<Entry<Api>>> {
    directory.apis.get(id).or_else(|| directory.apis.values().find(|api| id_of(&api.identifier) == id))
}

fn changeable(entry: Option<&Arc<Entry<Api>>>) -> Result<&Entry<Api>, ManagementError> {
    let entry = entry.ok_or_else(missing)?;
    if entry.origin == Origin::Configuration {
        return Err(ManagementError::configured("resource server"));
    }
    Ok(entry)
}

fn found(state: &AppState, id: &str, fields: &Fields) -> Result<Value, ManagementError> {
    let directory = state.directory();
    Ok(fields.of(wire(find(&directory, id).ok_or_else(missing)?)))
}

fn missing() -> ManagementError {
    ManagementError::not_found("inexistent_resource_server", "The resource server does not exist.")
}

fn wire(entry: &Entry<Api>) -> Map<String, Value> {
    let mut wire = entry.wire.clone();
    let scopes: Vec<_> =
        entry.scopes.iter().map(|(value, description)| json!({"value": value, "description": description})).collect();
    let computed = json!({
        "id": id_of(&entry.identifier),
        "identifier": entry.identifier,
        "name": entry.name,
        "scopes": scopes,
        "authorization_details": entry.draft.authorization_details,
        "is_system": false,
    });
    if let Value::Object(computed) = computed {
        wire.extend(computed);
    }
    if let Some(algorithm) = entry.signing_algorithm {
        wire.insert("signing_alg".to_owned(), json!(algorithm));
    }
    wire
}
