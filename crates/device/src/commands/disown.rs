//! "It was not me": an approval that somebody gave on another device of the person.

use crate::alerts::Sender;
use crate::api::ApiError;
use crate::core::capitalized;
use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};
use crate::event::DeviceEvent;
use crate::history::{HistoryOutcome, HistoryRecord};
use crate::request_id::RequestId;

impl Device {
    /// Tells the server, signed by this device, that an approval given on another one was not the person's,
    /// and mutes the client. Nothing that was granted is taken back by it.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownRequest`]: the history has no such approval. [`ErrorCode::Offline`]: the server was
    /// not told, and nothing was done.
    pub async fn disown(&self, request: &RequestId) -> Result<(), DeviceError> {
        let core = &self.core;
        core.refuse_when_locked()?;
        core.touch();
        let _errand = core.errand();
        let theirs = |record: &HistoryRecord| record.outcome == HistoryOutcome::Approved && record.by.is_some();
        let unknown = |message: &str| DeviceError::new(ErrorCode::UnknownRequest, message);
        let record = core.history.record(request).filter(theirs);
        let record = record.ok_or_else(|| unknown("No approval of another device is known here."))?;
        let runtime = core.runtime(&request.account_id).ok_or_else(|| unknown("This account was removed."))?;
        let Some(key) = core.key(&runtime).await else {
            let message = "The key is not to be had. Unlock the keyring and try again.";
            return Err(DeviceError::new(ErrorCode::KeyUnavailable, message));
        };
        let told = core.api.disown(runtime.account(), &key, &request.consent_id, runtime.server_now(core)).await;
        told.map_err(|error| explained(&error))?;
        if let Some(client) = record.card.as_ref().and_then(|card| card.client_id.as_ref()) {
            let name = record.card.as_ref().and_then(|card| card.client_name.as_ref()).unwrap_or(client);
            let sender = Sender { account: record.account_id, client: client.text.clone() };
            core.alerts().mute(sender, name.text.clone(), core.clock().monotonic());
        }
        core.tell(DeviceEvent::Changed);
        Ok(())
    }
}

fn explained(error: &ApiError) -> DeviceError {
    if error.is_passing() {
        return DeviceError::new(ErrorCode::Offline, "The server could not be reached. It was not told; try again.");
    }
    DeviceError::new(ErrorCode::Refused, capitalized(&error.to_string()))
}
