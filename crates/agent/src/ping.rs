//! Pings (CIBA Core 10.2): the server calls when there is an answer, and the client fetches it.
//!
//! None of this knows a web framework: hand [`PingInbox::receive`] the `Authorization` header and
//! the body, and answer with the status it returns. `examples/ping.rs` does so with axum.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};
use waxseal_protocol::Secret;
use waxseal_protocol::ids::{AuthReqId, random_token};
use waxseal_protocol::token::TokenResponse;

use crate::client::Client;
use crate::error::AgentError;
use crate::pending::PendingApproval;

/// A ping has a handle and nothing else.
const MAX_BODY: usize = 4096;
/// How many pings are kept that nobody has waited for yet.
const MAX_KEPT: usize = 1000;
/// How often a client that waits for a ping looks all the same: pings can get lost.
const LOOK_ANYWAY: Duration = Duration::from_mins(1);

/// What the server sends its pings with: `client_notification_token` (CIBA Core 7.1).
#[derive(Debug, Clone)]
pub struct NotificationToken(Secret<String>);

/// Why a ping is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PingError {
    /// There is no bearer token, or another one.
    #[error("the ping does not come with the notification token")]
    Unauthorized,
    /// The body is no JSON object with an `auth_req_id`.
    #[error("the ping has no auth_req_id")]
    Malformed,
}

impl PingError {
    /// The status to answer with.
    pub fn status(self) -> u16 {
        match self {
            Self::Unauthorized => 401,
            Self::Malformed => 400,
        }
    }
}

#[derive(Deserialize)]
struct Body {
    auth_req_id: AuthReqId,
}

impl NotificationToken {
    /// A new one, with 256 random bits.
    pub fn generate() -> Self {
        Self(Secret::new(random_token::<32>()))
    }

    /// One that was kept, so that pings find a process that was restarted.
    ///
    /// # Errors
    /// [`AgentError::Request`]: it is no bearer token of at most 1024 characters (CIBA Core 7.1, RFC
    /// 6750 2.1).
    pub fn new(text: impl Into<String>) -> Result<Self, AgentError> {
        let token = Secret::new(text.into());
        let body = token.expose().trim_end_matches('=');
        let fits = |c: char| c.is_ascii_alphanumeric() || "-._~+/".contains(c);
        if body.is_empty() || token.expose().len() > 1024 || !body.chars().all(fits) {
            return Err(AgentError::Request("a notification token is a bearer token of at most 1024".to_owned()));
        }
        Ok(Self(token))
    }

    /// The text itself, to be kept where secrets belong.
    pub fn expose(&self) -> &String {
        self.0.expose()
    }

    /// Reads a ping: the handle it is about. The token is compared in constant time, and before the
    /// body is looked at.
    ///
    /// # Errors
    /// See [`PingError`].
    ///
    /// ```
    /// use waxseal_agent::{NotificationToken, PingError};
    /// let token = NotificationToken::new("8d67dc78-7faa-4d41")?;
    /// let body = br#"{"auth_req_id":"1c266114"}"#;
    /// assert_eq!(token.read_ping(Some("Bearer 8d67dc78-7faa-4d41"), body).unwrap().as_str(), "1c266114");
    /// assert_eq!(token.read_ping(Some("Bearer guessed"), body), Err(PingError::Unauthorized));
    /// # Ok::<(), waxseal_agent::AgentError>(())
    /// ```
    pub fn read_ping(&self, authorization: Option<&str>, body: &[u8]) -> Result<AuthReqId, PingError> {
        let (scheme, token) = authorization.and_then(|value| value.split_once(' ')).ok_or(PingError::Unauthorized)?;
        if !scheme.eq_ignore_ascii_case("bearer") || !self.0.matches(token.trim().as_bytes()) {
            return Err(PingError::Unauthorized);
        }
        if body.len() > MAX_BODY {
            return Err(PingError::Malformed);
        }
        let Body { auth_req_id } = serde_json::from_slice(body).map_err(|_| PingError::Malformed)?;
        Ok(auth_req_id)
    }
}

/// Where pings arrive and those who wait hear of them. Clones are the same inbox.
///
/// A ping may come before anybody waits for it; the inbox keeps it.
#[derive(Debug, Clone)]
pub struct PingInbox(Arc<Inbox>);

#[derive(Debug)]
struct Inbox {
    token: NotificationToken,
    arrived: Mutex<Arrived>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Arrived {
    handles: HashSet<AuthReqId>,
    order: VecDeque<AuthReqId>,
}

impl PingInbox {
    /// An inbox for pings with this token. Give the same token to each
    /// [`ApprovalRequest`](crate::ApprovalRequest::notification_token).
    pub fn new(token: NotificationToken) -> Self {
        Self(Arc::new(Inbox { token, arrived: Mutex::default(), changed: Notify::new() }))
    }

    /// The token to ask with.
    pub fn token(&self) -> NotificationToken {
        self.0.token.clone()
    }

    /// Takes a ping: what came in the `Authorization` header, and the body. Returns the status to
    /// answer with: 204, 400 or 401.
    pub fn receive(&self, authorization: Option<&str>, body: &[u8]) -> u16 {
        match self.0.token.read_ping(authorization, body) {
            Ok(auth_req_id) => {
                self.arrived(|arrived| arrived.keep(auth_req_id));
                self.0.changed.notify_waiters();
                204
            }
            Err(error) => error.status(),
        }
    }

    fn take(&self, auth_req_id: &AuthReqId) -> bool {
        self.arrived(|arrived| arrived.handles.remove(auth_req_id))
    }

