//! Waiting for the answer at the pace the server sets (CIBA Core 10.1 and 11).

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use tokio::time::{sleep, timeout};
use waxseal_protocol::Timestamp;
use waxseal_protocol::token::TokenResponse;

use crate::client::Client;
use crate::error::AgentError;
use crate::pending::PendingApproval;
use crate::poll::Polled;

/// After so many held polls that got lost, something between here and there does not like them.
const MAX_LOST_LONG_POLLS: usize = 2;
/// How long after a loss the server is asked again: from here…
const SHORTEST_PAUSE: Duration = Duration::from_millis(250);
/// … to here.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// How long an answer that is on its way is waited for by those who wait no longer.
const MOMENT: Duration = Duration::from_millis(500);

impl Client {
    /// Waits for the person's answer and returns the tokens.
    ///
    /// A server that cannot be reached, or cannot answer, is asked again until the request must have
    /// expired: the answer is kept there.
    ///
    /// Dropping the future is safe, so `tokio::time::timeout` and `tokio::select!` are how to stop:
    /// the request goes on, and can be waited for again, here or in another process. A call that is
    /// under way when the future is dropped is not cut off, because its answer may be the tokens,
    /// which are given out once: this client keeps it for the next [`check`](Self::check) or `wait`.
    ///
    /// Before the process ends, take [`last_word`](Self::last_word): the tokens may have arrived. The
    /// server keeps the approval for a call that it sees go away; an answer that it has sent already
    /// is lost with the process.
    ///
    /// # Errors
    /// [`AgentError::Denied`], [`AgentError::Expired`], [`AgentError::Spent`],
    /// [`AgentError::Unreachable`] once the request must have expired, and what a server says that
    /// does not know this client.
    pub async fn wait(&self, pending: &PendingApproval) -> Result<TokenResponse, AgentError> {
        self.wait_mut(&mut pending.clone()).await
    }

