//! The lifecycle: `Pending → Approved | Denied | Reported`, `Approved → Redeemed`; where it takes two
//! people, `Pending → HalfApproved → Approved | Denied | Reported`.

use serde::{Deserialize, Serialize};
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::ids::{DeviceId, UserId};
use waxseal_protocol::jose::Jwk;
use waxseal_protocol::rar::AuthorizationDetails;

/// How far a request got, with the facts true in that state. `Expired` is not a state: see
/// [`BackchannelRequest::is_expired`](super::BackchannelRequest::is_expired).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestState {
    /// Nobody has answered.
    Pending,
    /// One person said yes, and another one has to, too.
    HalfApproved(Decision),
    /// A person said yes, or both did where it takes two; no token was issued yet.
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who answered.
    pub user_id: UserId,
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
    /// Whether the device has a key of the test class, as it was enrolled or as it says with the answer: a
    /// script may have answered, not a person. `false` for decisions of earlier versions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub test_key: bool,
    /// The approval that another person gave before, where it takes two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_approval: Option<Box<Self>>,
}

impl Decision {
    /// This answer, and the approval before it.
    pub fn all(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.first_approval.as_deref())
    }

    /// The answer of a person.
    pub fn of(&self, user: &UserId) -> Option<&Self> {
        self.all().find(|decision| decision.user_id == *user)
    }
}

