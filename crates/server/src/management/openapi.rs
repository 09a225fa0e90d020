//! The OpenAPI document of the Management API, made from a table of its calls. A test calls each of
//! them.

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};
use waxseal_protocol::jose::Algorithm;

use crate::state::AppState;

/// Method, path, scope, what it does, whether it takes a body, and the status of success.
type Call = (&'static str, &'static str, &'static str, &'static str, bool, u16);

const CALLS: [Call; 32] = [
    ("get", "/users", "read:users", "List people", false, 200),
    ("post", "/users", "create:users", "Add a person", true, 201),
    ("get", "/users/{id}", "read:users", "Read a person", false, 200),
    ("patch", "/users/{id}", "update:users", "Change a person", true, 200),
    ("delete", "/users/{id}", "delete:users", "Remove a person and their devices", false, 204),
    ("get", "/users/{id}/enrollments", "read:users", "List a person's devices", false, 200),
    ("get", "/users-by-email", "read:users", "Find people by e-mail address", false, 200),
    ("get", "/clients", "read:clients", "List clients", false, 200),
    ("post", "/clients", "create:clients", "Register a client; its secret is shown once", true, 201),
    ("get", "/clients/{id}", "read:clients", "Read a client", false, 200),
    ("patch", "/clients/{id}", "update:clients", "Change a client", true, 200),
    ("delete", "/clients/{id}", "delete:clients", "Remove a client and its grants", false, 204),
    ("post", "/clients/{id}/rotate-secret", "update:client_keys", "Replace a client's secret", false, 200),
    ("get", "/resource-servers", "read:resource_servers", "List APIs", false, 200),
    ("post", "/resource-servers", "create:resource_servers", "Add an API with its RAR types", true, 201),
    ("get", "/resource-servers/{id}", "read:resource_servers", "Read an API, by id or identifier", false, 200),
    ("patch", "/resource-servers/{id}", "update:resource_servers", "Change an API", true, 200),
    ("delete", "/resource-servers/{id}", "delete:resource_servers", "Remove an API", false, 204),
    ("get", "/client-grants", "read:client_grants", "List client grants", false, 200),
    ("post", "/client-grants", "create:client_grants", "Let a client ask an API in its own name", true, 201),
    ("get", "/client-grants/{id}", "read:client_grants", "Read a client grant", false, 200),
    ("patch", "/client-grants/{id}", "update:client_grants", "Change a client grant", true, 200),
    ("delete", "/client-grants/{id}", "delete:client_grants", "Remove a client grant", false, 204),
    (
        "post",
        "/guardian/enrollments/ticket",
        "create:guardian_enrollment_tickets",
        "Make a link to an enrolment page",
        true,
        200,
    ),
    ("get", "/guardian/enrollments/{id}", "read:guardian_enrollments", "Read an enrolled device", false, 200),
    ("delete", "/guardian/enrollments/{id}", "delete:guardian_enrollments", "Remove an enrolled device", false, 204),
    ("get", "/logs", "read:logs", "Read the audit chain", false, 200),
    ("get", "/logs/{id}", "read:logs", "Read one event", false, 200),
    ("get", "/receipts/{id}", "read:receipts", "Read the signed receipt of a decided request", false, 200),
    ("get", "/keys/signing", "read:signing_keys", "List signing keys", false, 200),
    ("post", "/keys/signing/rotate", "create:signing_keys", "Make a new signing key", false, 201),
    ("get", "/openapi.json", "", "This document", false, 200),
];

pub(super) async fn serve(State(state): State<AppState>) -> Json<Value> {
    Json(document(&state.config.url("api/v2")))
}

/// The document, for a server at `base`.
pub fn document(base: &str) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for (method, path, scope, summary, body, status) in CALLS {
        let item = paths.entry(path).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            item.insert(method.to_owned(), operation(path, scope, summary, body, status));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Waxseal Management API",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The part of Auth0's Management API that asynchronous approval needs, in the same shapes. \
                Tokens come from /oauth/token by the client credentials grant, with this API's base URL and a slash as audience.",
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "schemas": {
                "Object": {"type": "object"},
                "Error": {
                    "type": "object",
                    "required": ["statusCode", "error", "message", "errorCode"],
                    "properties": {
                        "statusCode": {"type": "integer"},
                        "error": {"type": "string"},
                        "message": {"type": "string"},
                        "errorCode": {"type": "string"},
                    },
                },
            },
        },
    })
}

fn operation(path: &str, scope: &str, summary: &str, body: bool, status: u16) -> Value {
    let object = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Object"}}});
    let error = json!({
        "description": "The call is refused.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    });
    let mut responses = Map::new();
    let success = if status == 204 {
        json!({"description": "Done."})
    } else {
        json!({"description": "Done.", "content": {"application/json": {}}})
    };
    responses.insert(status.to_string(), success);
    responses.insert("4XX".to_owned(), error);
    let mut operation = json!({"summary": summary, "responses": responses});
    let Some(members) = operation.as_object_mut() else { return operation };
    if scope.is_empty() {
        members.insert("security".to_owned(), json!([]));
    } else {
        members.insert("security".to_owned(), json!([{"token": [scope]}]));
        members.insert("description".to_owned(), json!(format!("Needs the scope {scope}.")));
    }
    if path.contains("{id}") {
        let id = json!([{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}]);
        members.insert("parameters".to_owned(), id);
    }
    if path == "/keys/signing/rotate" {
        members.insert("parameters".to_owned(), rotation());
    }
    if body {
        members.insert("requestBody".to_owned(), json!({"required": true, "content": object}));
    }
    operation
}

/// What a rotation can be told.
fn rotation() -> Value {
    let algorithms = Algorithm::ALL.map(Algorithm::as_str);
    json!([
        {
            "name": "alg", "in": "query", "schema": {"type": "string", "enum": algorithms},
            "description": "The algorithm of the new key; the server's own without it.",
        },
        {
            "name": "succession", "in": "query",
            "schema": {"type": "string", "enum": ["vouched", "none"], "default": "vouched"},
            "description": "What the key that is replaced says of the new one. none: it is revoked, and \
                nothing that it signed counts any more.",
        },
    ])
}
