//! A backchannel request: one authentication request and its life.

mod facts;
mod state;

pub use facts::RequestFacts;
pub use state::{Decision, InvalidTransition, RequestState, Status};

use std::time::Duration;

use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{ClientId, ConsentId, UserId};

use super::Device;

/// One request of a client to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackchannelRequest {
    /// Order of arrival, given by the store; 0 before it is stored.
    pub sequence: i64,
    /// Its public name on the device side.
    pub consent_id: ConsentId,
    /// SHA-256 of the `auth_req_id`, base64url; the handle itself is not kept.
    pub auth_req_id_sha256: String,
    /// Who asks.
    pub client_id: ClientId,
    /// Who is asked.
    pub user_id: UserId,
    /// Who else can approve it, where that takes two people: any one of them. Empty where it takes one.
    pub second_approvers: Vec<UserId>,
    /// The API the token is for.
    pub audience: String,
    /// Granted scopes if approved, separated by blanks.
    pub scope: String,
    /// The consent as it is served: JSON text.
    pub consent: String,
    /// SHA-256 of the consent's canonical form, base64url: what a decision is bound to.
    pub consent_sha256: String,
    /// More about it.
    pub facts: RequestFacts,
    /// What a decision has to sign.
    pub challenge: String,
    /// The time between two polls.
    pub interval: Duration,
    /// When it was received.
    pub created_at: Timestamp,
    /// From when on it cannot be decided.
    pub expires_at: Timestamp,
    /// How far it got.
    pub state: RequestState,
}

impl BackchannelRequest {
    /// How long after its expiry an approval can still be redeemed: a client that polls by the
    /// interval must not lose a decision made in the last second.
    /// At least this long, and never less than two polls.
    pub(crate) const REDEEM_GRACE: Duration = Duration::from_secs(30);

    /// Whether two people have to approve it.
    pub fn needs_two(&self) -> bool {
        !self.second_approvers.is_empty()
    }

    /// Whose approval it takes beside that of another person, where it takes two.
    pub fn person(&self) -> Option<&UserId> {
        self.needs_two().then_some(&self.user_id)
    }

    /// Everybody who can answer it, the person who is asked first.
    pub fn approvers(&self) -> impl Iterator<Item = &UserId> {
        std::iter::once(&self.user_id).chain(&self.second_approvers)
    }

    /// Whether it can be answered on a device. Two people decide only on devices that sign what they show.
    pub fn is_for(&self, device: &Device) -> bool {
        self.approvers().any(|user| *user == device.user_id) && (!self.needs_two() || device.binds_content())
    }

    /// Until when an approval can be redeemed.
    pub fn redeemable_until(&self) -> Timestamp {
        self.expires_at.saturating_add(Self::REDEEM_GRACE.max(self.interval * 2)).unwrap_or(Timestamp::MAX)
    }

    /// Whether it is past its expiry without a decision. Expiry is a fact of time, not of a job.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        match self.state {
            RequestState::Pending | RequestState::HalfApproved(_) => now >= self.expires_at,
            RequestState::Approved(_) => now >= self.redeemable_until(),
            RequestState::Denied(_) | RequestState::Reported(_) | RequestState::Redeemed { .. } => false,
        }
    }
}
