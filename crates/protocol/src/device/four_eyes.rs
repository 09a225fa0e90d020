//! Four eyes: two people have to approve.
//!
//! Who they can be is part of what is asked, and an approval is bound to it: [`FourEyes`] is in the
//! consent. How many have approved is no part of it, because it changes: [`Approvals`] stands beside
//! the consent, under the same signature.

use serde::{Deserialize, Serialize};

use super::Consent;
use crate::ids::UserId;
use crate::jose::NumericDate;

/// Who has to approve: the person, and any one of the second approvers.
///
/// ```
/// use waxseal_protocol::device::FourEyes;
/// let four_eyes: FourEyes = serde_json::from_str(
///     r#"{"person":{"user_id":"auth0|alice","name":"Alice"},
///         "second_approvers":[{"user_id":"auth0|bob","name":"Bob"}]}"#,
/// )?;
/// assert_eq!(four_eyes.person.name, "Alice");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FourEyes {
    /// The person in whose name the client will act: the one of the request's hint.
    pub person: Approver,
    /// Who can be the second. The person is none of them.
    pub second_approvers: Vec<Approver>,
}

/// Somebody who can approve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approver {
    /// Their id.
    pub user_id: UserId,
    /// Their name, as the server knows it.
    pub name: String,
}

/// How far the approvals of a request are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approvals {
    /// How many it takes.
    pub needed: u32,
    /// Those that were given, in their order.
    pub given: Vec<GivenApproval>,
}

/// One approval that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenApproval {
    /// By whom.
    pub user_id: UserId,
    /// Their name, as the server knows it.
    pub name: String,
    /// The name of their device.
    pub device: String,
    /// When the server took it, in seconds.
    pub at: NumericDate,
}

impl FourEyes {
    /// How many approvals it takes.
    pub const NEEDED: u32 = 2;

    /// Whether a person can be the second.
    pub fn is_second_approver(&self, user: &UserId) -> bool {
        *user != self.person.user_id && self.second_approvers.iter().any(|approver| approver.user_id == *user)
    }
}

impl Consent {
    /// Whether it is for a person to answer: for the one whose name it is in, and, where it takes two,
    /// for the second approvers. Consents of other servers name nobody, and are for whoever gets them.
    pub fn is_for(&self, user: &UserId) -> bool {
        self.user_id.as_ref().is_none_or(|person| person == user)
            || self.four_eyes.as_ref().is_some_and(|four_eyes| four_eyes.is_second_approver(user))
    }
}
