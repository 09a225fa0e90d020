//! One call of the token endpoint for a handle (CIBA Core 10.1 and 11).
//!
//! A call runs as a task of its own, because its answer may be the tokens, which the server gives
//! out once: when whoever waits for them goes away, the call goes on, and the next one who asks for
//! the same handle gets its answer.

use std::sync::PoisonError;
use std::time::Duration;

use tokio::task::JoinHandle;
use waxseal_protocol::ciba::GRANT_TYPE;
use waxseal_protocol::ids::AuthReqId;
use waxseal_protocol::token::TokenResponse;
use waxseal_protocol::{ErrorCode, Timestamp};

use crate::client::Client;
use crate::error::AgentError;
use crate::http::{Failure, Refusal, answer};
use crate::pending::PendingApproval;

/// Beyond this many, those that have ended are thrown out.
const MAX_ABANDONED: usize = 256;

/// A call whose caller went away.
#[derive(Debug)]
pub(crate) struct Abandoned {
    task: JoinHandle<Polled>,
    /// When the next call may come.
    next_poll_at: Timestamp,
}

/// What a poll found.
#[derive(Debug)]
pub(crate) enum Polled {
    Tokens(Box<TokenResponse>),
    Pending,
    /// The interval to keep from now on.
    SlowDown(Option<u64>),
    /// The server has no time; when to come back.
    Busy(Option<Duration>),
    /// No answer came, to a call that reached the server or to one that did not.
    Lost {
        reason: String,
        was_sent: bool,
    },
    Ended(AgentError),
}

impl Client {
    /// Polls once; with `wait`, the server may hold the call for so long.
    pub(crate) async fn poll(&self, pending: &PendingApproval, wait: Option<Duration>) -> Polled {
        if let Some(Abandoned { task, next_poll_at }) = self.take_abandoned(&pending.auth_req_id) {
            // What was true when nobody listened need not be true any more.
            let is_old = task.is_finished() && self.now() >= next_poll_at;
            match (self.hold(pending, task).await, is_old) {
                (Polled::Pending | Polled::SlowDown(_) | Polled::Busy(_) | Polled::Lost { .. }, true) => {}
                (polled, _) => return polled,
            }
        }
        let (client, id) = (self.clone(), pending.auth_req_id.clone());
        let task = tokio::spawn(async move { client.call_token_endpoint(&id, wait).await });
        self.hold(pending, task).await
    }

    /// What became of a call whose caller went away, if there is one. Nothing is sent.
    pub(crate) async fn abandoned_answer(&self, pending: &PendingApproval) -> Option<Polled> {
        let Abandoned { task, .. } = self.take_abandoned(&pending.auth_req_id)?;
        Some(self.hold(pending, task).await)
    }

    /// Whether the answer to a call is still to come, or was never looked at.
    pub(crate) fn has_abandoned(&self, auth_req_id: &AuthReqId) -> bool {
        self.0.abandoned.lock().unwrap_or_else(PoisonError::into_inner).contains_key(auth_req_id)
    }

    fn take_abandoned(&self, auth_req_id: &AuthReqId) -> Option<Abandoned> {
        self.0.abandoned.lock().unwrap_or_else(PoisonError::into_inner).remove(auth_req_id)
    }

    async fn hold(&self, pending: &PendingApproval, task: JoinHandle<Polled>) -> Polled {
        let mut held = Held { client: self, pending, task: Some(task) };
        let ended = match held.task.as_mut() {
            Some(task) => task.await,
            None => return Polled::Pending,
        };
        held.task = None;
        ended.unwrap_or_else(|error| Polled::Lost { reason: error.to_string(), was_sent: true })
    }

    async fn call_token_endpoint(&self, auth_req_id: &AuthReqId, wait: Option<Duration>) -> Polled {
        let url = &self.0.endpoints.token;
        let form = vec![("grant_type", GRANT_TYPE.to_owned()), ("auth_req_id", auth_req_id.as_str().to_owned())];
        let mut has_new_nonce = false;
        loop {
            let call = self.call(url, form.clone()).and_then(|call| self.with_proof(call, "POST", url));
            let mut call = match call {
                Ok(call) => call,
                Err(error) => return Polled::Ended(error),
            };
            if let Some(wait) = wait {
                let seconds = wait.as_secs();
                call = call.header("prefer", format!("wait={seconds}")).timeout(self.0.timeout + wait);
            }
            match answer(call, self.now()).await {
                Ok(Ok(tokens)) => return sound(tokens),
                Ok(Err(Refusal { code: ErrorCode::UseDpopNonce, dpop_nonce: Some(nonce), .. })) if !has_new_nonce => {
                    self.keep_nonce(nonce);
                    has_new_nonce = true;
                }
                Ok(Err(refusal)) => return meaning(refusal),
                Err(Failure::NotSent(reason)) => return Polled::Lost { reason, was_sent: false },
                // A proxy's page says nothing about the request: it goes on.
                Err(Failure::Lost(reason) | Failure::Foreign(reason)) => {
                    return Polled::Lost { reason, was_sent: true };
                }
                Err(Failure::Unreadable(reason) | Failure::Malformed(reason)) => {
                    return Polled::Ended(AgentError::Malformed(reason));
                }
            }
        }
    }
}

/// A call that somebody waits for.
struct Held<'a> {
    client: &'a Client,
    pending: &'a PendingApproval,
    task: Option<JoinHandle<Polled>>,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let Some(task) = self.task.take() else { return };
        let mut abandoned = self.client.0.abandoned.lock().unwrap_or_else(PoisonError::into_inner);
        if abandoned.len() >= MAX_ABANDONED {
            abandoned.retain(|_, one| !one.task.is_finished());
        }
        let next_poll_at = self.pending.next_poll_at;
        abandoned.insert(self.pending.auth_req_id.clone(), Abandoned { task, next_poll_at });
    }
}

/// Tokens end up in headers and terminals, so they have the characters of RFC 6750 2.1 and no others.
fn sound(tokens: TokenResponse) -> Polled {
    let is_token = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte))
    };
    let is_visible = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
    let is_sound = is_token(&tokens.access_token)
        && tokens.id_token.as_deref().is_none_or(is_token)
        && tokens.refresh_token.as_deref().is_none_or(is_visible)
        && !tokens.token_type.is_empty()
        && is_visible(&tokens.token_type);
    if is_sound {
        Polled::Tokens(Box::new(tokens))
    } else {
        Polled::Ended(AgentError::Malformed("a token has characters that no token has".to_owned()))
    }
}

/// What a refusal of the token endpoint means for who waits.
fn meaning(refusal: Refusal) -> Polled {
    let Refusal { code, description, interval, retry_after, .. } = refusal;
    match code {
        ErrorCode::AuthorizationPending => Polled::Pending,
        ErrorCode::SlowDown => Polled::SlowDown(interval.or(retry_after.map(|wait| wait.as_secs()))),
        ErrorCode::TooManyRequests | ErrorCode::TemporarilyUnavailable | ErrorCode::ServerError => {
            Polled::Busy(retry_after)
        }
        ErrorCode::AccessDenied => Polled::Ended(AgentError::Denied),
        ErrorCode::ExpiredToken => Polled::Ended(AgentError::Expired),
        ErrorCode::InvalidGrant => Polled::Ended(AgentError::Spent),
        ErrorCode::InvalidClient => Polled::Ended(AgentError::InvalidClient { description }),
        code => Polled::Ended(AgentError::Refused { code, description }),
    }
}
