//! Between Approve and the signature: the operating system verifies that it is the person.
//!
//! The gesture was given and counted before. The system's window takes the focus meanwhile, which
//! takes nothing back; what ends the request, changes it, closes its view or locks the device
//! withdraws the question, and nothing is signed. All that is checked before an answer is sent is
//! checked after it.

use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use waxseal_protocol::device::{DecisionOutcome, UserVerification};
use waxseal_protocol::ids::ConsentId;

use super::check;
use crate::core::{Core, Target};
use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};
use crate::event::DeviceEvent;
use crate::inbox::ItemState;
use crate::preferences::VerificationPreference;
use crate::verification::{Availability, Purpose, Verification};

/// How long the system's question stays open.
const PATIENCE: Duration = Duration::from_mins(2);

impl Device {
    /// Whether the operating system can verify that it is the person.
    pub async fn verification_availability(&self) -> Availability {
        match &self.core.verifier {
            Some(verifier) => verifier.availability().await,
            None => Availability::Unavailable { reason: NO_VERIFIER.to_owned() },
        }
    }

    /// The shell hid or closed a window: no question that was asked for it stays open.
    pub fn window_closed(&self, window: &str) {
        self.core.views().withdraw(window);
        self.core.tell(DeviceEvent::Changed);
    }

    /// The page shows something else than a view: it can no longer be answered.
    pub fn leave_view(&self, view_token: &str) {
        if self.core.views().leave(view_token) {
            self.core.tell(DeviceEvent::Changed);
        }
    }
}

impl Core {
    /// Has the operating system verify that the person approves what a view shows, as far as it can and
    /// the person wants it.
    pub(super) async fn verify_person(
        &self,
        view_token: &str,
        target: &Target,
    ) -> Result<UserVerification, DeviceError> {
        let preference = self.preferences.get().verification;
        let verifier = match (&self.verifier, preference) {
            (_, VerificationPreference::Off) | (None, VerificationPreference::WhenAvailable) => {
                return Ok(UserVerification::None);
            }
            (None, VerificationPreference::Required) => return Err(cannot(NO_VERIFIER)),
            (Some(verifier), _) => verifier.as_ref(),
        };
        let _one_at_a_time = self.asking.try_lock().map_err(|_| asked_already())?;
        let asked = self.begin_verifying(view_token, target)?;
        let answer = tokio::select! {
            answer = verifier.verify(Purpose::Approve) => answer,
            error = self.no_longer_asked(view_token, target) => return Err(error),
            () = tokio::time::sleep(PATIENCE) => return Err(not_verified("The system's question was not answered in time.")),
        };
        // What was withdrawn in the instant of the answer is withdrawn.
        if let Some(error) = self.why_not_asked(view_token, target) {
            return Err(error);
        }
        drop(asked);
        self.touch();
        match answer {
            Verification::Verified => Ok(UserVerification::Os),
            Verification::Refused => Err(not_verified("The system did not confirm that it is you.")),
            Verification::Dismissed => Err(not_verified("The system's question was closed.")),
            Verification::Forbidden => Err(forbidden()),
            Verification::Failed { reason } => Err(cannot(&reason)),
            Verification::Unavailable { reason } if preference == VerificationPreference::Required => {
                Err(cannot(&reason))
            }
            Verification::Unavailable { reason } => {
                tracing::warn!(reason, "Approved without the operating system's word on the person: {reason}");
                Ok(UserVerification::None)
            }
        }
    }

    /// Whether less may be asked for from now on: the system is asked, so that no page decides it. Where
    /// nothing can ask, nobody could otherwise change it again.
    pub(crate) async fn may_ask_less(&self) -> Result<(), DeviceError> {
        let Some(verifier) = &self.verifier else { return Ok(()) };
        let _one_at_a_time = self.asking.try_lock().map_err(|_| asked_already())?;
        let _errand = self.errand();
        let answer = tokio::select! {
            answer = verifier.verify(Purpose::AskLess) => answer,
            error = self.locked() => return Err(error),
            () = tokio::time::sleep(PATIENCE) => Verification::Dismissed,
        };
        match answer {
            Verification::Verified | Verification::Unavailable { .. } => self.refuse_when_locked(),
            Verification::Forbidden => Err(forbidden()),
            Verification::Failed { reason } => Err(cannot(&reason)),
            Verification::Refused | Verification::Dismissed => Err(DeviceError::new(
                ErrorCode::NotVerified,
                "The system did not confirm that it is you, so it goes on asking.",
            )),
        }
    }

