//! What happens around a view.

use crate::decision::{PageSignal, Readiness};
use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};
use crate::event::DeviceEvent;

impl Device {
    /// Takes a report of the page and says whether Approve is armed.
    pub fn observe(&self, view_token: &str, signal: PageSignal) -> Result<Readiness, DeviceError> {
        let now = self.core.clock().monotonic();
        let mut views = self.core.views();
        let view = views.get_mut(view_token).ok_or_else(gone)?;
        view.arming.page(signal, now);
        if matches!(signal, PageSignal::KeyDown | PageSignal::PointerMoved) {
            self.core.touch();
        }
        Ok(view.arming.readiness(now))
    }

    /// Whether Approve is armed.
    pub fn readiness(&self, view_token: &str) -> Result<Readiness, DeviceError> {
        let now = self.core.clock().monotonic();
        let mut views = self.core.views();
        let view = views.get_mut(view_token).ok_or_else(gone)?;
        Ok(view.arming.readiness(now))
    }

    /// The page shows something else than a view: it can no longer be answered.
    pub fn leave_view(&self, view_token: &str) {
        if self.core.views().leave(view_token) {
            self.core.tell(DeviceEvent::Changed);
        }
    }

    /// The shell hid or closed a window: no question that was asked for it stays open.
    pub fn window_closed(&self, window: &str) {
        self.core.views().withdraw(window);
        self.core.tell(DeviceEvent::Changed);
    }

    /// The shell saw a window get or lose the focus, appear or disappear. Pages cannot call this.
    pub fn window_focus(&self, window: &str, focused: bool) {
        let now = self.core.clock().monotonic();
        self.core.views().focus(window, focused, now);
    }
}

fn gone() -> DeviceError {
    DeviceError::new(ErrorCode::UnknownRequest, "This view is closed. Open the request again.")
}
