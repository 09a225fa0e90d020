//! OAuth error responses (RFC 6749 5.2, CIBA Core 11 and 13).
//!
//! No `WWW-Authenticate` header at the token and backchannel endpoints: openid-client drops the body
//! when it sees one. Resources send it. No `errorCode`
//! member: auth0-python prefers it over `error`.

use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use waxseal_protocol::ciba::OAuthErrorBody;
use waxseal_protocol::ids::random_token;
use waxseal_protocol::{ErrorCode, Timestamp};
use waxseal_store::StoreError;

/// An error an OAuth client hears.
#[derive(Debug)]
pub(crate) struct OAuthError {
    code: ErrorCode,
    description: String,
    interval: Option<Duration>,
    retry_after: Option<Duration>,
    status: Option<StatusCode>,
    headers: Vec<(&'static str, String)>,
}

impl OAuthError {
    pub(crate) fn new(code: ErrorCode, description: impl Into<String>) -> Self {
        Self {
            code,
            description: description.into(),
            interval: None,
            retry_after: None,
            status: None,
            headers: Vec::new(),
        }
    }

    pub(crate) fn invalid_request(description: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidRequest, description)
    }

    /// Polling too fast: the client has to wait `interval` from now on.
    pub(crate) fn slow_down(interval: Duration) -> Self {
        let seconds = interval.as_secs();
        let description = format!("You are polling faster than allowed. Try again in {seconds} seconds.");
        Self { interval: Some(interval), retry_after: Some(interval), ..Self::new(ErrorCode::SlowDown, description) }
    }

    /// Refused before any person is asked: 403 (CIBA Core 13), where the token endpoint says 400.
    pub(crate) fn forbidden(description: impl Into<String>) -> Self {
        Self { status: Some(StatusCode::FORBIDDEN), ..Self::new(ErrorCode::AccessDenied, description) }
    }

    /// Too much at once. The client may come back after `wait`.
    pub(crate) fn overloaded(wait: Duration) -> Self {
        let description = "The server is overloaded. Try again later.";
        Self { retry_after: Some(wait), ..Self::new(ErrorCode::TemporarilyUnavailable, description) }
    }

    /// As many calls are worked on as may be (`limits.in_flight`).
    pub(crate) fn busy() -> Self {
        Self::overloaded(Duration::from_secs(1))
    }

    /// A limit was reached: `limit` in all, back to normal after `wait`, at the time `reset`.
    pub(crate) fn too_many(description: impl Into<String>, limit: usize, wait: Duration, reset: Timestamp) -> Self {
        let headers = vec![
            ("x-ratelimit-limit", limit.to_string()),
            ("x-ratelimit-remaining", "0".to_owned()),
            ("x-ratelimit-reset", reset.as_second().to_string()),
        ];
        Self { retry_after: Some(wait), headers, ..Self::new(ErrorCode::TooManyRequests, description) }
    }

    /// The same with another status.
    pub(crate) fn with_status(self, status: StatusCode) -> Self {
        Self { status: Some(status), ..self }
    }

    /// The same with a header.
    pub(crate) fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// What went wrong, for the audit chain.
    pub(crate) fn for_audit(&self) -> serde_json::Value {
        serde_json::json!({"error": self.code, "message": describable(&self.description)})
    }

    /// Its headers, for an error of another shape.
    pub(crate) fn into_headers(self) -> Vec<(&'static str, String)> {
        self.headers
    }

    /// The code as it is written.
    pub(crate) fn code_name(&self) -> String {
        serde_json::to_value(self.code).ok().and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Whether the server is at fault.
    pub(crate) fn is_internal(&self) -> bool {
        matches!(self.code, ErrorCode::ServerError | ErrorCode::TemporarilyUnavailable)
    }

    /// An internal error: the peer gets an id to ask about, the log gets the cause.
    pub(crate) fn internal(cause: &dyn std::error::Error) -> Self {
        let request_id = random_token::<9>();
        tracing::error!(request.id = %request_id, error = %cause, "Request {request_id} failed: {cause}");
        Self::new(ErrorCode::ServerError, format!("The server failed. Ask its operator about {request_id}."))
    }

    fn status(&self) -> StatusCode {
        if let Some(status) = self.status {
            return status;
        }
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<StoreError> for OAuthError {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::Overloaded) {
            return Self::overloaded(Duration::from_secs(1));
        }
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
        if let Some(wait) = self.retry_after {
            let seconds = wait.as_secs().max(1);
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        }
        no_store(response)
    }
}

/// The most characters of a description.
const MAX_DESCRIPTION: usize = 300;

/// RFC 6749 5.2: printable ASCII without quote and backslash.
fn describable(text: &str) -> String {
    // What was sent may be in the text; nobody needs all of it back.
    text.chars()
        .take(MAX_DESCRIPTION)
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
    response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
