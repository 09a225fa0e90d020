//! A scripted answer: signed and sent like a person's, but for its fault.

use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::ids::ConsentId;

use super::faults::{Bent, Fault, Overheard};
use crate::commands::decide_by;
use crate::core::Core;
use crate::decision::{Answer, DenyReason};
use crate::error::{DeviceError, ErrorCode};

/// Answers a request. The faults of the connection as a whole are the player's.
pub(super) async fn decide(
    core: &Core,
    consent_id: &ConsentId,
    outcome: DecisionOutcome,
    reason: Option<DenyReason>,
    fault: Option<Fault>,
    overheard: &Overheard,
) -> Result<(), DeviceError> {
    match fault {
        Some(Fault::WrongCode) => return type_wrong_code(core, consent_id),
        Some(Fault::Replay) if overheard.is_empty() => {
            let message = "There is no earlier answer to replay. Nothing was sent.";
            return Err(DeviceError::new(ErrorCode::InvalidInput, message));
        }
        _ => {}
    }
    let sha256 = core.shown_sha256(consent_id);
    let answer = Answer::new(outcome, reason);
    decide_by(core, consent_id, sha256.as_deref(), answer, &Bent { fault, overheard }).await
}

fn type_wrong_code(core: &Core, consent_id: &ConsentId) -> Result<(), DeviceError> {
    // No code is empty.
    core.check_code_of(consent_id, Some(""))?;
    Err(DeviceError::new(ErrorCode::InvalidInput, "This request takes no code, so there is no wrong one."))
}
