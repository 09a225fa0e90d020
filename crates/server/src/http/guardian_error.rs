//! Guardian's error responses: `{statusCode, errorCode, error, message}`.

use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{AppendHeaders, IntoResponse, Response};
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::GuardianErrorBody;
use waxseal_protocol::ids::random_token;
use waxseal_store::StoreError;

/// An error a device hears.
#[derive(Debug)]
pub(crate) struct GuardianError {
    status: StatusCode,
    code: &'static str,
    message: String,
    headers: Vec<(&'static str, String)>,
}

impl GuardianError {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), headers: Vec::new() }
    }

    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    pub(crate) fn invalid_token(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_token", message)
    }

    pub(crate) fn invalid_body(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_body", message)
    }

    /// Too often, with the headers that say how often, and when again.
    pub(crate) fn too_many(message: impl Into<String>, limit: usize, wait: Duration, now: Timestamp) -> Self {
        let reset = now.saturating_add(wait).unwrap_or(now);
        let headers = vec![
            ("retry-after", wait.as_secs().max(1).to_string()),
            ("x-ratelimit-limit", limit.to_string()),
            ("x-ratelimit-remaining", "0".to_owned()),
            ("x-ratelimit-reset", reset.as_second().to_string()),
        ];
        Self { headers, ..Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", message) }
    }

    pub(crate) fn transaction_not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "login_transaction_not_found", "There is no such request.")
    }

    pub(crate) fn no_such_device() -> Self {
        Self::new(StatusCode::NOT_FOUND, "device_account_not_found", "There is no such device.")
    }

    /// No person stands behind a key of the test class, and this server wants one.
    pub(crate) fn test_key_refused() -> Self {
        let message = "This server does not take test keys. Enrol the device without, or let the server allow them.";
        Self::new(StatusCode::FORBIDDEN, "test_key_refused", message)
    }

    pub(crate) fn internal(cause: &dyn std::error::Error) -> Self {
        let request_id = random_token::<9>();
        tracing::error!(request.id = %request_id, error = %cause, "Request {request_id} failed: {cause}");
        let message = format!("The server failed. Ask its operator about {request_id}.");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "server_error", message)
    }
}

impl From<StoreError> for GuardianError {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::Overloaded) {
            return Self::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", "The server is overloaded. Try again.");
        }
        Self::internal(&error)
    }
}

impl IntoResponse for GuardianError {
    fn into_response(self) -> Response {
        let body = GuardianErrorBody {
            status_code: self.status.as_u16(),
            error_code: self.code.to_owned(),
            error: self.status.canonical_reason().unwrap_or_default().to_owned(),
            message: self.message,
        };
        (self.status, AppendHeaders(self.headers), Json(body)).into_response()
    }
}
