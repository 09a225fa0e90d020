//! Whoever calls the Management API: a client with a token for it.

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::scene::{Reply, Scene, Setup, client, credentials};

const SCOPES: [&str; 24] = [
    "read:users",
    "create:users",
    "update:users",
    "delete:users",
    "read:clients",
    "create:clients",
    "update:clients",
    "delete:clients",
    "read:resource_servers",
    "create:resource_servers",
    "update:resource_servers",
    "delete:resource_servers",
    "read:client_grants",
    "create:client_grants",
    "update:client_grants",
    "delete:client_grants",
    "read:guardian_enrollments",
    "delete:guardian_enrollments",
    "create:guardian_enrollment_tickets",
    "read:logs",
    "read:signing_keys",
    "create:signing_keys",
    "read:client_keys",
    "read:receipts",
];

/// A server, and a token that may do everything at its Management API.
pub(crate) struct Operator {
    pub(crate) scene: Scene,
    pub(crate) token: String,
}

impl Operator {
    /// With one more client whose token may read users and nothing else.
    pub(crate) async fn new() -> Self {
        Self::with("").await
    }

    /// The same with lines before the first table.
    pub(crate) async fn with(top: &'static str) -> Self {
        let kind = "grant_types = [\"client_credentials\"]";
        let grant = |client: &str, scopes: &[&str]| {
            let scopes = serde_json::to_string(scopes).unwrap();
            format!("\n[[client_grants]]\nclient_id = \"{client}\"\naudience = \"ISSUERapi/v2/\"\nscope = {scopes}\n")
        };
        let tables = client("operator", kind)
            + &client("reader", kind)
            + &grant("operator", &SCOPES)
            + &grant("reader", &["read:users"]);
        let scene = Scene::new(Setup { top, tables, ..Setup::default() }).await;
        let token = Self::token_of(&scene, "operator").await;
        Self { scene, token }
    }

    /// A token of a client for the Management API.
    pub(crate) async fn token_of(scene: &Scene, client: &str) -> String {
        let mut form = credentials(client);
        form.push(("grant_type", "client_credentials".to_owned()));
        form.push(("audience", scene.url("api/v2/")));
        let tokens = scene.post("oauth/token", &form).await.ok();
        tokens["access_token"].as_str().unwrap().to_owned()
    }

    /// A call with its token. `null` is no body.
    pub(crate) async fn call(&self, method: Method, path: &str, body: &Value) -> Reply {
        self.call_with(&self.token, method, path, body).await
    }

    /// A call with another token.
    pub(crate) async fn call_with(&self, token: &str, method: Method, path: &str, body: &Value) -> Reply {
        let call = self.scene.http.request(method, self.scene.url(&format!("api/v2/{path}"))).bearer_auth(token);
        Reply::of(if body.is_null() { call } else { call.json(body) }).await
    }

    /// Reads something.
    pub(crate) async fn read(&self, path: &str) -> Reply {
        self.call(Method::GET, path, &Value::Null).await
    }
}

/// An `auth0|…` id as a part of a path.
pub(crate) fn in_path(id: &str) -> String {
    url::form_urlencoded::byte_serialize(id.as_bytes()).collect()
}

/// Auth0's error shape.
#[track_caller]
pub(crate) fn failed(reply: &Reply, status: u16) {
    assert_eq!(reply.status.as_u16(), status, "{}", reply.text);
    assert_eq!(reply.body["statusCode"], status, "{}", reply.text);
    for member in ["error", "message", "errorCode"] {
        assert!(reply.body[member].is_string(), "{member}: {}", reply.text);
    }
}

/// What was made.
#[track_caller]
pub(crate) fn created(reply: Reply) -> Value {
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text);
    reply.body
}

/// It is not there any more.
#[track_caller]
pub(crate) fn gone(reply: &Reply) {
    assert_eq!((reply.status, reply.text.as_str()), (StatusCode::NO_CONTENT, ""));
}
