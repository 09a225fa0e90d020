//! The wrapped tool.

use std::fmt;

use serde::Serialize;
use tokio::sync::oneshot;
use waxseal_protocol::token::TokenResponse;

use super::interrupt::{Interrupt, ToolError, digest};
use super::policy::{Meanwhile, Outcome, Policy};
use crate::error::AgentError;
use crate::pending::PendingApproval;

/// A tool that runs only after a person approved; made by [`with_authorization`].
pub struct AuthorizedTool<I, T> {
    tool: T,
    policy: Policy<I>,
}

/// Wraps a tool: it gets the tokens as its second argument, and runs once for each approval.
pub fn with_authorization<I, T, R>(tool: T, policy: Policy<I>) -> AuthorizedTool<I, T>
where
    I: Serialize,
    T: Fn(I, TokenResponse) -> R,
    R: Future,
{
    AuthorizedTool { tool, policy }
}

impl<I, T, R> AuthorizedTool<I, T>
where
    I: Serialize,
    T: Fn(I, TokenResponse) -> R,
    R: Future,
{
    /// Asks, and runs the tool once the person approved.
    ///
    /// # Errors
    /// [`ToolError::Interrupted`] with an interrupting policy, unless the answer is there already;
    /// [`ToolError::Agent`] for whatever ends without an approval.
    pub async fn call(&self, input: I) -> Result<R::Output, ToolError> {
        let input_sha256 = digest(&input)?;
        let Policy { client, request, meanwhile, .. } = &self.policy;
        let mut pending = client.ask(&request(&input)?).await?;
        let tokens = match meanwhile {
            Meanwhile::Interrupt => match client.check(&mut pending).await {
                Ok(Some(tokens)) => tokens,
                Err(error @ (AgentError::Denied | AgentError::Expired | AgentError::Spent)) => {
                    return Err(error.into());
                }
                // The person was asked: the handle must not get lost with whatever went wrong since.
                Ok(None) | Err(_) => return Err(self.interrupted(input_sha256, pending)),
            },
            Meanwhile::Block => client.wait(&pending).await?,
            Meanwhile::Callback(callback) => {
                let (sender, receiver) = oneshot::channel();
                let waiting = async {
                    let answer = client.wait(&pending).await;
                    // A callback that does not want to know has dropped the other end.
                    sender.send(answer.is_ok()).ok();
                    answer
                };
                let (answer, ()) = tokio::join!(waiting, callback(pending.clone(), Outcome(receiver)));
                answer?
            }
        };
        Ok((self.tool)(input, tokens).await)
    }

    /// Looks whether the person has answered a call that was interrupted, and runs the tool if so.
    ///
    /// # Errors
    /// [`ToolError::Interrupted`] while there is no answer: keep the new interrupt in place of the
    /// old one. [`ToolError::OtherInput`] and [`ToolError::OtherTool`], before anything is asked.
    /// After [`AgentError::Unreachable`], resume with the same interrupt.
    pub async fn resume(&self, input: I, interrupt: &Interrupt) -> Result<R::Output, ToolError> {
        if interrupt.tool != self.policy.name {
            return Err(ToolError::OtherTool(interrupt.tool.clone()));
        }
        if digest(&input)? != interrupt.input_sha256 {
            return Err(ToolError::OtherInput);
        }
        let mut pending = interrupt.pending.clone();
        match self.policy.client.check(&mut pending).await? {
            Some(tokens) => Ok((self.tool)(input, tokens).await),
            None => Err(self.interrupted(interrupt.input_sha256.clone(), pending)),
        }
    }

    fn interrupted(&self, input_sha256: String, pending: PendingApproval) -> ToolError {
        ToolError::Interrupted(Box::new(Interrupt { tool: self.policy.name.clone(), input_sha256, pending }))
    }
}

impl<I, T> fmt::Debug for AuthorizedTool<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizedTool").field("policy", &self.policy).finish_non_exhaustive()
    }
}
