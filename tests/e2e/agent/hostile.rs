//! A server that does not keep to the rules, or goes away at the wrong moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use waxseal_agent::{AgentError, Authentication, Client};

use super::request;

/// A server on loopback that answers `/ask` as a test wants it.
struct Hostile {
    issuer: String,
    asked: Arc<AtomicUsize>,
}

impl Hostile {
    async fn new(answer: impl Fn() -> Response + Clone + Send + Sync + 'static) -> Self {
        Self::with_metadata(|_| {}, answer).await
    }

    async fn with_metadata(
        change: impl Fn(&mut Value),
        answer: impl Fn() -> Response + Clone + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}/", listener.local_addr().unwrap());
        let url = |path: &str| format!("{issuer}{path}");
        // Nothing but what RFC 8414 and CIBA Core 4 require.
        let mut metadata = json!({
            "issuer": issuer, "token_endpoint": url("token"), "jwks_uri": url("jwks"),
            "backchannel_authentication_endpoint": url("ask"),
            "backchannel_token_delivery_modes_supported": ["poll"],
        });
        change(&mut metadata);
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        let ask = move || {
            counted.fetch_add(1, Ordering::SeqCst);
            let answer = answer();
            async move { answer }
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(move || async move { Json(metadata) }))
            .route("/ask", post(ask))
            .route("/elsewhere", post(elsewhere));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { issuer, asked }
    }

    async fn client(&self) -> Result<Client, AgentError> {
        Client::builder(&self.issuer).client("agent", Authentication::SecretPost("secret".into())).discover().await
    }

    /// The error of asking once, after which nobody was asked again.
    async fn refusal(&self) -> AgentError {
        let error = self.client().await.unwrap().ask(&request()).await.unwrap_err();
        assert_eq!(self.asked.load(Ordering::SeqCst), 1, "it was sent once: {error}");
        error
    }
}

async fn elsewhere() -> Json<Value> {
    Json(json!({"auth_req_id": "stolen", "expires_in": 300}))
}

#[tokio::test]
async fn a_lost_answer_is_not_asked_for_again() {
    let torn = || {
        let body = Body::from_stream(futures_util::stream::iter([
            Ok("{\"auth_req_id\":"),
            Err(std::io::Error::other("the server is gone")),
        ]));
        body.into_response()
    };
    let error = Hostile::new(torn).await.refusal().await;
    assert!(matches!(error, AgentError::Unanswered(_)), "{error}");
    for status in [StatusCode::BAD_GATEWAY, StatusCode::GATEWAY_TIMEOUT, StatusCode::INTERNAL_SERVER_ERROR] {
        let error = Hostile::new(move || status.into_response()).await.refusal().await;
        assert!(matches!(error, AgentError::Unanswered(_)), "{error}");
    }
}

#[tokio::test]
async fn nobody_at_all_is_unreachable_and_nobody_was_asked() {
    let issuer = format!("https://localhost:{}/", e2e::free_port());
    let client = Client::builder(&issuer).client("agent", Authentication::SecretPost("secret".into()));
    assert!(matches!(client.discover().await.unwrap_err(), AgentError::Unreachable(_)));
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let to = || (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, "/elsewhere")]).into_response();
    let error = Hostile::new(to).await.refusal().await;
    assert!(matches!(error, AgentError::Malformed(_)), "{error}");
}

#[tokio::test]
async fn answers_without_end_or_sense_are_refused() {
    let huge = || {
        let chunk = "x".repeat(64 * 1024);
        Body::from_stream(futures_util::stream::iter((0..64).map(move |_| Ok::<_, std::io::Error>(chunk.clone()))))
            .into_response()
    };
    let error = Hostile::new(huge).await.refusal().await;
    assert!(error.to_string().contains("more than 1048576 bytes"), "{error}");
    for body in ["", "null", "{}", "<html>", r#"{"auth_req_id":7,"expires_in":300}"#] {
        let error = Hostile::new(move || body.into_response()).await.refusal().await;
        assert!(matches!(error, AgentError::Unanswered(_)), "{body}: {error}");
    }
    let odd =
        || (StatusCode::BAD_REQUEST, r#"{"error":"\u001b[31mnew_error","error_description":"a\nb"}"#).into_response();
    let error = Hostile::new(odd).await.refusal().await.to_string();
    assert!(error.ends_with("the error ?[31mnew_error a?b"), "{error:?}");
}

#[tokio::test]
async fn a_server_without_oauth_in_its_overload_is_understood() {
    let limited = || (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "7")], "slow down").into_response();
    let error = Hostile::new(limited).await.refusal().await;
    assert_eq!((error.name(), error.retry_after().unwrap().as_secs()), ("rate_limited", 7));
    let overloaded = || (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "3")], "later").into_response();
    let error = Hostile::new(overloaded).await.refusal().await;
    assert_eq!((error.name(), error.retry_after().unwrap().as_secs()), ("overloaded", 3));
}

#[tokio::test]
async fn metadata_that_lead_elsewhere_are_refused() {
    let answer = || StatusCode::OK.into_response();
    let other = |metadata: &mut Value| metadata["issuer"] = json!("https://other.example/");
    let error = Hostile::with_metadata(other, answer).await.client().await.unwrap_err();
    assert!(error.to_string().contains("it says that it is https://other.example/"), "{error}");
    for endpoint in ["token_endpoint", "backchannel_authentication_endpoint"] {
        let open = |metadata: &mut Value| metadata[endpoint] = json!("http://elsewhere.example/");
        let error = Hostile::with_metadata(open, answer).await.client().await.unwrap_err();
        assert!(matches!(error, AgentError::Configuration(_)), "{error}");
    }
}
