//! User verification, between Approve and the signature: the operating system asks whether it is the person.
//!
//! The gesture was given and counted before. The system's window takes the focus meanwhile, which
//! takes nothing back; what ends the request, changes it, closes its view or locks the device
//! withdraws the question, and nothing is signed. All that is checked before an answer is sent is
//! checked after it, and nothing comes in between: from the question the request goes on to its answer.

use waxseal_protocol::device::{DecisionOutcome, UserVerification};

use super::check;
use crate::core::{Core, Target, Turn};
use crate::error::{DeviceError, ErrorCode};
use crate::event::DeviceEvent;
use crate::inbox::{Inbox, Item, ItemState};
use crate::preferences::VerificationPreference;
use crate::verification::{NO_VERIFIER, Purpose, Verification, cannot, forbidden};

impl Core {
    /// Has the operating system verify that the person approves what a view shows, as far as it can and
    /// the person wants it. What was asked about is held until the answer goes out.
    pub(super) async fn verify_user(
        &self,
        view_token: &str,
        target: &Target,
    ) -> Result<(UserVerification, Option<Asked<'_>>), DeviceError> {
        let preference = self.preferences.get().verification;
        let verifier = match (&self.verifier, preference) {
            (_, VerificationPreference::Off) | (None, VerificationPreference::WhenAvailable) => {
                if !self.views().says_unasked(view_token) {
                    return Err(unasked("Nobody asks for it."));
                }
                return Ok((UserVerification::None, None));
            }
            (None, VerificationPreference::Required) => return Err(cannot(NO_VERIFIER)),
            (Some(verifier), _) => verifier.as_ref(),
        };
        let asked = Asked::begin(self, view_token, target)?;
        let answer = self.ask(verifier, Purpose::Approve, || asked.lost(&self.inbox())).await?;
        self.touch();
        let uv = match answer {
            Some(Verification::Verified) => UserVerification::Os,
            None => return Err(not_verified("The system's question was not answered in time.")),
            Some(Verification::Refused) => return Err(not_verified("The system did not confirm that it is you.")),
            Some(Verification::Dismissed) => return Err(not_verified("The system's question was closed.")),
            Some(Verification::Forbidden) => return Err(forbidden()),
            Some(Verification::Failed { reason }) => return Err(cannot(&reason)),
            Some(Verification::Unavailable { reason }) if preference == VerificationPreference::Required => {
                return Err(cannot(&reason));
            }
            // Nobody goes without it who was not told before. The card says so from now on.
            Some(Verification::Unavailable { reason }) if !self.views().says_unasked(view_token) => {
                return Err(unasked(&reason));
            }
            Some(Verification::Unavailable { reason }) => {
                tracing::warn!(reason, "Approved without the operating system's word on the person: {reason}");
                UserVerification::None
            }
        };
        Ok((uv, Some(asked)))
    }
}

/// A request about which the system asks. However that ends, it does not stay so.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    core: &'a Core,
    view_token: String,
    target: Target,
    /// What it was before, until it is something else again.
    before: Option<ItemState>,
    _turn: Turn<'a>,
}

impl<'a> Asked<'a> {
    /// Takes the request to `Verifying`, if it could be approved now.
    fn begin(core: &'a Core, view_token: &str, target: &Target) -> Result<Self, DeviceError> {
        let turn = core.turn_to_ask()?;
        let before = {
            let mut inbox = core.inbox();
            let item = check(core, &mut inbox, &target.request, target.sha256.as_deref(), DecisionOutcome::Approved)?;
            std::mem::replace(&mut item.state, ItemState::Verifying)
        };
        core.views().ask(view_token);
        core.tell(DeviceEvent::Changed);
        let (view_token, target) = (view_token.to_owned(), target.clone());
        Ok(Self { core, view_token, target, before: Some(before), _turn: turn })
    }

    /// The request is again what it was, for whoever holds the inbox: nobody else sees it so. An error if the
    /// question lost its reason in the instant of the answer.
    pub(super) fn end(&mut self, inbox: &mut Inbox) -> Result<(), DeviceError> {
        if let Some(error) = self.lost(inbox) {
            return Err(error);
        }
        self.put_back(inbox);
        Ok(())
    }

    /// Why the question has no reason any more.
    fn lost(&self, inbox: &Inbox) -> Option<DeviceError> {
        if let Err(locked) = self.core.refuse_when_locked() {
            return Some(locked);
        }
        let same = |item: &Item| {
            let sha256 = item.shown.as_ref().map(|shown| &shown.sha256);
            item.state == ItemState::Verifying && sha256.is_some() && sha256 == self.target.sha256.as_ref()
        };
        if !inbox.get(&self.target.request).is_some_and(same) {
            let message = "The request is no longer what it was. Nothing was signed.";
            return Some(DeviceError::new(ErrorCode::NotDecidable, message));
        }
        let mut views = self.core.views();
        let shown = views
            .get_mut(&self.view_token)
            .is_some_and(|view| view.asking && view.shown.as_slice() == std::slice::from_ref(&self.target));
        (!shown).then(|| not_verified("The request is no longer on screen."))
    }

    /// Whether that changed anything.
    fn put_back(&mut self, inbox: &mut Inbox) -> bool {
        let Some(before) = self.before.take() else { return false };
        match inbox.get_mut(&self.target.request) {
            Some(item) if item.state == ItemState::Verifying => {
                item.state = before;
                true
            }
            _ => false,
        }
    }
}

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        let core = self.core;
        let changed = self.put_back(&mut core.inbox());
        if changed {
            core.tell(DeviceEvent::Changed);
        }
    }
}

fn unasked(reason: &str) -> DeviceError {
    let message =
        format!("Nothing asked for your password, and nothing was signed. Approve again to go without it. {reason}");
    DeviceError::new(ErrorCode::VerificationUnavailable, message)
}

fn not_verified(why: &str) -> DeviceError {
    DeviceError::new(ErrorCode::NotVerified, format!("{why} Nothing was signed; you can try again."))
}
