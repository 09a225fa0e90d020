//! Deciding: the person's answer to what is on screen.

mod send;
#[cfg(test)]
mod tests;
mod underway;
mod user_verification;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::device::DecisionOutcome;

#[cfg(feature = "script")]
pub(crate) use send::Conduct;
use send::{Honest, Sent, as_outcome, rehearse, send};
use underway::{Underway, not_sent};
use user_verification::Asked;

use crate::core::{Core, Target};
use crate::decision::{Answer, Care, DenyReason, Gesture, Hurdle, MAX_WRONG_CODES, Refusal};
use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};
use crate::event::DeviceEvent;
use crate::history::HistoryOutcome;
use crate::inbox::{Answerer, Inbox, Item, ItemState};
use crate::request_id::RequestId;

/// A decision as a page asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DecideInput {
    /// The view it is for.
    pub view_token: String,
    /// The answer.
    #[ts(type = "\"approved\" | \"denied\" | \"reported\"")]
    pub outcome: DecisionOutcome,
    /// How it was given.
    pub gesture: Gesture,
    /// Why it is denied, if the person said so.
    #[serde(default)]
    #[ts(optional)]
    pub reason: Option<DenyReason>,
    /// The code that the person typed, if one is asked for.
    #[serde(default)]
    #[ts(optional)]
    pub code: Option<String>,
}

impl Device {
    /// Signs and sends an answer to what the view shows, if the person had the time to see it.
    ///
    /// # Errors
    /// [`ErrorCode::NotArmed`], [`ErrorCode::PressAgain`], [`ErrorCode::WrongCode`] and
    /// [`ErrorCode::NotVerified`]: nothing was sent.
    /// [`ErrorCode::Changed`], [`ErrorCode::AnsweredElsewhere`] and [`ErrorCode::Expired`]: nothing
    /// was decided by this. [`ErrorCode::Offline`]: nothing was decided, try again. [`ErrorCode::FateUnknown`]: it
    /// was sent, and may have arrived; the same can be answered again.
    pub async fn decide(&self, input: DecideInput) -> Result<(), DeviceError> {
        let core = &self.core;
        core.refuse_when_locked()?;
        core.touch();
        let target = core.only_target(&input.view_token)?;
        let mut answer = Answer::new(input.outcome, input.reason);
        let mut asked = None;
        if input.outcome == DecisionOutcome::Approved {
            let hurdle = core.inbox().get(&target.request).and_then(|item| item.hurdle.clone());
            let deliberate = hurdle.as_ref().map_or(Care::Hold, Hurdle::care);
            // Nobody loses one of three tries by a code that is not typed yet.
            if hurdle.as_ref().is_some_and(|hurdle| hurdle.lacks(input.code.as_deref())) {
                return Err(not_armed(Refusal::CodeMissing));
            }
            core.approve_counts(&input.view_token, input.gesture, deliberate)?;
            core.check_code(&target.request, hurdle.as_ref(), input.code.as_deref())?;
            if hurdle.as_ref().is_some_and(Hurdle::has_code) {
                (answer.uv, asked) = core.verify_user(&input.view_token, &target).await?;
            }
        } else {
            core.deny_counts(&input.view_token)?;
        }
        let begun = begin(core, &target.request, target.sha256.as_deref(), answer, asked)?;
        give(core, begun, answer, &Honest).await
    }

    /// Signs and sends an answer without a person, for the headless device.
    ///
    /// # Errors
    /// [`ErrorCode::NotArmed`] unless the device was [started for it](Self::start_unattended). The desktop
    /// app is not.
    #[cfg(feature = "script")]
    pub async fn decide_unattended(&self, request: &RequestId, outcome: DecisionOutcome) -> Result<(), DeviceError> {
        self.core.refuse_with_window()?;
        let sha256 = self.core.shown_sha256(request);
        decide(&self.core, request, sha256.as_deref(), outcome.into()).await
    }

    /// A person's answer to what was printed: `sha256` is the digest of the card that they read. What
    /// takes a code takes it here too, unless the key is of the test class.
    ///
    /// # Errors
    /// As [`decide_unattended`](Self::decide_unattended) and [`decide`](Self::decide).
    #[cfg(feature = "script")]
    pub async fn decide_as_shown(
        &self,
        request: &RequestId,
        sha256: Option<&str>,
        outcome: DecisionOutcome,
        reason: Option<DenyReason>,
        code: Option<&str>,
    ) -> Result<(), DeviceError> {
        self.core.refuse_with_window()?;
        if outcome == DecisionOutcome::Approved {
            let takes_code =
                self.core.inbox().get(request).and_then(|item| item.hurdle.as_ref()).is_some_and(Hurdle::has_code);
            let by_script = self.has_test_key(&request.account_id);
            match code {
                Some(_) => self.core.check_code_of(request, code)?,
                None if takes_code && !by_script => return Err(not_armed(Refusal::CodeMissing)),
                None => {}
            }
        }
        decide(&self.core, request, sha256, Answer::new(outcome, reason)).await
    }
}

