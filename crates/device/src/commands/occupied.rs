//! What the end of this program would interrupt: asked before it ends for anything but the person's own
//! wish to quit, such as an update.

use std::collections::HashSet;

use crate::device::Device;

/// What is going on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Occupied {
    /// Requests that are open, and answers whose fate is not known while their requests could still be open.
    pub requests: u32,
    /// Other things on their way between here, the key store and a server: enrolling, a new key.
    pub errands: u32,
}

impl Occupied {
    /// Whether nothing would be interrupted.
    pub fn is_free(self) -> bool {
        self == Self::default()
    }
}

impl Device {
    /// What the end of this program would interrupt now. The lock hides none of it: it says how many, and
    /// nothing else.
    pub fn occupied(&self) -> Occupied {
        let core = &self.core;
        let requests = {
            let inbox = core.inbox();
            let open = inbox.sorted().into_iter().filter(|item| item.state.is_open()).map(|item| item.id().clone());
            let mut ids: HashSet<_> = open.collect();
            // After a start, the journal is there before the requests are.
            let on_their_way = core.journal.all().into_iter();
            let now = core.clock().now();
            ids.extend(
                on_their_way.filter(|entry| entry.notification.exp.timestamp() > now).map(|entry| entry.id().clone()),
            );
            ids.len()
        };
        Occupied { requests: u32::try_from(requests).unwrap_or(u32::MAX), errands: core.errands() }
    }
}