    /// As [`wait`](Self::wait), and keeps the handle current: whoever stores it after the future was
    /// dropped stores the pace that the server set in the meantime.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    pub async fn wait_mut(&self, pending: &mut PendingApproval) -> Result<TokenResponse, AgentError> {
        self.wait_until(pending, None).await
    }

    /// As [`wait_mut`](Self::wait_mut), for a given time: `None` when there is no answer by then. No
    /// call is held longer, and what arrives at the end is not lost.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    pub async fn wait_at_most(
        &self,
        pending: &mut PendingApproval,
        longest: Duration,
    ) -> Result<Option<TokenResponse>, AgentError> {
        let end = self.now().saturating_add(longest).unwrap_or(Timestamp::MAX);
        match timeout(longest, self.wait_until(pending, Some(end))).await {
            Ok(answer) => answer.map(Some),
            Err(_) => self.last_word(pending).await,
        }
    }

    /// What a call found whose caller went away, as a wait that was dropped: `None` when there is no
    /// such call, or no answer to it within half a second. The server is not asked.
    ///
    /// # Errors
    /// [`AgentError::Denied`], [`AgentError::Expired`], [`AgentError::Spent`], and what a server says
    /// that does not know this client.
    pub async fn last_word(&self, pending: &mut PendingApproval) -> Result<Option<TokenResponse>, AgentError> {
        let Ok(Some(polled)) = timeout(MOMENT, self.abandoned_answer(pending)).await else { return Ok(None) };
        match self.judge(pending, polled) {
            Verdict::Tokens(tokens) => Ok(Some(*tokens)),
            Verdict::Pending | Verdict::Lost { .. } => Ok(None),
            Verdict::Ended(error) => Err(error),
        }
    }

    async fn wait_until(
        &self,
        pending: &mut PendingApproval,
        end: Option<Timestamp>,
    ) -> Result<TokenResponse, AgentError> {
        self.belongs(pending)?;
        let (mut pauses, mut lost_long_polls) = (backoff(), 0);
        loop {
            if !self.has_abandoned(&pending.auth_req_id) {
                sleep(pending.pause(self.now())).await;
            }
            pending.polled(self.now());
            let long = self.0.long_poll.filter(|_| lost_long_polls < MAX_LOST_LONG_POLLS);
            // Nobody listens any more to a call that is held past the end.
            let left = end.map(|end| Duration::try_from(end.duration_since(self.now())).unwrap_or_default());
            let long = long.map(|long| long.min(left.unwrap_or(long))).filter(|long| long.as_secs() > 0);
            let polled = self.poll(pending, long).await;
            match self.judge(pending, polled) {
                Verdict::Tokens(tokens) => return Ok(*tokens),
                Verdict::Pending => (pauses, lost_long_polls) = (backoff(), 0),
                Verdict::Lost { reason, was_sent } => {
                    if pending.is_over(self.now()) {
                        return Err(AgentError::Unreachable(reason));
                    }
                    lost_long_polls += usize::from(was_sent && long.is_some());
                    pending.not_before(self.now(), pauses.next().unwrap_or(LONGEST_PAUSE));
                }
                Verdict::Ended(error) => return Err(error),
            }
        }
    }

    /// Looks once whether there is an answer: `None` while the person has not decided.
    ///
    /// Within the interval the server set, it is not asked, and `None` says what was known last; so it
    /// does while a wait that was dropped still holds a call. The handle is kept current: store it
    /// again where it is stored.
    ///
    /// # Errors
    /// As [`wait`](Self::wait), and [`AgentError::Unreachable`] at once: the answer is kept at the
    /// server, so try again.
    pub async fn check(&self, pending: &mut PendingApproval) -> Result<Option<TokenResponse>, AgentError> {
        self.belongs(pending)?;
        if self.has_abandoned(&pending.auth_req_id) {
            // The call may be held for long; it goes on without this look.
            return timeout(MOMENT, self.look(pending)).await.unwrap_or(Ok(None));
        }
        if !pending.pause(self.now()).is_zero() {
            return Ok(None);
        }
        self.look(pending).await
    }

    /// Asks now, whatever the interval.
    pub(crate) async fn look(&self, pending: &mut PendingApproval) -> Result<Option<TokenResponse>, AgentError> {
        pending.polled(self.now());
        let polled = self.poll(pending, None).await;
        match self.judge(pending, polled) {
            Verdict::Tokens(tokens) => Ok(Some(*tokens)),
            Verdict::Pending => Ok(None),
            Verdict::Lost { reason, .. } => Err(AgentError::Unreachable(reason)),
            Verdict::Ended(error) => Err(error),
        }
    }

    /// A handle is of one server and one client.
    pub(crate) fn belongs(&self, pending: &PendingApproval) -> Result<(), AgentError> {
        if pending.issuer == self.issuer() && pending.client_id == self.client_id() {
            return Ok(());
        }
        Err(AgentError::Foreign { issuer: pending.issuer.clone(), client_id: pending.client_id.clone() })
    }

    /// What a poll means for the handle.
    fn judge(&self, pending: &mut PendingApproval, polled: Polled) -> Verdict {
        let now = self.now();
        match polled {
            Polled::Tokens(tokens) => return Verdict::Tokens(tokens),
            Polled::Ended(error) => return Verdict::Ended(error),
            Polled::Lost { reason, was_sent } => return Verdict::Lost { reason, was_sent },
            Polled::Pending => {}
            Polled::SlowDown(interval) => pending.slow_down(interval, now),
            Polled::Busy(retry_after) => {
                pending.not_before(now, retry_after.unwrap_or(Duration::from_secs(pending.interval)));
            }
        }
        // A server that never says so does not keep anybody waiting for good.
        if pending.is_over(now) { Verdict::Ended(AgentError::Expired) } else { Verdict::Pending }
    }
}

enum Verdict {
    Tokens(Box<TokenResponse>),
    Pending,
    Lost { reason: String, was_sent: bool },
    Ended(AgentError),
}

fn backoff() -> ExponentialBackoff {
    ExponentialBuilder::new()
        .with_min_delay(SHORTEST_PAUSE)
        .with_max_delay(LONGEST_PAUSE)
        .with_jitter()
        .without_max_times()
        .build()
}
