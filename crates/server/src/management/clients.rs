//! `/api/v2/clients`. A client secret is shown when it is made and never again: only its digest
//! is kept, unless the client signs with it.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};
use waxseal_protocol::ids::{ClientId, random_token};
use waxseal_protocol::jose::Jwk;
use waxseal_store::model::EntryKind;

use super::access;
use super::entries::{self, Change, Fields};
use super::error::ManagementError;
use super::page::PageQuery;
use crate::client_auth::jwk_of_pem;
use crate::directory::{AuthMethod, Client, ClientDraft, Entry, GOOD_SECRET, Origin};
use crate::http::CallContext;
use crate::state::AppState;

const READ: &[&str] = &["read:clients", "read:client_keys"];
const CREATE: &[&str] = &["create:clients"];
const UPDATE: &[&str] = &["update:clients", "update:client_keys"];
const DELETE: &[&str] = &["delete:clients"];

pub(super) async fn list(
    State(state): State<AppState>,
    context: CallContext,
    Query(query): Query<PageQuery>,
) -> Result<Response, ManagementError> {
    access::require(&state, &context, READ).await?;
    let directory = state.directory();
    Ok(query.of_all("clients", directory.clients.values().map(|entry| Value::Object(wire(entry))).collect()))
}

pub(super) async fn create(
    State(state): State<AppState>,
    context: CallContext,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ManagementError> {
    let by = access::require(&state, &context, CREATE).await?;
    let _changing = state.registry.changing().await;
    let mut object = entries::object(&body)?;
    if object.get("name").and_then(Value::as_str).is_none_or(|name| name.trim().is_empty()) {
        return Err(ManagementError::invalid("Payload validation error: name is missing."));
    }
    let id: String = random_token::<36>().chars().filter(char::is_ascii_alphanumeric).take(32).collect();
    object.insert("client_id".to_owned(), json!(id));
    let secret = object.remove("client_secret").and_then(|secret| secret.as_str().map(str::to_owned));
    let secret = secret.unwrap_or_else(random_token::<48>);
    save(&state, &by, "create", None, object, Some(&secret)).await?;
    let mut answer = found(&state, &id, &Fields::default())?;
    show(&mut answer, &secret);
    Ok((StatusCode::CREATED, Json(answer)))
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
    let entry = changeable(directory.clients.get(&ClientId::new(id.as_str())))?;
    let mut object = entry.wire.clone();
    // Two ways to say the same: the one that is said now counts, and what was said the other way is over.
    match way_of_keys(&patch)? {
        Some(Way::Auth0s) => OWN_KEYS.iter().for_each(|name| drop(object.remove(*name))),
        Some(Way::Own) => drop(object.remove(AUTH0S_KEYS)),
        None => {}
    }
    entries::merge(&mut object, patch);
    object.insert("client_id".to_owned(), json!(id));
    let secret = object.remove("client_secret").and_then(|secret| secret.as_str().map(str::to_owned));
    save(&state, &by, "update", Some(entry), object, secret.as_deref()).await?;
    Ok(Json(found(&state, &id, &Fields::default())?))
}

pub(super) async fn rotate_secret(
    State(state): State<AppState>,
    context: CallContext,
    Path(id): Path<String>,
) -> Result<Json<Value>, ManagementError> {
    let by = access::require(&state, &context, UPDATE).await?;
    let _changing = state.registry.changing().await;
    let directory = state.directory();
    let entry = changeable(directory.clients.get(&ClientId::new(id.as_str())))?;
    let secret = random_token::<48>();
    save(&state, &by, "rotate secret", Some(entry), entry.wire.clone(), Some(&secret)).await?;
    let mut answer = found(&state, &id, &Fields::default())?;
    show(&mut answer, &secret);
    Ok(Json(answer))
}

pub(super) async fn delete(
    State(state): State<AppState>,
    context: CallContext,
    Path(id): Path<String>,
) -> Result<StatusCode, ManagementError> {
    let by = access::require(&state, &context, DELETE).await?;
    let _changing = state.registry.changing().await;
    let directory = state.directory();
    let Some(entry) = directory.clients.get(&ClientId::new(id.as_str())) else { return Ok(StatusCode::NO_CONTENT) };
    changeable(Some(entry))?;
    // Its grants would come back to life with another client of the same id.
    for grant in directory.client_grants.values().filter(|grant| grant.client_id.as_str() == id) {
        let change = Change { by: &by, kind: EntryKind::ClientGrant, id: &grant.id, verb: "delete" };
        entries::remove(&state, change).await?;
    }
    entries::remove(&state, Change { by: &by, kind: EntryKind::Client, id: &id, verb: "delete" }).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn save(
    state: &AppState,
    by: &ClientId,
    verb: &'static str,
    before: Option<&Entry<Client>>,
    wire: Map<String, Value>,
    secret: Option<&str>,
) -> Result<(), ManagementError> {
    let mut members = wire.clone();
    read_auth0s_members(&mut members)?;
    if secret.is_some_and(|secret| secret.len() < GOOD_SECRET) {
        let text = format!("Payload validation error: client_secret has to have {GOOD_SECRET} characters or more.");
        return Err(ManagementError::invalid(text));
    }
    let kept = before.and_then(|before| before.secret.clone());
    if let Some(secret) = secret {
        members.insert("client_secret".to_owned(), json!(secret));
    } else if let Some(kept) = &kept {
        // The digest stands for the secret; the text only where HMAC needs it.
        match &kept.text {
            Some(text) => members.insert("client_secret".to_owned(), json!(text.expose())),
            None => members.insert("client_secret_sha256".to_owned(), json!(kept.sha256.expose())),
        };
    }
    let draft: ClientDraft = entries::draft(&members)?;
    let client = draft.check(state.config.private_network).map_err(|problems| ManagementError::problems(&problems))?;
    let id = client.client_id.as_str().to_owned();
    let change = Change { by, kind: EntryKind::Client, id: &id, verb };
    entries::keep(state, change, before.map(|before| before.origin), &client, &wire).await
}

/// How Auth0 writes down a client's keys, and how CIBA's registration does.
const AUTH0S_KEYS: &str = "client_authentication_methods";
const OWN_KEYS: [&str; 3] = ["jwks", "jwks_uri", "token_endpoint_auth_method"];

/// How a body writes down a client's keys.
enum Way {
    Auth0s,
    Own,
}

/// Which of the two a body uses. What `GET` answers names the method beside Auth0's keys, and may be sent back.
fn way_of_keys(body: &Map<String, Value>) -> Result<Option<Way>, ManagementError> {
    let says = |name: &str| body.get(name).filter(|member| !member.is_null());
    let method = says("token_endpoint_auth_method").filter(|method| **method != json!(AuthMethod::PrivateKeyJwt));
    let own = says("jwks").or_else(|| says("jwks_uri")).or(method);
    match (says(AUTH0S_KEYS), own) {
        (Some(_), Some(_)) => {
            let text = format!("Payload validation error: {AUTH0S_KEYS} contradicts jwks, jwks_uri or the method.");
            Err(ManagementError::invalid(text))
        }
        (Some(_), None) => Ok(Some(Way::Auth0s)),
        (None, Some(_)) => Ok(Some(Way::Own)),
        (None, None) => Ok(None),
    }
}

/// Members of Auth0 that mean what other members mean here.
fn read_auth0s_members(members: &mut Map<String, Value>) -> Result<(), ManagementError> {
    if members.get("token_endpoint_auth_method").and_then(Value::as_str) == Some("none") {
        let text =
            "Payload validation error: token_endpoint_auth_method none is not supported; every client authenticates.";
        return Err(ManagementError::invalid(text));
    }
    if let Some(algorithm) = members.get("jwt_configuration").and_then(|jwt| jwt.get("alg")).cloned() {
        members.entry("id_token_signed_response_alg").or_insert(algorithm);
    }
    if members.get("require_proof_of_possession") == Some(&Value::Bool(true)) {
        members.entry("dpop_bound_access_tokens").or_insert(Value::Bool(true));
    }
    let methods = members.remove(AUTH0S_KEYS);
    let Some(credentials) = methods.as_ref().and_then(|methods| methods.pointer("/private_key_jwt/credentials")) else {
        return Ok(());
    };
    let keys = credentials.as_array().into_iter().flatten().map(|credential| {
        let pem = credential.get("pem").and_then(Value::as_str).unwrap_or_default();
        let alg = credential.get("alg").and_then(Value::as_str);
        jwk_of_pem(pem).map(|key| named(key, alg))
    });
    let keys: Option<Vec<Jwk>> = keys.collect();
    let keys = keys.ok_or_else(|| {
        ManagementError::invalid(
            "Payload validation error: a credential has to be a public key in PEM, P-256, Ed25519 or RSA.",
        )
    })?;
    members.insert("jwks".to_owned(), json!({"keys": keys}));
    members.insert("token_endpoint_auth_method".to_owned(), json!(AuthMethod::PrivateKeyJwt));
    Ok(())
}

fn named(mut key: Jwk, alg: Option<&str>) -> Jwk {
    key.kid = key.thumbprint().ok();
    key.alg = alg.map(str::to_owned);
    key
}

fn changeable(entry: Option<&std::sync::Arc<Entry<Client>>>) -> Result<&Entry<Client>, ManagementError> {
    let entry = entry.ok_or_else(missing)?;
    if entry.origin == Origin::Configuration {
        return Err(ManagementError::configured("client"));
    }
    Ok(entry)
}

fn found(state: &AppState, id: &str, fields: &Fields) -> Result<Value, ManagementError> {
    let directory = state.directory();
    let entry = directory.clients.get(&ClientId::new(id)).ok_or_else(missing)?;
    Ok(fields.of(wire(entry)))
}

fn show(answer: &mut Value, secret: &str) {
    if let Some(members) = answer.as_object_mut() {
        members.insert("client_secret".to_owned(), json!(secret));
    }
}

fn missing() -> ManagementError {
    ManagementError::not_found("inexistent_client", "The client does not exist")
}

fn wire(entry: &Entry<Client>) -> Map<String, Value> {
    let mut wire = entry.wire.clone();
    let client = &entry.value;
    let computed = json!({
        "client_id": client.client_id,
        "name": client.name,
        "grant_types": client.grant_types,
        "token_endpoint_auth_method": client.auth_method.unwrap_or(AuthMethod::ClientSecretPost),
        "async_approval_notification_channels": client.channels,
        "backchannel_token_delivery_mode": client.delivery_mode,
        "is_first_party": true,
        "oidc_conformant": true,
    });
    if let Value::Object(computed) = computed {
        wire.extend(computed);
    }
    wire
}
