//! Errors a UI can act on.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a UI matches on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ErrorCode {
    /// The link or code is not an enrolment.
    InvalidLink,
    /// The server refuses the enrolment code: used, expired or unknown.
    TicketRefused,
    /// This device is enrolled for this user already.
    AlreadyEnrolled,
    /// The server cannot be reached, and nothing was sent.
    Offline,
    /// It was sent, and whether it arrived is not known.
    FateUnknown,
    /// The server's certificate, its keys or its answers are not what they should be.
    Untrusted,
    /// There is no OS keyring, or it is locked.
    KeyUnavailable,
    /// The device's folder cannot be written.
    Storage,
    /// There is no such request here.
    UnknownRequest,
    /// The request is not in a state in which it can be decided.
    NotDecidable,
    /// The person has not had the time to see what this is.
    NotArmed,
    /// The first of two key presses that approve: press again.
    PressAgain,
    /// The request changed while it was on screen.
    Changed,
    /// Another device was faster.
    AnsweredElsewhere,
    /// Too late.
    Expired,
    /// The server refused for another reason.
    Refused,
    /// The code that was typed is not the one that is expected.
    WrongCode,
    /// The operating system did not say that it is the person.
    NotVerified,
    /// The operating system could not be asked whether it is the person.
    VerificationUnavailable,
    /// The operating system's rules let nobody here say that it is them.
    VerificationForbidden,
    /// The passphrase does not unlock.
    WrongPassphrase,
    /// The device is locked.
    Locked,
    /// What was given is not what is asked for.
    InvalidInput,
    /// The sample of a preview is no entry of its type.
    InvalidSample,
    /// This device was removed at the server.
    Revoked,
}

/// An error of a command: a code for programs, a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message}")]
#[ts(export)]
pub struct DeviceError {
    /// What a UI matches on.
    pub code: ErrorCode,
    /// What a person reads.
    pub message: String,
}

impl DeviceError {
    /// An error with its sentence.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}
