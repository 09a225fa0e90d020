//! Who calls a tool, and whose approvals it may see.
//!
//! One process serves many clients over HTTP. What one of them asked for is no other's matter while
//! its session lives. After that, whoever has the name of the approval goes on with it: a client that
//! comes back has a new session. Names are not guessed, and are told to nobody but who asked.

use std::sync::Arc;

use axum::http::request::Parts;
use rmcp::service::{RequestContext, RoleServer};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;

/// The header that names a session.
pub(super) const SESSION: &str = "mcp-session-id";

/// Who asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Owner {
    /// The one client of standard input and output.
    Host,
    /// A session over HTTP.
    Session(Arc<str>),
    /// A client over HTTP whose protocol version has no sessions: any of them.
    Unnamed,
}

/// Who calls.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub(super) owner: Owner,
    /// The sessions over HTTP that there are now.
    pub(super) sessions: Option<Arc<LocalSessionManager>>,
}

impl Caller {
    /// The client behind a call.
    pub(super) fn of(context: &RequestContext<RoleServer>, sessions: Option<Arc<LocalSessionManager>>) -> Self {
        let parts = context.extensions.get::<Parts>();
        let session = parts.and_then(|parts| parts.headers.get(SESSION)).and_then(|value| value.to_str().ok());
        let owner = match (session, &sessions) {
            (_, None) => Owner::Host,
            (Some(session), Some(_)) => Owner::Session(session.into()),
            (None, Some(_)) => Owner::Unnamed,
        };
        Self { owner, sessions }
    }

    /// Whether this caller may know the approvals of `owner`, if it knows their names.
    pub(super) async fn may_see(&self, owner: &Owner) -> bool {
        match (owner, &self.sessions) {
            (Owner::Session(session), Some(sessions)) if self.owner != *owner => {
                !sessions.sessions.read().await.contains_key(session)
            }
            _ => true,
        }
    }
}

impl Owner {
    /// Whether both are the same client for certain.
    pub(super) fn is(&self, other: &Self) -> bool {
        self == other && *self != Self::Unnamed
    }
}
