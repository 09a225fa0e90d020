//! Guardian's error body.

use serde::{Deserialize, Serialize};

use super::Outcome;
use crate::jose::NumericDate;

/// `{"statusCode":404,"errorCode":"login_transaction_not_found","error":"Not Found","message":"…"}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GuardianErrorBody {
    /// The HTTP status again.
    pub status_code: u16,
    /// What a device matches on.
    pub error_code: String,
    /// The HTTP reason phrase.
    pub error: String,
    /// What a developer reads.
    pub message: String,
}

/// The answer to a decision that came second: Guardian's error, and who was first.
///
/// With the error code `already_approved` it still waits for somebody else: this person, or this key,
/// approved it before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRefusal {
    /// Guardian's members.
    #[serde(flatten)]
    pub error: GuardianErrorBody,
    /// How the request ended.
    pub outcome: Outcome,
    /// The name of the device that answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The name of the person who answered, where that is not the person of this device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Whether it was the device that now asks: its first answer arrived, only the reply was lost.
    pub by_this_device: bool,
    /// When.
    pub at: NumericDate,
}

impl DecisionRefusal {
    /// The error code of a request that still waits.
    pub const HALF: &'static str = "already_approved";

    /// Whether the request still waits for the other one of two people.
    pub fn is_half(&self) -> bool {
        self.error.error_code == Self::HALF
    }
}
