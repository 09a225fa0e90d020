//! Calls: bounded, without redirects, and with what OAuth says in headers and errors.

use std::error::Error as _;
use std::time::Duration;

use reqwest::{RequestBuilder, StatusCode, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use waxseal_protocol::clock::parse_http_date;
use waxseal_protocol::{ErrorCode, Timestamp};

use crate::error::AgentError;

/// The longest answer that is read: tokens carry the details twice, of 64 KiB each at most.
const MAX_BODY: usize = 1024 * 1024;
/// The longest description that is kept.
const MAX_DESCRIPTION: usize = 500;

/// An answer of OAuth's: the value, or an error.
pub(crate) type Answer<T> = Result<T, Refusal>;

/// An OAuth error response, with what its headers add.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) code: ErrorCode,
    pub(crate) description: String,
    /// The interval to keep from now on, with `slow_down`.
    pub(crate) interval: Option<u64>,
    pub(crate) retry_after: Option<Duration>,
    /// The nonce for the next DPoP proof (RFC 9449 8).
    pub(crate) dpop_nonce: Option<String>,
}

/// Why a call has no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// No connection came about: the server has seen nothing of it.
    NotSent(String),
    /// It was sent; what the server made of it is unknown.
    Lost(String),
    /// Success, with a body that says something else: what was asked for may have happened.
    Unreadable(String),
    /// No OAuth error, but a page of whatever stands between here and the server.
    Foreign(String),
    /// An error that OAuth does not know.
    Malformed(String),
}

#[derive(Deserialize)]
struct ErrorBody {
    error: String,
    #[serde(default)]
    error_description: Option<String>,
    #[serde(default)]
    interval: Option<u64>,
}

/// Sends a call and reads either the value or an OAuth error.
pub(crate) async fn answer<T: DeserializeOwned>(call: RequestBuilder, now: Timestamp) -> Result<Answer<T>, Failure> {
    let response = call.send().await.map_err(Failure::of)?;
    let status = response.status();
    let text = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let retry_after = text(header::RETRY_AFTER.as_str()).and_then(|value| wait_of(&value, now));
    let dpop_nonce = text("dpop-nonce");
    let body = limited(response).await?;
    if status == StatusCode::OK {
        return serde_json::from_slice(&body).map(Ok).map_err(|error| Failure::Unreadable(error.to_string()));
    }
    let refusal = |code, description, interval| Refusal { code, description, interval, retry_after, dpop_nonce };
    let Ok(error) = serde_json::from_slice::<ErrorBody>(&body) else {
        return match status {
            StatusCode::TOO_MANY_REQUESTS => Ok(Err(refusal(ErrorCode::TooManyRequests, String::new(), None))),
            StatusCode::SERVICE_UNAVAILABLE => Ok(Err(refusal(ErrorCode::TemporarilyUnavailable, String::new(), None))),
            status if status.is_server_error() => Err(Failure::Lost(format!("status {status}"))),
            status => Err(Failure::Foreign(format!("status {status}"))),
        };
    };
    let description = printable(&error.error_description.unwrap_or_default());
    if let Ok(code) = serde_json::from_value(serde_json::Value::String(error.error.clone())) {
        return Ok(Err(refusal(code, description, error.interval)));
    }
    let text = format!("status {status}, the error {} {description}", printable(&error.error));
    Err(Failure::Malformed(text.trim_end().to_owned()))
}

impl Failure {
    fn of(error: reqwest::Error) -> Self {
        let sent = !error.is_connect() && !error.is_builder();
        let mut cause: &dyn std::error::Error = &error;
        while let Some(source) = cause.source() {
            cause = source;
        }
        let mut text = cause.to_string();
        if error.is_timeout() && error.source().is_none() {
            "it took too long".clone_into(&mut text);
        }
        if sent { Self::Lost(text) } else { Self::NotSent(text) }
    }

    /// The error of a call that may be repeated: whether it arrived makes no difference.
    pub(crate) fn of_question(self) -> AgentError {
        match self {
            Self::NotSent(reason) | Self::Lost(reason) => AgentError::Unreachable(reason),
            Self::Unreadable(reason) | Self::Foreign(reason) | Self::Malformed(reason) => AgentError::Malformed(reason),
        }
    }
}

/// `Retry-After`: seconds, or a date (RFC 9110 10.2.3).
fn wait_of(text: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = parse_http_date(text)?;
    Some(Duration::try_from(until.duration_since(now)).unwrap_or_default())
}

/// A body of at most [`MAX_BODY`].
async fn limited(mut response: reqwest::Response) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    // The server has answered: an end before the end is a loss all the same.
    while let Some(chunk) = response.chunk().await.map_err(|error| Failure::Lost(error.to_string()))? {
        if body.len() + chunk.len() > MAX_BODY {
            let reason = format!("it has more than {MAX_BODY} bytes");
            let is_success = response.status() == StatusCode::OK;
            return Err(if is_success { Failure::Unreadable(reason) } else { Failure::Foreign(reason) });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// What a server says may end up in a terminal: control characters are left out.
fn printable(text: &str) -> String {
    text.chars().take(MAX_DESCRIPTION).map(|c| if c.is_control() { '?' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        assert_eq!(wait_of("7", now), Some(Duration::from_secs(7)));
        assert_eq!(wait_of("Sun, 06 Nov 1994 08:50:07 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(wait_of("Sun, 06 Nov 1994 08:00:00 GMT", now), Some(Duration::ZERO), "it has passed");
        assert_eq!(wait_of("-3", now), None);
        assert_eq!(wait_of("soon", now), None);
    }

    #[test]
    fn what_a_server_says_cannot_steer_a_terminal() {
        assert_eq!(printable("no\u{1b}[2J\nway"), "no?[2J?way");
        assert_eq!(printable(&"x".repeat(10_000)).len(), MAX_DESCRIPTION);
    }
}
