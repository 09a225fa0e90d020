//! Guardian's error body.

use serde::{Deserialize, Serialize};

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
