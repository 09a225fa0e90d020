//! A change runs to its end, whatever its caller does. When a connection closes, hyper drops the
//! handler; between the commit and what follows from it in memory, that must not happen.

use axum::Json;
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// The token endpoint holds requests for a waiting client: when that client goes away, nobody may
/// redeem in its place.
const WAITS: &str = "/oauth/token";

/// Runs the handler of a change as a task of its own.
pub(crate) async fn detached(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || request.uri().path() == WAITS {
        return in_json(next.run(request).await);
    }
    match tokio::spawn(next.run(request)).await {
        Ok(response) => in_json(response),
        // A panic was caught and answered below; what is left is the end of the runtime.
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// SDKs read errors as JSON; a body that is too long is refused before any handler sees it.
fn in_json(response: Response) -> Response {
    let is_json = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().ends_with(b"json"));
    if response.status() != StatusCode::PAYLOAD_TOO_LARGE || is_json {
        return response;
    }
    let body = json!({"error": "invalid_request", "error_description": "The body is too long."});
    (StatusCode::PAYLOAD_TOO_LARGE, Json(body)).into_response()
}
