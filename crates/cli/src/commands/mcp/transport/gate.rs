//! Who may speak to the HTTP transport, before anything is read: clients with the token, and only
//! so many at a time. That a web page does not reach it through a name it made up is checked by the
//! protocol's library, from `Host` and `Origin`.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use rmcp::model::ProtocolVersion;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use waxseal_protocol::Secret;

use super::super::caller::SESSION;

/// Sessions at a time. A client of an older protocol version holds one; newer versions have none.
pub(super) const MAX_SESSIONS: usize = 64;
const VERSION: &str = "mcp-protocol-version";
const PURPOSE: &str = "mcp-method";
/// The versions that have no sessions.
const WITHOUT_SESSIONS: [ProtocolVersion; 1] = [ProtocolVersion::V_2026_07_28];

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
    if may_begin(request.method(), request.headers()) && gate.sessions.sessions.read().await.len() >= MAX_SESSIONS {
        let text = "Too many sessions are open. One that nobody uses ends after an hour.\n";
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "60")], text).into_response();
    }
    next.run(request).await
}

/// Whether a request may begin a session: it is of none, and does not say both that its version has
/// none and that it is no `initialize`, which begins one whatever the version. The protocol's library
/// refuses what says so and is an `initialize`.
fn may_begin(method: &Method, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let has_none = text(VERSION).is_some_and(|sent| WITHOUT_SESSIONS.iter().any(|version| version.as_str() == sent))
        && text(PURPOSE).is_some_and(|purpose| purpose != "initialize");
    *method == Method::POST && text(SESSION).is_none() && !has_none
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

    fn begins(headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers.iter().map(|(name, value)| {
            (axum::http::HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap())
        });
        may_begin(&Method::POST, &headers.collect())
    }

    #[test]
    fn whatever_may_begin_a_session_counts() {
        for headers in [
            &[][..],
            &[(VERSION, "2025-06-18")],
            &[(VERSION, "2099-01-01"), (PURPOSE, "tools/call")],
            &[(VERSION, "2026-07-28")],
            &[(VERSION, "2026-07-28"), (PURPOSE, "initialize")],
            // The library reads a name that is not ASCII as none.
            &[(SESSION, "ä")],
        ] {
            assert!(begins(headers), "{headers:?}");
        }
        assert!(!begins(&[(VERSION, "2026-07-28"), (PURPOSE, "tools/call")]));
        assert!(!begins(&[(SESSION, "9f0c"), (VERSION, "2025-06-18")]));
        assert!(!may_begin(&Method::GET, &HeaderMap::new()));
    }
}
