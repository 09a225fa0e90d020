//! The operating system's own question whether it is the person: a shell that can have it asked implements
//! [`UserVerifier`].
//!
//! The system asks in a window of its own, which neither a page nor a window over the app can answer.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{DeviceError, ErrorCode};

/// Whether the system can ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Availability {
    /// It can.
    Available,
    /// It cannot.
    Unavailable {
        /// Why, in a sentence.
        reason: String,
    },
    /// It did not say. An approval would find out, and would not go out without its word.
    Failed {
        /// Why, in a sentence.
        reason: String,
    },
    /// Its rules let nobody here confirm.
    Forbidden,
}

/// What the person is asked to confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// An approval that they gave.
    Approve,
    /// That less is asked for from now on.
    AskLess,
}

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verification {
    /// The system asked, and says that it is the person.
    Verified,
    /// The system asked, and says no: a wrong password.
    Refused,
    /// The system says no without asking: its rules forbid it.
    Forbidden,
    /// Somebody closed the question.
    Dismissed,
    /// The system has nothing that could ask. Nobody who takes over a page can bring this about.
    Unavailable {
        /// Why, in a sentence.
        reason: String,
    },
    /// The system could not ask at this moment, which says nothing about the next.
    Failed {
        /// Why, in a sentence.
        reason: String,
    },
}

/// Has the operating system verify that it is the person.
#[async_trait]
pub trait UserVerifier: std::fmt::Debug + Send + Sync {
    /// Whether the system can ask. Asks nothing.
    async fn availability(&self) -> Availability;

    /// Has the system ask now, for this one time. When the future is dropped before its end, the question is
    /// withdrawn.
    async fn verify(&self, purpose: Purpose) -> Verification;
}

/// Why a device whose shell has nothing that asks cannot ask.
pub(crate) const NO_VERIFIER: &str = "Waxseal cannot ask this system for your password.";

/// The refusal where the system cannot be asked, though it has to be.
pub(crate) fn cannot(reason: &str) -> DeviceError {
    let message = format!("Your system cannot be asked whether it is you, and nothing was signed. {reason}");
    DeviceError::new(ErrorCode::VerificationUnavailable, message)
}

/// The refusal where the system's rules let nobody confirm.
pub(crate) fn forbidden() -> DeviceError {
    let message = "A rule of this computer lets nobody here confirm who they are. Nothing was signed.";
    DeviceError::new(ErrorCode::VerificationForbidden, message)
}
