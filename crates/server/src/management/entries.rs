//! What users, clients, APIs and client grants have in common: each is an object of Auth0's, kept
//! as it was sent beside what we read out of it, merged when it is patched.

use serde::Serialize;
use serde_json::{Map, Value, json};
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::ClientId;
use waxseal_store::model::{AuditEvent, EntryKind, EventKind};

use super::error::ManagementError;
use crate::directory::Origin;
use crate::state::AppState;

/// Longer objects are somebody's mistake.
const MAX_BYTES: usize = 128 * 1024;

/// Reads a body.
pub(super) fn object(body: &[u8]) -> Result<Map<String, Value>, ManagementError> {
    if body.len() > MAX_BYTES {
        return Err(ManagementError::invalid(format!("The body has more than {MAX_BYTES} bytes.")));
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(ManagementError::invalid("The body has to be an object.")),
        Err(error) => Err(ManagementError::invalid(format!("The body is no JSON: {error}."))),
    }
}

/// A draft out of an object.
pub(super) fn draft<T: serde::de::DeserializeOwned>(object: &Map<String, Value>) -> Result<T, ManagementError> {
    serde_json::from_value(Value::Object(object.clone()))
        .map_err(|error| ManagementError::invalid(format!("Payload validation error: {error}.")))
}

/// Puts a patch over an object: `null` clears, metadata is merged one level deep, anything else is
/// replaced.
pub(super) fn merge(object: &mut Map<String, Value>, patch: Map<String, Value>) {
    for (name, value) in patch {
        match (value, object.get_mut(&name)) {
            (Value::Null, _) => {
                object.remove(&name);
            }
            (Value::Object(patch), Some(Value::Object(inner))) if name.ends_with("_metadata") => {
                for (name, value) in patch {
                    if value.is_null() {
                        inner.remove(&name);
                    } else {
                        inner.insert(name, value);
                    }
                }
            }
            (value, _) => {
                object.insert(name, value);
            }
        }
    }
}

/// Who changes what, for the audit chain.
pub(super) struct Change<'a> {
    pub(super) by: &'a ClientId,
    pub(super) kind: EntryKind,
    pub(super) id: &'a str,
    pub(super) verb: &'static str,
}

impl Change<'_> {
    fn event(&self, now: Timestamp) -> AuditEvent {
        let details = json!({"operation": self.verb, "kind": self.kind.as_str(), "id": self.id});
        AuditEvent::new(now, EventKind::Sapi).client(self.by).details(details)
    }
}

/// Notes a change that has an event of its own: here, who asked for it.
pub(super) fn note(state: &AppState, by: &ClientId, verb: &'static str, id: &str) {
    let event = AuditEvent::new(state.clock.now(), EventKind::Sapi).client(by);
    state.note(event.details(json!({"operation": verb, "id": id})));
}

/// Keeps an object and what was read out of it.
pub(super) async fn keep<T: Serialize>(
    state: &AppState,
    change: Change<'_>,
    origin: Option<Origin>,
    value: &T,
    wire: &Map<String, Value>,
) -> Result<(), ManagementError> {
    let now = state.clock.now();
    let created_at = match origin {
        Some(Origin::Management { created_at, .. }) => created_at,
        Some(Origin::Configuration) | None => now,
    };
    let document = json!({"value": value, "wire": wire});
    let event = change.event(now);
    let store = state.store.as_ref();
    Ok(state.registry.put(store, change.kind, change.id, &document, (created_at, now), event).await?)
}

/// Takes an object out.
pub(super) async fn remove(state: &AppState, change: Change<'_>) -> Result<(), ManagementError> {
    let event = change.event(state.clock.now());
    state.registry.delete(state.store.as_ref(), change.kind, change.id, event).await?;
    Ok(())
}

/// `created_at` and `updated_at`, where they are known.
pub(super) fn add_times(wire: &mut Map<String, Value>, origin: Origin) {
    if let Origin::Management { created_at, updated_at } = origin {
        wire.insert("created_at".to_owned(), json!(format!("{created_at:.3}")));
        wire.insert("updated_at".to_owned(), json!(format!("{updated_at:.3}")));
    }
}

/// `fields=a,b` and `include_fields` of a read.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    fields: Option<String>,
    include_fields: Option<String>,
}

impl Fields {
    pub(super) fn of(&self, mut wire: Map<String, Value>) -> Value {
        if let Some(fields) = &self.fields {
            let named: Vec<&str> = fields.split(',').map(str::trim).collect();
            let keep = self.include_fields.as_deref() != Some("false");
            wire.retain(|name, _| named.contains(&name.as_str()) == keep);
        }
        Value::Object(wire)
    }
}