    /// Waits until the device is locked.
    async fn locked(&self) -> DeviceError {
        let mut events = self.events.subscribe();
        loop {
            if let Err(locked) = self.refuse_when_locked() {
                return locked;
            }
            if matches!(events.recv().await, Err(RecvError::Closed)) {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Takes the item to `Verifying`, if it could be approved now.
    fn begin_verifying(&self, view_token: &str, target: &Target) -> Result<Asked<'_>, DeviceError> {
        let before = {
            let mut inbox = self.inbox();
            let item =
                check(self, &mut inbox, &target.consent_id, target.sha256.as_deref(), DecisionOutcome::Approved)?;
            std::mem::replace(&mut item.state, ItemState::Verifying)
        };
        self.views().ask(view_token);
        self.tell(DeviceEvent::Changed);
        Ok(Asked { core: self, consent_id: target.consent_id.clone(), before: Some(before) })
    }

    /// Waits until the question has lost its reason.
    async fn no_longer_asked(&self, view_token: &str, target: &Target) -> DeviceError {
        let mut events = self.events.subscribe();
        loop {
            if let Some(error) = self.why_not_asked(view_token, target) {
                return error;
            }
            // Who missed events looks again, and so misses nothing.
            if matches!(events.recv().await, Err(RecvError::Closed)) {
                std::future::pending::<()>().await;
            }
        }
    }

    fn why_not_asked(&self, view_token: &str, target: &Target) -> Option<DeviceError> {
        if let Err(locked) = self.refuse_when_locked() {
            return Some(locked);
        }
        let open = {
            let inbox = self.inbox();
            let item = inbox.get(&target.consent_id);
            let same = |sha256: &str| target.sha256.as_deref() == Some(sha256);
            item.is_some_and(|item| {
                item.state == ItemState::Verifying && item.shown.as_ref().is_some_and(|shown| same(&shown.sha256))
            })
        };
        if !open {
            let message = "The request is no longer what it was. Nothing was signed.";
            return Some(DeviceError::new(ErrorCode::NotDecidable, message));
        }
        let shown = self
            .views()
            .get_mut(view_token)
            .is_some_and(|view| view.asking && view.shown.as_slice() == std::slice::from_ref(target));
        (!shown).then(|| not_verified("The request is no longer on screen."))
    }
}

/// An item about which the system asks. However that ends, the item does not stay so.
#[derive(Debug)]
struct Asked<'a> {
    core: &'a Core,
    consent_id: ConsentId,
    before: Option<ItemState>,
}

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        {
            let mut inbox = self.core.inbox();
            let verifying = |item: &&mut crate::inbox::Item| item.state == ItemState::Verifying;
            let Some(item) = inbox.get_mut(&self.consent_id).filter(verifying) else { return };
            let Some(before) = self.before.take() else { return };
            item.state = before;
        }
        self.core.tell(DeviceEvent::Changed);
    }
}

const NO_VERIFIER: &str = "Waxseal cannot ask this system for your password.";

fn not_verified(why: &str) -> DeviceError {
    DeviceError::new(ErrorCode::NotVerified, format!("{why} Nothing was signed; you can try again."))
}

fn cannot(reason: &str) -> DeviceError {
    let message = format!("Your system cannot be asked whether it is you, and nothing was signed. {reason}");
    DeviceError::new(ErrorCode::VerificationUnavailable, message)
}

fn forbidden() -> DeviceError {
    let message = "A rule of this computer lets nobody here confirm who they are. Nothing was signed.";
    DeviceError::new(ErrorCode::VerificationForbidden, message)
}

fn asked_already() -> DeviceError {
    DeviceError::new(ErrorCode::NotDecidable, "The system asks already. Answer or close that first.")
}
