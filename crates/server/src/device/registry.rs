//! Which devices are connected to this node. The newest connection of a device wins.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;
use waxseal_protocol::device::ServerFrame;
use waxseal_protocol::ids::{ConsentId, DeviceId};

/// How many frames may wait for one slow device. Beyond, it is dropped and re-reads its list.
const QUEUE: usize = 64;

/// The connected devices.
#[derive(Debug, Default)]
pub(crate) struct ConnectionRegistry {
    connections: Mutex<HashMap<DeviceId, Entry>>,
    next: AtomicU64,
    /// What reached each device since the server started, and still waited the last time that was looked at.
    arrivals: Mutex<HashMap<DeviceId, HashSet<ConsentId>>>,
}

#[derive(Debug)]
struct Entry {
    number: u64,
    frames: mpsc::Sender<ServerFrame>,
}

/// One connection's place in the registry.
#[derive(Debug)]
pub(crate) struct Registered {
    pub(crate) number: u64,
    /// Frames to send. Closed when a newer connection took over or the device is too slow.
    pub(crate) frames: mpsc::Receiver<ServerFrame>,
}

impl ConnectionRegistry {
    /// Takes a connection in. An older one of the same device hears `bye` and ends.
    pub(crate) fn register(&self, device: &DeviceId) -> Registered {
        let (sender, frames) = mpsc::channel(QUEUE);
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let older = self.lock().insert(device.clone(), Entry { number, frames: sender });
        if let Some(older) = older {
            // The newer one is already here, so there is no reason to come back soon.
            older.frames.try_send(ServerFrame::Bye { retry_after_ms: 60_000 }).ok();
        }
        Registered { number, frames }
    }

    /// Takes a connection out, unless a newer one stands in its place.
    pub(crate) fn unregister(&self, device: &DeviceId, number: u64) {
        let mut connections = self.lock();
        if connections.get(device).is_some_and(|entry| entry.number == number) {
            connections.remove(device);
        }
    }

    /// Whether a device is connected here.
    pub(crate) fn is_connected(&self, device: &DeviceId) -> bool {
        self.lock().contains_key(device)
    }

    /// Hands a frame to a device if it is connected here. Never waits.
    pub(crate) fn send(&self, device: &DeviceId, frame: ServerFrame) {
        let mut connections = self.lock();
        let Some(entry) = connections.get(device) else { return };
        if entry.frames.try_send(frame).is_err() {
            connections.remove(device);
        }
    }

    /// A request reached a device. Returns whether that is new.
    pub(crate) fn has_arrived(&self, device: &DeviceId, id: &ConsentId) -> bool {
        self.arrivals().entry(device.clone()).or_default().insert(id.clone())
    }

    /// Forgets the requests that a device has no more.
    pub(crate) fn keep_arrivals(&self, device: &DeviceId, waits: impl Fn(&ConsentId) -> bool) {
        if let Some(arrived) = self.arrivals().get_mut(device) {
            arrived.retain(waits);
        }
    }

    /// Ends the connection of a device whose enrolment is over.
    pub(crate) fn revoke(&self, device: &DeviceId) {
        self.arrivals().remove(device);
        if let Some(entry) = self.lock().remove(device) {
            entry.frames.try_send(ServerFrame::Revoked).ok();
        }
    }

    /// Sends every device away, spread over `window`, so that they do not come back at once.
    pub(crate) fn drain(&self, window: Duration) {
        let connections = std::mem::take(&mut *self.lock());
        let count = u64::try_from(connections.len()).unwrap_or(u64::MAX).max(1);
        let window = u64::try_from(window.as_millis()).unwrap_or(u64::MAX);
        for (index, entry) in (0_u64..).zip(connections.into_values()) {
            entry.frames.try_send(ServerFrame::Bye { retry_after_ms: window * index / count }).ok();
        }
    }

    fn arrivals(&self) -> MutexGuard<'_, HashMap<DeviceId, HashSet<ConsentId>>> {
        self.arrivals.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<DeviceId, Entry>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_connection_wins() {
        let registry = ConnectionRegistry::default();
        let device = DeviceId::generate();
        let mut old = registry.register(&device);
        let mut new = registry.register(&device);
        assert!(matches!(old.frames.try_recv(), Ok(ServerFrame::Bye { .. })));
        registry.unregister(&device, old.number);
        registry.send(&device, ServerFrame::Revoked);
        assert!(matches!(new.frames.try_recv(), Ok(ServerFrame::Revoked)));
    }

    #[test]
    fn a_device_that_does_not_read_is_dropped() {
        let registry = ConnectionRegistry::default();
        let device = DeviceId::generate();
        let mut slow = registry.register(&device);
        for _ in 0..=QUEUE {
            registry.send(&device, ServerFrame::Bye { retry_after_ms: 0 });
        }
        for _ in 0..QUEUE {
            assert!(slow.frames.try_recv().is_ok());
        }
        assert!(matches!(slow.frames.try_recv(), Err(mpsc::error::TryRecvError::Disconnected)));
    }
}
