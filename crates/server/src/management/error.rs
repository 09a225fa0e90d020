//! Errors as Auth0's Management API writes them: `{statusCode, error, message, errorCode}`.

use axum::Json;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use waxseal_protocol::ids::random_token;
use waxseal_store::StoreError;

use crate::directory::{FieldProblem, RegistryError};
use crate::http::OAuthError;

#[derive(Debug)]
pub(super) struct ManagementError {
    status: StatusCode,
    code: &'static str,
    message: String,
    headers: Vec<(&'static str, String)>,
}

impl ManagementError {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), headers: Vec::new() }
    }

    /// A token that does not count. A DPoP challenge goes through to the caller.
    pub(super) fn unauthorized(error: OAuthError) -> Self {
        if error.is_internal() {
            return Self::new(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "The server failed.");
        }
        let refused = Self::new(StatusCode::UNAUTHORIZED, "invalid_token", "Invalid token.");
        Self { headers: error.into_headers(), ..refused }
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_body", message)
    }

    pub(super) fn problems(problems: &[FieldProblem]) -> Self {
        let texts: Vec<_> = problems.iter().map(|problem| format!("{} {}", problem.field, problem.message)).collect();
        Self::invalid(format!("Payload validation error: {}.", texts.join("; ")))
    }

    pub(super) fn not_found(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, message)
    }

    pub(super) fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// What the configuration file defines is changed there.
    pub(super) fn configured(what: &str) -> Self {
        let message = format!("This {what} is defined in the server's configuration file. Change it there.");
        Self::new(StatusCode::FORBIDDEN, "operation_not_supported", message)
    }

    pub(super) fn internal(cause: &dyn std::error::Error) -> Self {
        let request_id = random_token::<9>();
        tracing::error!(request.id = %request_id, error = %cause, "Request {request_id} failed: {cause}");
        let message = format!("The server failed. Ask its operator about {request_id}.");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "server_error", message)
    }
}

impl From<StoreError> for ManagementError {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::Overloaded) {
            return Self::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", "The server is overloaded. Try again.");
        }
        Self::internal(&error)
    }
}

impl From<RegistryError> for ManagementError {
    fn from(error: RegistryError) -> Self {
        Self::internal(&error)
    }
}

impl From<crate::key_ring::KeyRingError> for ManagementError {
    fn from(error: crate::key_ring::KeyRingError) -> Self {
        Self::internal(&error)
    }
}

impl From<crate::ticket::TicketError> for ManagementError {
    fn from(error: crate::ticket::TicketError) -> Self {
        Self::internal(&error)
    }
}

impl IntoResponse for ManagementError {
    fn into_response(self) -> Response {
        let body = json!({
            "statusCode": self.status.as_u16(),
            "error": self.status.canonical_reason().unwrap_or_default(),
            "message": self.message,
            "errorCode": self.code,
        });
        let mut response = (self.status, Json(body)).into_response();
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}