    fn arrived<T>(&self, with: impl FnOnce(&mut Arrived) -> T) -> T {
        with(&mut self.0.arrived.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits for the ping about a handle.
    async fn pinged(&self, auth_req_id: &AuthReqId) {
        loop {
            // Listened to before it is looked: what arrives in between is not missed.
            let changed = self.0.changed.notified();
            if self.take(auth_req_id) {
                return;
            }
            changed.await;
        }
    }
}

impl Arrived {
    fn keep(&mut self, auth_req_id: AuthReqId) {
        if !self.handles.insert(auth_req_id.clone()) {
            return;
        }
        self.order.push_back(auth_req_id);
        while self.order.len() > MAX_KEPT {
            if let Some(oldest) = self.order.pop_front() {
                self.handles.remove(&oldest);
            }
        }
    }
}

impl Client {
    /// Waits for the ping about a request, then fetches the tokens. It looks once a minute and at the
    /// expiry even without one, because pings can get lost.
    ///
    /// Dropping the future is as safe as with [`wait`](Self::wait).
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    pub async fn wait_for_ping(
        &self,
        pending: &PendingApproval,
        inbox: &PingInbox,
    ) -> Result<TokenResponse, AgentError> {
        let mut pending = pending.clone();
        self.belongs(&pending)?;
        loop {
            let longest = pending.time_left(self.now()).max(pending.pause(self.now())).min(LOOK_ANYWAY);
            let pinged = timeout(longest.max(Duration::from_secs(1)), inbox.pinged(&pending.auth_req_id)).await.is_ok();
            match self.look(&mut pending).await {
                Ok(Some(tokens)) => return Ok(tokens),
                // The answer is there, and the server has no time to give it: no second ping says when.
                Ok(None) if pinged => return self.wait_mut(&mut pending).await,
                Ok(None) => {}
                Err(AgentError::Unreachable(reason)) if pending.is_over(self.now()) => {
                    return Err(AgentError::Unreachable(reason));
                }
                // The answer is there; the way to it is not.
                Err(AgentError::Unreachable(_)) if pinged => return self.wait_mut(&mut pending).await,
                Err(AgentError::Unreachable(_)) => sleep(pending.pause(self.now())).await,
                Err(error) => return Err(error),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "8d67dc78-7faa-4d41-aabd-67707b374255";

    fn inbox() -> PingInbox {
        PingInbox::new(NotificationToken::new(TOKEN).unwrap())
    }

    fn bearer(token: &str) -> String {
        format!("Bearer {token}")
    }

    #[test]
    fn only_the_token_opens_the_inbox() {
        let (inbox, body) = (inbox(), br#"{"auth_req_id":"a"}"#);
        for header in [
            None,
            Some(""),
            Some("Bearer"),
            Some("Bearer "),
            Some(TOKEN),
            Some("Basic 8d67dc78-7faa-4d41-aabd-67707b374255"),
            Some("Bearer 8d67dc78-7faa-4d41-aabd-67707b374256"),
            Some("Bearer 8d67dc78"),
        ] {
            assert_eq!(inbox.receive(header, body), 401, "{header:?}");
        }
        assert!(!inbox.take(&"a".into()));
        assert_eq!(inbox.receive(Some(&bearer(TOKEN)), body), 204);
        assert_eq!(inbox.receive(Some(&format!("bearer {TOKEN}")), body), 204, "the scheme has no case");
        assert!(inbox.take(&"a".into()));
    }

    #[test]
    fn a_body_that_is_no_ping_is_refused() {
        let inbox = inbox();
        let huge = format!(r#"{{"auth_req_id":"{}"}}"#, "x".repeat(MAX_BODY));
        for body in ["", "{}", "[]", "null", r#"{"auth_req_id":7}"#, r#"{"auth_req_id":"#, &huge] {
            assert_eq!(inbox.receive(Some(&bearer(TOKEN)), body.as_bytes()), 400, "{body:.40}");
        }
        assert_eq!(inbox.receive(Some("Bearer x"), b"{}"), 401, "who it is comes first");
    }

    #[test]
    fn a_flood_of_pings_does_not_fill_the_memory() {
        let inbox = inbox();
        for index in 0..MAX_KEPT + 10 {
            let body = format!(r#"{{"auth_req_id":"{index}"}}"#);
            assert_eq!(inbox.receive(Some(&bearer(TOKEN)), body.as_bytes()), 204);
        }
        assert!(!inbox.take(&"0".into()) && inbox.take(&"10".into()));
        assert_eq!(inbox.arrived(|arrived| arrived.order.len()), MAX_KEPT);
    }

    #[tokio::test]
    async fn a_ping_that_comes_early_is_kept() {
        let inbox = inbox();
        inbox.receive(Some(&bearer(TOKEN)), br#"{"auth_req_id":"a"}"#);
        inbox.pinged(&"a".into()).await;
        let waiting = tokio::spawn({
            let inbox = inbox.clone();
            async move { inbox.pinged(&"b".into()).await }
        });
        inbox.receive(Some(&bearer(TOKEN)), br#"{"auth_req_id":"b"}"#);
        waiting.await.unwrap();
    }

    #[test]
    fn a_notification_token_is_a_bearer_token() {
        NotificationToken::new(NotificationToken::generate().expose()).unwrap();
        for bad in ["", "===", "a b", "\u{e4}", &"x".repeat(1025)] {
            assert!(NotificationToken::new(bad).is_err(), "{bad:.20}");
        }
    }
}
