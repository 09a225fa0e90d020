//! What an answer, or the end of a request, means for the exit code.

use waxseal_device::decision::Friction;
use waxseal_device::script::{EndReason, Played};
use waxseal_device::{Device, DeviceError, ErrorCode, HistoryOutcome, ItemState, ItemView};

use crate::exit::Exit;
use crate::output;

/// Says that nothing of that name waits, and what is known of it.
pub(super) fn not_there(device: &Device, id: &str) -> Exit {
    let past = device.history().into_iter().find(|record| record.consent_id.as_str().starts_with(id) && !id.is_empty());
    match past {
        Some(record) => output::error(&format!(
            "{} is over: {}\nhint: waxseal device history",
            record.consent_id,
            word(record.outcome)
        )),
        None => output::error(&format!("no request {id} waits here\nhint: waxseal device pending")),
    }
    Exit::NotDecidable
}

/// What can be answered to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answers<'a> {
    /// Nothing, as it is now.
    Nothing,
    /// No, and nothing else.
    No,
    /// Yes too, and this is what it takes.
    Yes(&'a Friction),
}

impl<'a> Answers<'a> {
    pub(super) fn to(item: &'a ItemView) -> Self {
        let deny_only = item.card.as_ref().is_some_and(|card| card.deny_only.is_some());
        match item.state {
            ItemState::Unverifiable { .. } | ItemState::Awaiting => Self::No,
            ItemState::Ready | ItemState::Failed { .. } if deny_only => Self::No,
            ItemState::Ready | ItemState::Failed { .. } => Self::Yes(&item.friction),
            ItemState::Checking | ItemState::Verifying | ItemState::Sending | ItemState::Closed { .. } => Self::Nothing,
        }
    }
}

/// What is said of a request that cannot be verified: nothing of it is shown, and it can only be refused.
pub(super) fn unverifiable(reason: &str) -> String {
    format!("This request cannot be verified, so it cannot be approved. {reason}")
}

/// What is said beside that where nobody asks.
pub(super) const REFUSE_IT: &str = "hint: waxseal device decide ID --deny, or --report";

/// The end of a request in a word.
pub(super) fn word(outcome: HistoryOutcome) -> &'static str {
    match outcome {
        HistoryOutcome::Approved => "approved",
        HistoryOutcome::Denied => "denied",
        HistoryOutcome::Reported => "reported",
        HistoryOutcome::Expired => "expired",
        HistoryOutcome::Cancelled => "cancelled",
        HistoryOutcome::EndedAway => "ended while this device was away",
    }
}

/// Why an answer did not count.
pub(super) fn exit_of(error: &DeviceError) -> Exit {
    match error.code {
        ErrorCode::Offline | ErrorCode::FateUnknown => Exit::NotConnected,
        ErrorCode::Changed => Exit::Changed,
        ErrorCode::Expired => Exit::Expired,
        ErrorCode::AnsweredElsewhere => Exit::OverAlready,
        ErrorCode::NotDecidable | ErrorCode::UnknownRequest | ErrorCode::NotArmed | ErrorCode::WrongCode => {
            Exit::NotDecidable
        }
        _ => Exit::Failed,
    }
}

/// How a device that ran ends: by the outcome of its one request, or because it did what it was told.
pub(super) fn exit_of_run(played: Played, once: bool) -> Exit {
    match (played.reason, played.last) {
        (EndReason::Timeout, _) => Exit::TimedOut,
        (EndReason::Removed | EndReason::Nobody, _) => Exit::Failed,
        (EndReason::Count, Some(outcome)) if once => match outcome {
            HistoryOutcome::Approved => Exit::Done,
            HistoryOutcome::Denied | HistoryOutcome::Reported => Exit::Denied,
            HistoryOutcome::Expired => Exit::Expired,
            HistoryOutcome::Cancelled | HistoryOutcome::EndedAway => Exit::OverAlready,
        },
        (EndReason::Count | EndReason::Interrupted, _) => Exit::Done,
    }
}
