//! Whether the operating system asks for the person before an approval that takes a code, and who may change
//! that.

use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};
use crate::event::DeviceEvent;
use crate::preferences::{Preferences, VerificationPreference};
use crate::verification::{Availability, NO_VERIFIER, Purpose, Verification, cannot, forbidden};

impl Device {
    /// Whether the operating system can verify that it is the person.
    pub async fn verification_availability(&self) -> Availability {
        match &self.core.verifier {
            Some(verifier) => verifier.availability().await,
            None => Availability::Unavailable { reason: NO_VERIFIER.to_owned() },
        }
    }

    /// Whether an approval that takes a code goes out without the operating system's word on the person, as far
    /// as that is known before: it is not to be asked, or it cannot be. A view that is told so says it, and
    /// only then is what it shows approved without that word.
    pub async fn approves_unverified(&self, view_token: &str) -> bool {
        let unverified = match self.preferences().verification {
            VerificationPreference::Off => true,
            VerificationPreference::Required => false,
            VerificationPreference::WhenAvailable => {
                matches!(self.verification_availability().await, Availability::Unavailable { .. })
            }
        };
        if unverified {
            self.core.views().say_unasked(view_token);
        }
        unverified
    }

    /// Chooses whether the system is asked, and says what is kept. To ask for less takes what it asks for;
    /// while it asks, nothing else waits.
    ///
    /// # Errors
    /// [`ErrorCode::NotVerified`], [`ErrorCode::VerificationUnavailable`], [`ErrorCode::VerificationForbidden`]:
    /// it goes on asking for as much as before. [`ErrorCode::NotDecidable`]: it asks something already.
    pub async fn set_verification(&self, wanted: VerificationPreference) -> Result<Preferences, DeviceError> {
        self.core.refuse_when_locked()?;
        if wanted < self.preferences().verification {
            self.may_ask_less().await?;
        }
        let kept = self.core.preferences.change(|kept| kept.verification = wanted)?;
        self.core.tell(DeviceEvent::Changed);
        Ok(kept)
    }

    /// Whether less may be asked for from now on: the system is asked, so that no page decides it. Where
    /// nothing can ask, nobody could otherwise change it again.
    async fn may_ask_less(&self) -> Result<(), DeviceError> {
        let core = &self.core;
        let Some(verifier) = &core.verifier else { return Ok(()) };
        let _turn = core.turn_to_ask()?;
        let _errand = core.errand();
        match core.ask(verifier.as_ref(), Purpose::AskLess, || core.refuse_when_locked().err()).await? {
            Some(Verification::Verified | Verification::Unavailable { .. }) => core.refuse_when_locked(),
            Some(Verification::Forbidden) => Err(forbidden()),
            Some(Verification::Failed { reason }) => Err(cannot(&reason)),
            Some(Verification::Refused | Verification::Dismissed) | None => Err(DeviceError::new(
                ErrorCode::NotVerified,
                "The system did not confirm that it is you, so it goes on asking.",
            )),
        }
    }
}
