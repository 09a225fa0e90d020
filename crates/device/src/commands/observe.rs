//! What happens around a view.

use crate::decision::{PageSignal, Readiness};
use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};

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

    /// The shell saw a window get or lose the focus, appear or disappear. Pages cannot call this.
    pub fn window_focus(&self, window: &str, focused: bool) {
        let now = self.core.clock().monotonic();
        self.core.touch();
        self.core.views().focus(window, focused, now);
    }
}

fn gone() -> DeviceError {
    DeviceError::new(ErrorCode::UnknownRequest, "This view is closed. Open the request again.")
}
