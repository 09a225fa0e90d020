//! What goes on between this device, its key store and a server, and would be left half done by the end
//! of the program.

use std::sync::atomic::Ordering;

use super::Core;
use crate::event::DeviceEvent;

/// Something on its way, until dropped.
#[derive(Debug)]
pub(crate) struct Errand<'a>(&'a Core);

impl Core {
    /// Something begins that should not be left half done.
    pub(crate) fn errand(&self) -> Errand<'_> {
        self.errands.fetch_add(1, Ordering::Relaxed);
        Errand(self)
    }

    /// How many are on their way.
    pub(crate) fn errands(&self) -> u32 {
        self.errands.load(Ordering::Relaxed)
    }
}

impl Drop for Errand<'_> {
    fn drop(&mut self) {
        self.0.errands.fetch_sub(1, Ordering::Relaxed);
        // Who waited for it looks again.
        self.0.tell(DeviceEvent::Changed);
    }
}
