//! A scripted answer: signed and sent like a person's, but for its fault.

use waxseal_protocol::device::DecisionOutcome;

use super::faults::{Bent, Fault, Overheard};
use crate::commands::decide_by;
use crate::core::Core;
use crate::decision::{Answer, DenyReason};
use crate::error::{DeviceError, ErrorCode};
use crate::request_id::RequestId;

/// Answers a request. The faults of the connection as a whole are the player's.
pub(super) async fn decide(
    core: &Core,
    request: &RequestId,
    outcome: DecisionOutcome,
    reason: Option<DenyReason>,
    fault: Option<Fault>,
    overheard: &Overheard,
) -> Result<(), DeviceError> {
    match fault {
        Some(Fault::WrongCode) => return type_wrong_code(core, request),
        Some(Fault::Replay) if overheard.is_empty() => {
            let message = "There is no earlier answer to replay. Nothing was sent.";
            return Err(DeviceError::new(ErrorCode::InvalidInput, message));
        }
        _ => {}
    }
    let sha256 = core.shown_sha256(request);
    let answer = Answer::new(outcome, reason);
    decide_by(core, request, sha256.as_deref(), answer, &Bent { fault, overheard }).await
}

fn type_wrong_code(core: &Core, request: &RequestId) -> Result<(), DeviceError> {
    // No code is empty.
    core.check_code_of(request, Some(""))?;
    Err(DeviceError::new(ErrorCode::InvalidInput, "This request takes no code, so there is no wrong one."))
}
