//! Putting a request on screen.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::core::Target;
use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};
use crate::request_id::RequestId;

/// A view that was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OpenedRequest {
    /// Names the view in everything that follows.
    pub view_token: String,
    /// The digest of what the view shows, if there is something to decide.
    pub consent_sha256: Option<String>,
}

impl Device {
    /// Opens a view of a request in a window and starts to measure whether the person sees it.
    /// Decisions name the view, so a decision can only be for what was on screen.
    pub fn open_request(&self, window: &str, request: &RequestId) -> Result<OpenedRequest, DeviceError> {
        self.core.refuse_when_locked()?;
        let consent_sha256 = {
            let inbox = self.core.inbox();
            let item = inbox
                .get(request)
                .ok_or_else(|| DeviceError::new(ErrorCode::UnknownRequest, "There is no such request."))?;
            item.shown.as_ref().map(|shown| shown.sha256.clone())
        };
        self.core.record_shown(request);
        let target = Target { request: request.clone(), sha256: consent_sha256.clone() };
        let view_token = self.core.open_view(window, vec![target]);
        Ok(OpenedRequest { view_token, consent_sha256 })
    }
}
