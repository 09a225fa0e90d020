//! An answer on its way, seen from the inbox.

use crate::core::Core;
use crate::error::{DeviceError, ErrorCode};
use crate::event::DeviceEvent;
use crate::inbox::ItemState;
use crate::request_id::RequestId;

/// An item while its answer is sent. However that ends, also when the sending is given up in the middle,
/// the item does not stay so.
#[derive(Debug)]
pub(super) struct Underway<'a> {
    pub(super) core: &'a Core,
    pub(super) request: RequestId,
    /// What it was before.
    pub(super) before: ItemState,
}

impl Underway<'_> {
    /// Nothing was decided, as far as is known: the person can answer again. Returns what they are told: where an
    /// earlier answer may have arrived, that stays so until the server says.
    pub(super) fn failed(self, error: DeviceError) -> DeviceError {
        let error = not_sent(self.core, &self.request, error);
        self.put_back(error.code, &error.message);
        error
    }

    fn put_back(&self, code: ErrorCode, reason: &str) {
        let next = match &self.before {
            // Why it cannot be verified, or whom it waits for, stays what matters.
            ItemState::Unverifiable { .. } | ItemState::Awaiting => self.before.clone(),
            _ => ItemState::Failed { code, reason: reason.to_owned() },
        };
        {
            let mut inbox = self.core.inbox();
            let sending = |item: &&mut crate::inbox::Item| matches!(item.state, ItemState::Sending);
            let Some(item) = inbox.get_mut(&self.request).filter(sending) else { return };
            item.state = next;
        }
        self.core.tell(DeviceEvent::Changed);
    }
}

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        self.put_back(ErrorCode::FateUnknown, LOST);
    }
}

/// What is said when nobody knows how far it came.
const LOST: &str = "Sending your answer was broken off. Whether it arrived is not known; try again.";

/// Why an answer was not sent, beside one that may have arrived before.
pub(super) fn not_sent(core: &Core, request: &RequestId, error: DeviceError) -> DeviceError {
    if core.journal.entry(request).is_none() || error.code == ErrorCode::FateUnknown {
        return error;
    }
    DeviceError::new(ErrorCode::FateUnknown, format!("{} {EARLIER}", error.message))
}

/// What is said of an answer that was given before the one that failed.
const EARLIER: &str = "Whether your earlier answer arrived is not known.";
