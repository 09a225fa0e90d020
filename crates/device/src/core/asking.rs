//! The operating system's question whether it is the person: one at a time, for as long as it has a reason.

use std::time::Duration;

use tokio::sync::MutexGuard;
use tokio::sync::broadcast::error::RecvError;

use super::Core;
use crate::error::{DeviceError, ErrorCode};
use crate::verification::{Purpose, UserVerifier, Verification};

/// How long the question stays open.
const PATIENCE: Duration = Duration::from_mins(2);

/// The right to have a question open. Nobody else has it until this is dropped.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    _held: MutexGuard<'a, ()>,
}

impl Core {
    /// Takes the turn to ask.
    pub(crate) fn turn_to_ask(&self) -> Result<Turn<'_>, DeviceError> {
        match self.asking.try_lock() {
            Ok(held) => Ok(Turn { _held: held }),
            Err(_) => {
                Err(DeviceError::new(ErrorCode::NotDecidable, "The system asks already. Answer or close that first."))
            }
        }
    }

    /// Has the system ask, and withdraws the question once `lost` says why it has no reason any more. `None`:
    /// nobody answered in time.
    pub(crate) async fn ask(
        &self,
        verifier: &dyn UserVerifier,
        purpose: Purpose,
        lost: impl Fn() -> Option<DeviceError>,
    ) -> Result<Option<Verification>, DeviceError> {
        tokio::select! {
            answer = verifier.verify(purpose) => Ok(Some(answer)),
            error = self.until(lost) => Err(error),
            () = tokio::time::sleep(PATIENCE) => Ok(None),
        }
    }

    /// Waits until `lost` says something, looking again after every event.
    async fn until(&self, lost: impl Fn() -> Option<DeviceError>) -> DeviceError {
        let mut events = self.events.subscribe();
        loop {
            if let Some(error) = lost() {
                return error;
            }
            // Who missed events looks again, and so misses nothing.
            if matches!(events.recv().await, Err(RecvError::Closed)) {
                std::future::pending::<()>().await;
            }
        }
    }
}
