//! The lifecycle: `Pending → Approved | Denied | Reported`, `Approved → Redeemed`.

use waxseal_protocol::Timestamp;
use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::ids::DeviceId;
use waxseal_protocol::jose::Jwk;
use waxseal_protocol::rar::AuthorizationDetails;

/// How far a request got, with the facts true in that state. `Expired` is not a state: see
/// [`BackchannelRequest::is_expired`](super::BackchannelRequest::is_expired).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestState {
    /// Nobody has answered.
    Pending,
    /// A person said yes; no token was issued yet.
    Approved(Decision),
    /// A person said no.
    Denied(Decision),
    /// A person said that this should not have been asked.
    Reported(Decision),
    /// The token was issued; the `auth_req_id` is used up.
    Redeemed {
        /// The approval.
        decision: Decision,
        /// When the token was issued.
        redeemed_at: Timestamp,
    },
}

/// A verified decision and its evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The device that answered.
    pub device_id: DeviceId,
    /// The key that was enrolled then: the device may have another one by now. Absent for decisions
    /// that no device made, and for those of earlier versions.
    pub device_key: Option<Jwk>,
    /// When the server accepted it.
    pub decided_at: Timestamp,
    /// The decision as it was signed.
    pub jws: String,
    /// The details as the person narrowed them; absent when they approved what was asked.
    pub granted_details: Option<AuthorizationDetails>,
    /// Why they said no, in their words or as a code. Never told to the client.
    pub reason: Option<String>,
}

/// The name of a state, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// See [`RequestState::Pending`].
    Pending,
    /// See [`RequestState::Approved`].
    Approved,
    /// See [`RequestState::Denied`].
    Denied,
    /// See [`RequestState::Reported`].
    Reported,
    /// See [`RequestState::Redeemed`].
    Redeemed,
}

impl Status {
    /// The text in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::Reported => "reported",
            Self::Redeemed => "redeemed",
        }
    }
}

/// A transition that the lifecycle does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a request that is {from:?} cannot become {to:?}")]
pub struct InvalidTransition {
    /// The state it is in.
    pub from: Status,
    /// The state that was wanted.
    pub to: Status,
}

impl RequestState {
    /// The state's name.
    pub fn status(&self) -> Status {
        match self {
            Self::Pending => Status::Pending,
            Self::Approved(_) => Status::Approved,
            Self::Denied(_) => Status::Denied,
            Self::Reported(_) => Status::Reported,
            Self::Redeemed { .. } => Status::Redeemed,
        }
    }

    /// The decision, where there is one.
    pub fn decision(&self) -> Option<&Decision> {
        match self {
            Self::Pending => None,
            Self::Approved(decision)
            | Self::Denied(decision)
            | Self::Reported(decision)
            | Self::Redeemed { decision, .. } => Some(decision),
        }
    }

    /// Records a person's answer. Fails unless the request is [`Pending`](Self::Pending).
    pub fn decide(self, outcome: DecisionOutcome, decision: Decision) -> Result<Self, InvalidTransition> {
        let next = match outcome {
            DecisionOutcome::Approved => Self::Approved(decision),
            DecisionOutcome::Denied => Self::Denied(decision),
            DecisionOutcome::Reported => Self::Reported(decision),
        };
        match self {
            Self::Pending => Ok(next),
            other => Err(InvalidTransition { from: other.status(), to: next.status() }),
        }
    }

    /// Uses the approval up. Fails unless the request is [`Approved`](Self::Approved).
    pub fn redeem(self, redeemed_at: Timestamp) -> Result<Self, InvalidTransition> {
        match self {
            Self::Approved(decision) => Ok(Self::Redeemed { decision, redeemed_at }),
            other => Err(InvalidTransition { from: other.status(), to: Status::Redeemed }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision() -> Decision {
        Decision {
            device_id: "dev_a".into(),
            decided_at: Timestamp::UNIX_EPOCH,
            jws: "a.b.c".to_owned(),
            device_key: None,
            granted_details: None,
            reason: None,
        }
    }

    #[test]
    fn only_a_pending_request_can_be_decided() {
        let approved = RequestState::Pending.decide(DecisionOutcome::Approved, decision()).unwrap();
        let error = approved.decide(DecisionOutcome::Denied, decision()).unwrap_err();
        assert_eq!(error, InvalidTransition { from: Status::Approved, to: Status::Denied });
    }

    #[test]
    fn only_an_approval_can_be_redeemed_and_only_once() {
        let denied = RequestState::Pending.decide(DecisionOutcome::Denied, decision()).unwrap();
        assert!(denied.redeem(Timestamp::UNIX_EPOCH).is_err());
        assert!(RequestState::Pending.redeem(Timestamp::UNIX_EPOCH).is_err());
        let redeemed = RequestState::Approved(decision()).redeem(Timestamp::UNIX_EPOCH).unwrap();
        assert!(redeemed.redeem(Timestamp::UNIX_EPOCH).is_err());
    }
}