impl Core {
    /// What has a window is answered in it.
    #[cfg(feature = "script")]
    fn refuse_with_window(&self) -> Result<(), DeviceError> {
        if self.unattended {
            return Ok(());
        }
        Err(DeviceError::new(ErrorCode::NotArmed, "This device is answered at its window."))
    }

    /// The digest of what a request shows, if it could be verified.
    #[cfg(feature = "script")]
    pub(crate) fn shown_sha256(&self, id: &RequestId) -> Option<String> {
        self.inbox().get(id)?.shown.as_ref().map(|shown| shown.sha256.clone())
    }

    /// What a view of one request shows.
    fn only_target(&self, view_token: &str) -> Result<Target, DeviceError> {
        match self.views().get_mut(view_token).ok_or_else(view_gone)?.shown.as_slice() {
            [target] => Ok(target.clone()),
            _ => Err(DeviceError::new(ErrorCode::NotDecidable, "This view shows several requests.")),
        }
    }

    /// Whether an approval by this gesture counts now.
    pub(super) fn approve_counts(&self, view_token: &str, gesture: Gesture, care: Care) -> Result<(), DeviceError> {
        let now = self.clock().monotonic();
        let mut views = self.views();
        let view = views.get_mut(view_token).ok_or_else(view_gone)?;
        view.arming.approve(gesture, care, now).map_err(not_armed)
    }

    /// Whether a denial counts now.
    pub(super) fn deny_counts(&self, view_token: &str) -> Result<(), DeviceError> {
        let now = self.clock().monotonic();
        let mut views = self.views();
        let view = views.get_mut(view_token).ok_or_else(view_gone)?;
        view.arming.deny(now).map_err(not_armed)
    }

    /// Whether a code is the one that a request takes. A wrong one is counted.
    #[cfg(feature = "script")]
    pub(crate) fn check_code_of(&self, request: &RequestId, typed: Option<&str>) -> Result<(), DeviceError> {
        let hurdle = self.inbox().get(request).and_then(|item| item.hurdle.clone());
        self.check_code(request, hurdle.as_ref(), typed)
    }

    fn check_code(&self, request: &RequestId, hurdle: Option<&Hurdle>, typed: Option<&str>) -> Result<(), DeviceError> {
        if hurdle.is_none_or(|hurdle| hurdle.accepts(typed)) {
            return Ok(());
        }
        let wrong = self.inbox().get_mut(request).map_or(0, |item| {
            item.wrong_codes = item.wrong_codes.saturating_add(1);
            item.wrong_codes
        });
        let message = match MAX_WRONG_CODES.saturating_sub(wrong) {
            0 => GUESSED,
            1 => "That is not the code. One more try is left.",
            _ => "That is not the code. Look at where you started this.",
        };
        Err(DeviceError::new(ErrorCode::WrongCode, message))
    }
}

/// What is said after too many wrong codes.
const GUESSED: &str = "Three wrong codes. It can only be denied now.";

pub(super) fn view_gone() -> DeviceError {
    DeviceError::new(ErrorCode::UnknownRequest, "This view is closed. Open the request again.")
}

fn not_armed(refusal: Refusal) -> DeviceError {
    let (code, message) = match refusal {
        Refusal::PressAgain => (ErrorCode::PressAgain, "Press again to approve."),
        Refusal::TooSoon => (ErrorCode::NotArmed, "Too soon. Take the time to read it."),
        Refusal::NotFocused => (ErrorCode::NotArmed, "The window does not have the focus."),
        Refusal::NotSeen => (ErrorCode::NotArmed, "Not everything that matters has been on screen. Scroll through it."),
        Refusal::PointerNotMoved => {
            (ErrorCode::NotArmed, "The pointer was here before the request. Move it and try again.")
        }
        Refusal::HoldLonger => (ErrorCode::NotArmed, "Hold it a little longer."),
        Refusal::CodeMissing => (ErrorCode::NotArmed, "Type the whole code first."),
    };
    DeviceError::new(code, message)
}

pub(super) async fn decide(
    core: &Core,
    request: &RequestId,
    seen_sha256: Option<&str>,
    answer: Answer,
) -> Result<(), DeviceError> {
    decide_by(core, request, seen_sha256, answer, &Honest).await
}

pub(crate) async fn decide_by(
    core: &Core,
    request: &RequestId,
    seen_sha256: Option<&str>,
    answer: Answer,
    conduct: &impl send::Conduct,
) -> Result<(), DeviceError> {
    give(core, begin(core, request, seen_sha256, answer, None)?, answer, conduct).await
}

