//! `/api/v2/users`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};
use waxseal_protocol::ids::{ClientId, UserId, random_token};
use waxseal_store::model::{AuditEvent, EntryKind, EventKind};

use super::access;
use super::entries::{self, Change, Fields};
use super::error::ManagementError;
use super::page::PageQuery;
use crate::directory::{Entry, Origin, User, UserDraft};
use crate::http::CallContext;
use crate::state::AppState;

const READ: &[&str] = &["read:users"];
const CREATE: &[&str] = &["create:users"];
const UPDATE: &[&str] = &["update:users"];
const DELETE: &[&str] = &["delete:users"];

pub(super) async fn list(
    State(state): State<AppState>,
    context: CallContext,
    Query(query): Query<PageQuery>,
) -> Result<Response, ManagementError> {
    access::require(&state, &context, READ).await?;
    let directory = state.directory();
    let wanted = query.q.as_deref().and_then(|q| q.split_once(':'));
    let wanted = wanted.map(|(field, value)| (field.trim(), value.trim().trim_matches('"').to_lowercase()));
    let users = directory.users.values().map(|entry| Value::Object(wire(entry)));
    let users = users.filter(|user| match &wanted {
        None => true,
        Some((field, value)) => user.get(field).and_then(Value::as_str).is_some_and(|it| it.to_lowercase() == *value),
    });
    Ok(query.of_all("users", users.collect()))
}

pub(super) async fn by_email(
    State(state): State<AppState>,
    context: CallContext,
    Query(query): Query<PageQuery>,
) -> Result<Json<Value>, ManagementError> {
    access::require(&state, &context, READ).await?;
    let directory = state.directory();
    let email = query.email.as_deref().ok_or_else(|| ManagementError::invalid("The query needs an email."))?;
    let found = directory.users_by_email(email).iter().filter_map(|id| directory.users.get(id));
    Ok(Json(Value::Array(found.map(|entry| Value::Object(wire(entry))).collect())))
}

pub(super) async fn create(
    State(state): State<AppState>,
    context: CallContext,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ManagementError> {
    let by = access::require(&state, &context, CREATE).await?;
    let _changing = state.registry.changing().await;
    let mut object = entries::object(&body)?;
    let connection = object.get("connection").and_then(Value::as_str);
    let connection = connection.ok_or_else(|| ManagementError::invalid("connection is missing.")).map(str::to_owned)?;
    let id = match object.get("user_id").and_then(Value::as_str) {
        Some(id) if id.contains('|') => id.to_owned(),
        Some(id) => format!("auth0|{id}"),
        None => format!("auth0|{}", random_token::<18>()),
    };
    if state.directory().users.contains_key(&UserId::new(id.as_str())) {
        return Err(ManagementError::conflict("auth0_idp_error", "The user already exists."));
    }
    object.insert("user_id".to_owned(), json!(id));
    object.insert(
        "identities".to_owned(),
        json!([{
            "connection": connection,
            "user_id": id.split_once('|').map_or(id.as_str(), |(_, rest)| rest),
            "provider": "auth0",
            "isSocial": false,
        }]),
    );
    save(&state, &by, "create", None, object, false).await?;
    Ok((StatusCode::CREATED, Json(found(&state, &id, &Fields::default())?)))
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
    let entry = directory.users.get(&UserId::new(id.as_str())).ok_or_else(missing)?;
    if entry.origin == Origin::Configuration {
        return Err(ManagementError::configured("user"));
    }
    let code = patch.get("user_code").cloned();
    let mut object = entry.wire.clone();
    entries::merge(&mut object, patch);
    object.insert("user_id".to_owned(), json!(id));
    save(&state, &by, "update", Some(entry), object, code == Some(Value::Null)).await?;
    if code.is_some() {
        forget_chosen_code(&state, &by, &id).await?;
    }
    Ok(Json(found(&state, &id, &Fields::default())?))
}

pub(super) async fn delete(
    State(state): State<AppState>,
    context: CallContext,
    Path(id): Path<String>,
) -> Result<StatusCode, ManagementError> {
    let by = access::require(&state, &context, DELETE).await?;
    let _changing = state.registry.changing().await;
    let user_id = UserId::new(id.as_str());
    match state.directory().users.get(&user_id).map(|entry| entry.origin) {
        None => {}
        Some(Origin::Configuration) => return Err(ManagementError::configured("user")),
        Some(Origin::Management { .. }) => {
            // Somebody who gets the id later must not find devices and grants of somebody else.
            let devices = state.store.devices_of_user(&user_id).await?;
            let now = state.clock.now();
            let event = AuditEvent::new(now, EventKind::GdUnenroll).client(&by).user(&user_id);
            state.store.end_user(&user_id, now, event).await?;
            state.devices.forget(&user_id);
            state.open.close_user(&user_id);
            for device in devices {
                state.connections.revoke(&device.id);
            }
            forget_chosen_code(&state, &by, &id).await?;
            entries::remove(&state, Change { by: &by, kind: EntryKind::User, id: &id, verb: "delete" }).await?;
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn save(
    state: &AppState,
    by: &ClientId,
    verb: &'static str,
    before: Option<&Entry<User>>,
    mut wire: Map<String, Value>,
    without_code: bool,
) -> Result<(), ManagementError> {
    // Secrets are read out and not kept as they were sent.
    let user_code = wire.remove("user_code");
    wire.remove("password");
    let mut members = wire.clone();
    if let Some(id) = wire.get("user_id") {
        members.insert("id".to_owned(), id.clone());
    }
    members.extend(user_code.map(|code| ("user_code".to_owned(), code)));
    let draft: UserDraft = entries::draft(&members)?;
    let keeps_code = draft.user_code.is_none() && !without_code;
    let mut user = draft.check().map_err(|problems| ManagementError::problems(&problems))?;
    if keeps_code {
        user.user_code_sha256 = before.and_then(|before| before.user_code_sha256.clone());
    }
    let id = user.id.as_str().to_owned();
    let change = Change { by, kind: EntryKind::User, id: &id, verb };
    entries::keep(state, change, before.map(|before| before.origin), &user, &wire).await
}

/// What the operator says counts from now on, whatever the person chose before.
async fn forget_chosen_code(state: &AppState, by: &ClientId, id: &str) -> Result<(), ManagementError> {
    if state.directory().has_chosen_code(&UserId::new(id)) {
        entries::remove(state, Change { by, kind: EntryKind::UserCode, id, verb: "delete" }).await?;
    }
    Ok(())
}

fn found(state: &AppState, id: &str, fields: &Fields) -> Result<Value, ManagementError> {
    let directory = state.directory();
    let entry = directory.users.get(&UserId::new(id)).ok_or_else(missing)?;
    Ok(fields.of(wire(entry)))
}

fn missing() -> ManagementError {
    ManagementError::not_found("inexistent_user", "The user does not exist.")
}

fn wire(entry: &Entry<User>) -> Map<String, Value> {
    let mut wire = entry.wire.clone();
    wire.insert("user_id".to_owned(), json!(entry.id));
    wire.insert("name".to_owned(), json!(entry.name));
    wire.insert("email_verified".to_owned(), json!(entry.email_verified));
    if let Some(email) = &entry.email {
        wire.insert("email".to_owned(), json!(email));
    }
    if let Some(phone) = &entry.phone_number {
        wire.insert("phone_number".to_owned(), json!(phone));
    }
    if entry.blocked {
        wire.insert("blocked".to_owned(), json!(true));
    }
    entries::add_times(&mut wire, entry.origin);
    wire
}
