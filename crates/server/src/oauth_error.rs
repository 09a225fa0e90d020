//! OAuth error responses (RFC 6749 5.2, CIBA Core 11 and 13).
//!
//! No `WWW-Authenticate` header: openid-client drops the body when it sees one. No `errorCode`
//! member: auth0-python prefers it over `error`.

use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use waxseal_protocol::ErrorCode;
use waxseal_protocol::ciba::OAuthErrorBody;
use waxseal_protocol::ids::random_token;
use waxseal_store::StoreError;

/// An error an OAuth client hears.
#[derive(Debug)]
pub(crate) struct OAuthError {
    code: ErrorCode,
    description: String,
    interval: Option<Duration>,
}

impl OAuthError {
    pub(crate) fn new(code: ErrorCode, description: impl Into<String>) -> Self {
        Self { code, description: description.into(), interval: None }
    }

    pub(crate) fn invalid_request(description: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidRequest, description)
    }

    /// Polling too fast: the client has to wait `interval` from now on.
    pub(crate) fn slow_down(interval: Duration) -> Self {
        let seconds = interval.as_secs();
        let description = format!("You are polling faster than allowed. Try again in {seconds} seconds.");
        Self { interval: Some(interval), ..Self::new(ErrorCode::SlowDown, description) }
    }

    /// An internal error: the peer gets an id to ask about, the log gets the cause.
    pub(crate) fn internal(cause: &dyn std::error::Error) -> Self {
        let request_id = random_token::<9>();
        tracing::error!(request.id = %request_id, error = %cause, "Request {request_id} failed: {cause}");
        Self::new(ErrorCode::ServerError, format!("The server failed. Ask its operator about {request_id}."))
    }

    fn status(&self) -> StatusCode {
        match self.code {
            ErrorCode::InvalidClient => StatusCode::UNAUTHORIZED,
            ErrorCode::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            ErrorCode::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            ErrorCode::InvalidRequest
            | ErrorCode::InvalidGrant
            | ErrorCode::UnauthorizedClient
            | ErrorCode::UnsupportedGrantType
            | ErrorCode::InvalidScope
            | ErrorCode::InvalidAuthorizationDetails
            | ErrorCode::UnknownUserId
            | ErrorCode::InvalidBindingMessage
            | ErrorCode::AuthorizationPending
            | ErrorCode::SlowDown
            | ErrorCode::ExpiredToken
            | ErrorCode::AccessDenied => StatusCode::BAD_REQUEST,
        }
    }
}

impl From<StoreError> for OAuthError {
    fn from(error: StoreError) -> Self {
        Self::internal(&error)
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let body = OAuthErrorBody {
            error: self.code,
            error_description: Some(describable(&self.description)),
            interval: self.interval.map(|interval| interval.as_secs()),
        };
        let mut response = (self.status(), Json(body)).into_response();
        if let Some(interval) = self.interval {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(interval.as_secs()));
        }
        no_store(response)
    }
}

/// RFC 6749 5.2: printable ASCII without quote and backslash.
fn describable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '"' => '\'',
            '\\' => '/',
            c if c == ' ' || c.is_ascii_graphic() => c,
            _ => '?',
        })
        .collect()
}

/// RFC 6749 5.1: nothing here is cached.
pub(crate) fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
