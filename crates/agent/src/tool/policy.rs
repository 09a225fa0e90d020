//! What a tool asks for, and what happens meanwhile.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::oneshot;

use crate::client::Client;
use crate::error::AgentError;
use crate::pending::PendingApproval;
use crate::request::ApprovalRequest;

type MakeRequest<I> = dyn Fn(&I) -> Result<ApprovalRequest, AgentError> + Send + Sync;
type Told = Pin<Box<dyn Future<Output = ()> + Send>>;
type Callback = dyn Fn(PendingApproval, Outcome) -> Told + Send + Sync;

/// What a tool asks for, and what happens while the person thinks.
pub struct Policy<I> {
    pub(super) name: String,
    pub(super) client: Client,
    pub(super) request: Arc<MakeRequest<I>>,
    pub(super) meanwhile: Meanwhile,
}

#[derive(Clone)]
pub(super) enum Meanwhile {
    Interrupt,
    Block,
    Callback(Arc<Callback>),
}

/// Ends when the person has answered.
#[derive(Debug)]
pub struct Outcome(pub(super) oneshot::Receiver<bool>);

impl Outcome {
    /// Waits, and says whether the person approved. The tool runs after that.
    pub async fn approved(self) -> bool {
        self.0.await.unwrap_or(false)
    }
}

impl<I> Policy<I> {
    /// A policy for the tool of this name, which makes a request from its input. It interrupts.
    ///
    /// Put into the request whatever matters about the input, best as `authorization_details`: the
    /// person sees the request, not the input.
    pub fn new(
        name: impl Into<String>,
        client: Client,
        request: impl Fn(&I) -> Result<ApprovalRequest, AgentError> + Send + Sync + 'static,
    ) -> Self {
        Self { name: name.into(), client, request: Arc::new(request), meanwhile: Meanwhile::Interrupt }
    }

    /// Waits within the call. For development: a process that waits can die.
    #[must_use]
    pub fn block(mut self) -> Self {
        self.meanwhile = Meanwhile::Block;
        self
    }

    /// Waits within the call, and tells `callback` of the request. The call ends when both have: the
    /// person's answer is there, and the callback is done.
    #[must_use]
    pub fn on_request<F, R>(mut self, callback: F) -> Self
    where
        F: Fn(PendingApproval, Outcome) -> R + Send + Sync + 'static,
        R: Future<Output = ()> + Send + 'static,
    {
        let boxed = move |pending: PendingApproval, outcome: Outcome| -> Told { Box::pin(callback(pending, outcome)) };
        self.meanwhile = Meanwhile::Callback(Arc::new(boxed));
        self
    }
}

impl<I> fmt::Debug for Policy<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let meanwhile = match self.meanwhile {
            Meanwhile::Interrupt => "interrupt",
            Meanwhile::Block => "block",
            Meanwhile::Callback(_) => "callback",
        };
        f.debug_struct("Policy").field("name", &self.name).field("meanwhile", &meanwhile).finish_non_exhaustive()
    }
}
