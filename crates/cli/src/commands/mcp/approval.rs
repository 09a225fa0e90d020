//! One approval: what was asked, and what has become of it.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use waxseal_agent::PendingApproval;
use waxseal_protocol::ids::random_token;
use waxseal_protocol::rar::AuthorizationDetails;

use super::caller::Owner;
use super::failure::Failure;
use super::token::Token;

/// The name by which a model refers to an approval: `apr_` and 22 characters that nobody guesses.
/// It stands for the handle of the approval server, which stays here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct ApprovalId(String);

/// What was asked. Two requests that are equal would look the same to the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) user: String,
    pub(super) audience: Option<String>,
    pub(super) scope: String,
    pub(super) details: Option<AuthorizationDetails>,
}

/// A request that was made.
#[derive(Debug)]
pub(super) struct Approval {
    pub(super) id: ApprovalId,
    /// Who asked.
    pub(super) owner: Owner,
    pub(super) asked: Asked,
    /// What the person compares.
    pub(super) binding_message: String,
    /// When it was made, by the monotonic clock.
    pub(super) made_at: Duration,
    /// How long it lives from then.
    pub(super) lives: Duration,
    /// The approval server's handle, as it was made.
    pub(super) handle: PendingApproval,
    /// Whether somebody was told that it is approved.
    pub(super) told: AtomicBool,
    /// What has become of it; the task that waits for the answer changes it, once.
    pub(super) state: watch::Receiver<State>,
}

/// What has become of a request.
#[derive(Debug)]
pub(super) enum State {
    /// The person has not answered.
    Pending,
    /// The person said yes.
    Approved(Granted),
    /// There will be no yes.
    Failed(Failure),
}

/// What the person granted.
#[derive(Debug)]
pub(super) struct Granted {
    /// The details as granted, which may be less than was asked for.
    pub(super) details: Option<AuthorizationDetails>,
    pub(super) scope: String,
    pub(super) token: Token,
    /// When the token ends, by the monotonic clock.
    pub(super) ends_at: Duration,
}

impl ApprovalId {
    pub(super) fn generate() -> Self {
        Self(format!("apr_{}", random_token::<16>()))
    }
}

impl fmt::Display for ApprovalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Asked {
    /// The types of the action.
    pub(super) fn types(&self) -> BTreeSet<String> {
        self.details.iter().flat_map(AuthorizationDetails::types).map(str::to_owned).collect()
    }
}

impl Approval {
    /// Whether the person may still answer.
    pub(super) fn is_open(&self) -> bool {
        matches!(*self.state.borrow(), State::Pending)
    }

    /// Seconds that the person has left, the last of them counted to its end.
    pub(super) fn seconds_left(&self, now: Duration) -> u64 {
        let left = self.made_at.saturating_add(self.lives).saturating_sub(now);
        left.as_secs() + u64::from(left.subsec_nanos() > 0)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::PendingApproval;

    /// A handle as the agent library writes it.
    pub(in super::super) fn handle() -> PendingApproval {
        let text = r#"{"auth_req_id":"1c266114","expires_in":300,"interval":5,"issuer":"https://localhost:8443/",
            "client_id":"agent","expires_at":"2026-11-24T14:05:00Z","next_poll_at":"2026-11-24T14:00:05Z"}"#;
        serde_json::from_str(text).unwrap()
    }
}