/// Gives an answer that was begun.
async fn give(
    core: &Core,
    (item, underway): (Item, Underway<'_>),
    answer: Answer,
    conduct: &impl send::Conduct,
) -> Result<(), DeviceError> {
    core.record_shown(item.id());
    let result = if item.practice { rehearse(core, &item, answer) } else { send(core, &item, answer, conduct).await };
    finish(core, &item, answer.outcome, underway, result)
}

/// The item, if this answer to what was seen can be given now.
fn check<'a>(
    core: &Core,
    inbox: &'a mut Inbox,
    request: &RequestId,
    seen_sha256: Option<&str>,
    outcome: DecisionOutcome,
) -> Result<&'a mut Item, DeviceError> {
    let item = inbox
        .get_mut(request)
        .ok_or_else(|| DeviceError::new(ErrorCode::UnknownRequest, "There is no such request."))?;
    let unverifiable = matches!(item.state, ItemState::Unverifiable { .. });
    let waits = unverifiable || item.state == ItemState::Awaiting;
    let can_be_refused = waits && outcome != DecisionOutcome::Approved;
    if !item.state.is_decidable() && !can_be_refused {
        let message = match &item.state {
            ItemState::Unverifiable { reason } => {
                format!("It cannot be verified, so it cannot be approved. {reason}")
            }
            ItemState::Checking => "It is still being verified.".to_owned(),
            ItemState::Verifying => "The system asks whether it is you. Answer or close that first.".to_owned(),
            ItemState::Sending => "An answer is on its way.".to_owned(),
            ItemState::Awaiting => "It is approved already, and waits for another person.".to_owned(),
            _ => "It is over.".to_owned(),
        };
        return Err(DeviceError::new(ErrorCode::NotDecidable, message));
    }
    let current = item.shown.as_ref().map(|shown| shown.sha256.as_str());
    if current != seen_sha256 || (current.is_none() && !unverifiable) {
        return Err(DeviceError::new(ErrorCode::Changed, "The details changed. Read them again."));
    }
    let refusal = item.shown.as_ref().and_then(|shown| shown.card.deny_only.clone());
    if let Some(reason) = refusal.filter(|_| outcome == DecisionOutcome::Approved) {
        return Err(DeviceError::new(ErrorCode::NotDecidable, reason));
    }
    if outcome == DecisionOutcome::Approved && item.wrong_codes >= MAX_WRONG_CODES {
        return Err(DeviceError::new(ErrorCode::NotDecidable, GUESSED));
    }
    let online = item.practice || core.runtime(item.account_id()).is_some_and(|runtime| runtime.is_online());
    if !online {
        let message = "You are offline. Nothing was sent, and nothing will be until you answer again.";
        return Err(not_sent(core, request, DeviceError::new(ErrorCode::Offline, message)));
    }
    Ok(item)
}

/// Takes the item from `Ready`, or from the system's question about it, to `Sending`, so that two answers do
/// not run at once.
fn begin<'a>(
    core: &'a Core,
    request: &RequestId,
    seen_sha256: Option<&str>,
    answer: Answer,
    mut asked: Option<Asked<'_>>,
) -> Result<(Item, Underway<'a>), DeviceError> {
    let (item, before) = {
        let mut inbox = core.inbox();
        if let Some(asked) = &mut asked {
            asked.end(&mut inbox)?;
        }
        let item = check(core, &mut inbox, request, seen_sha256, answer.outcome);
        // What was asked about is again what it was, and pages that show the question look again.
        let item = item.inspect_err(|_| core.tell(DeviceEvent::Changed))?;
        let before = std::mem::replace(&mut item.state, ItemState::Sending);
        (item.clone(), before)
    };
    core.tell(DeviceEvent::Changed);
    let underway = Underway { core, request: request.clone(), before };
    Ok((item, underway))
}

fn finish(
    core: &Core,
    item: &Item,
    outcome: DecisionOutcome,
    underway: Underway<'_>,
    sent: Sent,
) -> Result<(), DeviceError> {
    let at = core.runtime(item.account_id()).map_or_else(|| core.clock().now(), |runtime| runtime.server_now(core));
    match sent {
        Sent::Accepted => {
            core.close(item.id(), HistoryOutcome::from(as_outcome(outcome)), Answerer::default(), at);
            Ok(())
        }
        Sent::Half => {
            core.half_approved(item.id(), &Answerer::default(), at);
            Ok(())
        }
        Sent::Overtaken { by, at, error } => {
            core.half_approved(item.id(), &by, at);
            Err(error)
        }
        Sent::Over { outcome, by, error } => {
            core.close(item.id(), outcome, by, at);
            Err(error)
        }
        Sent::Changed(fresh) => {
            if let Some(item) = core.inbox().get_mut(item.id()).filter(|item| item.state.is_open()) {
                item.replace(*fresh);
            }
            core.step_up(item.id());
            // What was seen is not what is there now: it is opened and read anew.
            core.views().close(item.id());
            core.tell(DeviceEvent::Changed);
            Err(DeviceError::new(ErrorCode::Changed, "The details changed while you were reading. Read them again."))
        }
        Sent::Failed(error) | Sent::Unknown(error) => Err(underway.failed(error)),
    }
}
