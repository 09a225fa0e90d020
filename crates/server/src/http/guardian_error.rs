//! Guardian's error responses: `{statusCode, errorCode, error, message}`.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use waxseal_protocol::device::GuardianErrorBody;
use waxseal_protocol::ids::random_token;
use waxseal_store::StoreError;

/// An error a device hears.
#[derive(Debug)]
pub(crate) struct GuardianError {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl GuardianError {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
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

    pub(crate) fn transaction_not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "login_transaction_not_found", "There is no such request.")
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
        (self.status, Json(body)).into_response()
    }
}
