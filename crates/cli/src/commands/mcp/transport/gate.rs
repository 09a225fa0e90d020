//! Who may speak to the HTTP transport, before anything is read: clients with the token, and only
//! so many at a time. That a web page does not reach it through a name it made up is checked by the
//! protocol's library, from `Host` and `Origin`.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use waxseal_protocol::Secret;

/// Sessions at a time. A client of an older protocol version holds one; newer versions have none.
pub(super) const MAX_SESSIONS: usize = 64;
const SESSION: &str = "mcp-session-id";
const VERSION: &str = "mcp-protocol-version";

/// What it takes.
#[derive(Clone)]
pub(super) struct Gate {
    pub(super) bearer: Option<Arc<Secret<String>>>,
    pub(super) sessions: Arc<LocalSessionManager>,
}

/// Lets a request through, or says why not.
pub(super) async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    if !gate.admits(request.headers()) {
        let challenge = [(header::WWW_AUTHENTICATE, "Bearer")];
        let text = "This server wants the header Authorization: Bearer, with the token that it was set up with.\n";
        return (StatusCode::UNAUTHORIZED, challenge, text).into_response();
    }
    let begins = request.method() == Method::POST
        && !request.headers().contains_key(SESSION)
        && !request.headers().contains_key(VERSION);
    if begins && gate.sessions.sessions.read().await.len() >= MAX_SESSIONS {
        let text = "Too many sessions are open. One that nobody uses ends after an hour.\n";
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "60")], text).into_response();
    }
    next.run(request).await
}

impl Gate {
    fn admits(&self, headers: &HeaderMap) -> bool {
        let Some(bearer) = &self.bearer else { return true };
        let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token =
            sent.and_then(|sent| sent.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        token.is_some_and(|(_, token)| bearer.matches(token.trim().as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn admits(bearer: Option<&str>, sent: Option<&str>) -> bool {
        let bearer = bearer.map(|token| Arc::new(Secret::new(token.to_owned())));
        let mut headers = HeaderMap::new();
        if let Some(sent) = sent {
            headers.insert(header::AUTHORIZATION, HeaderValue::from_str(sent).unwrap());
        }
        Gate { bearer, sessions: Arc::default() }.admits(&headers)
    }

    #[test]
    fn only_the_token_opens() {
        assert!(admits(None, None));
        assert!(admits(Some("t0ken"), Some("Bearer t0ken")));
        assert!(admits(Some("t0ken"), Some("bearer t0ken")));
        for wrong in
            [None, Some("Bearer"), Some("Bearer t0ke"), Some("Bearer t0ken2"), Some("Basic t0ken"), Some("t0ken")]
        {
            assert!(!admits(Some("t0ken"), wrong), "{wrong:?}");
        }
    }
}