/// The name of a state, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// See [`RequestState::Pending`].
    Pending,
    /// See [`RequestState::HalfApproved`].
    HalfApproved,
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
    /// The text in the database. One approval of two leaves a request pending there.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending | Self::HalfApproved => "pending",
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
            Self::HalfApproved(_) => Status::HalfApproved,
            Self::Approved(_) => Status::Approved,
            Self::Denied(_) => Status::Denied,
            Self::Reported(_) => Status::Reported,
            Self::Redeemed { .. } => Status::Redeemed,
        }
    }

    /// Whether it still waits for an answer.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Pending | Self::HalfApproved(_))
    }

    /// The first of two approvals, whatever came after it.
    pub fn first_approval(&self) -> Option<&Decision> {
        match self {
            Self::HalfApproved(first) => Some(first),
            other => other.decision()?.first_approval.as_deref(),
        }
    }

    /// The decision, where there is one.
    pub fn decision(&self) -> Option<&Decision> {
        match self {
            Self::Pending | Self::HalfApproved(_) => None,
            Self::Approved(decision)
            | Self::Denied(decision)
            | Self::Reported(decision)
            | Self::Redeemed { decision, .. } => Some(decision),
        }
    }

    /// Whether an approval by `user` counts now. `person` is whom the request is for, where it takes the
    /// approval of another person, too: one of the two has to be theirs.
    pub fn takes_approval(&self, user: &UserId, person: Option<&UserId>) -> bool {
        match (self, person) {
            (Self::Pending, _) => true,
            (Self::HalfApproved(first), Some(person)) => {
                first.user_id != *user && (first.user_id == *person || user == person)
            }
            _ => false,
        }
    }

    /// Whether an approval by this key would be the second one by the same key: then it is no proof of
    /// another person.
    pub fn has_approval_by(&self, key: &Jwk) -> bool {
        let Self::HalfApproved(Decision { device_key: Some(first), .. }) = self else { return false };
        matches!((first.thumbprint(), key.thumbprint()), (Ok(first), Ok(key)) if first == key)
    }

    /// Records an answer. `person` is as in [`takes_approval`](Self::takes_approval), which has to hold for
    /// an approval. A denial counts while the request [`is_open`](Self::is_open), whoever approved before.
    pub fn decide(
        self,
        outcome: DecisionOutcome,
        decision: Decision,
        person: Option<&UserId>,
    ) -> Result<Self, InvalidTransition> {
        let approved = outcome == DecisionOutcome::Approved;
        let counts = if approved { self.takes_approval(&decision.user_id, person) } else { self.is_open() };
        let next = |decision| match outcome {
            DecisionOutcome::Approved => Self::Approved(decision),
            DecisionOutcome::Denied => Self::Denied(decision),
            DecisionOutcome::Reported => Self::Reported(decision),
        };
        match self {
            Self::Pending if approved && person.is_some() => Ok(Self::HalfApproved(decision)),
            Self::Pending => Ok(next(decision)),
            Self::HalfApproved(first) if counts => {
                Ok(next(Decision { first_approval: Some(Box::new(first)), ..decision }))
            }
            other => Err(InvalidTransition { from: other.status(), to: next(decision).status() }),
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
        by("hanna")
    }

    fn by(user: &str) -> Decision {
        Decision {
            user_id: user.into(),
            device_id: "dev_a".into(),
            decided_at: Timestamp::UNIX_EPOCH,
            jws: "a.b.c".to_owned(),
            device_key: None,
            granted_details: None,
            reason: None,
            test_key: false,
            first_approval: None,
        }
    }

    #[test]
    fn only_a_pending_request_can_be_decided() {
        let approved = RequestState::Pending.decide(DecisionOutcome::Approved, decision(), None).unwrap();
        let error = approved.decide(DecisionOutcome::Denied, decision(), None).unwrap_err();
        assert_eq!(error, InvalidTransition { from: Status::Approved, to: Status::Denied });
    }

    #[test]
    fn only_an_approval_can_be_redeemed_and_only_once() {
        let denied = RequestState::Pending.decide(DecisionOutcome::Denied, decision(), None).unwrap();
        assert!(denied.redeem(Timestamp::UNIX_EPOCH).is_err());
        assert!(RequestState::Pending.redeem(Timestamp::UNIX_EPOCH).is_err());
        let redeemed = RequestState::Approved(decision()).redeem(Timestamp::UNIX_EPOCH).unwrap();
        assert!(redeemed.redeem(Timestamp::UNIX_EPOCH).is_err());
    }

    #[test]
    fn one_key_is_known_whatever_it_is_called() {
        let key = Jwk::ed25519(&[7; 32]);
        let half = RequestState::HalfApproved(Decision { device_key: Some(key.clone()), ..decision() });
        assert!(half.has_approval_by(&key));
        let mut renamed = key.clone();
        renamed.kid = Some("another name".to_owned());
        assert!(half.has_approval_by(&renamed));
        assert!(!half.has_approval_by(&Jwk::ed25519(&[8; 32])));
        assert!(!RequestState::HalfApproved(decision()).has_approval_by(&key), "the test hooks have no key");
        assert!(!RequestState::Pending.has_approval_by(&key));
    }

    #[test]
    fn two_approvals_are_the_persons_and_anothers_and_a_denial_ends_it() {
        let hanna = UserId::from("hanna");
        let decide = |state: &RequestState, outcome, user| state.clone().decide(outcome, by(user), Some(&hanna));
        for (first, second) in [("hanna", "omar"), ("omar", "hanna")] {
            let half = decide(&RequestState::Pending, DecisionOutcome::Approved, first).unwrap();
            assert_eq!((half.status(), half.decision()), (Status::HalfApproved, None));
            assert!(half.is_open() && half.clone().redeem(Timestamp::UNIX_EPOCH).is_err());
            let again = decide(&half, DecisionOutcome::Approved, first).unwrap_err();
            assert_eq!(again, InvalidTransition { from: Status::HalfApproved, to: Status::Approved });
            assert_eq!(decide(&half, DecisionOutcome::Approved, "mia").is_ok(), first == "hanna", "two others");
            let whole = decide(&half, DecisionOutcome::Approved, second).unwrap();
            let people: Vec<_> = whole.decision().unwrap().all().map(|decision| decision.user_id.as_str()).collect();
            assert_eq!((whole.status(), people), (Status::Approved, vec![second, first]));
            for user in ["hanna", "omar", "mia"] {
                let denied = decide(&half, DecisionOutcome::Denied, user).unwrap();
                assert_eq!(denied.status(), Status::Denied, "{user}");
                assert_eq!(denied.first_approval().unwrap().user_id.as_str(), first);
                assert!(decide(&denied, DecisionOutcome::Denied, user).is_err());
            }
        }
        let denied = decide(&RequestState::Pending, DecisionOutcome::Denied, "omar").unwrap();
        assert_eq!(denied.status(), Status::Denied);
    }
}
