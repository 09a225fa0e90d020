//! Trying again at once.

use crate::device::Device;

impl Device {
    /// Connects accounts that wait, and asks for keys that were not to be had.
    pub fn retry(&self) {
        for runtime in self.core.runtimes() {
            runtime.nudge();
        }
    }
}
