//! One account while the program runs: its key, its connection, the server's clock.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinHandle;
use waxseal_protocol::device::Notification;
use waxseal_protocol::jose::SigningKey;
use waxseal_protocol::{Clock, Timestamp};

use super::Core;
use crate::accounts::Account;
use crate::channel::ConnectionState;
use crate::event::DeviceEvent;
use crate::request_id::RequestId;
use crate::templates::AccountTemplates;

/// A running account.
#[derive(Debug)]
pub(crate) struct AccountRuntime {
    account: Account,
    templates: AccountTemplates,
    connection: Mutex<ConnectionState>,
    /// By the monotonic clock.
    silent_after: Mutex<Duration>,
    /// Whether the person knows of this outage.
    outage_told: AtomicBool,
    key: Mutex<Option<SigningKey>>,
    /// What the server's clock shows when this device's monotonic one is at zero, in milliseconds.
    /// Decisions and deadlines go by it, so nothing that happens to the wall clock moves them.
    server_epoch_ms: AtomicI64,
    nudge: Notify,
    /// Held while the key is replaced: two new keys at once would leave neither.
    pub(crate) rotating: tokio::sync::Mutex<()>,
    /// Held while the issuer's key is followed.
    pub(super) following: tokio::sync::Mutex<()>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl AccountRuntime {
    pub(super) fn new(account: Account, templates: AccountTemplates, clock: &dyn Clock) -> Self {
        // Until the server says what time it is, the wall clock is the best guess.
        let server_epoch_ms = clock.now().as_millisecond() - monotonic_ms(clock);
        Self {
            account,
            templates,
            connection: Mutex::new(ConnectionState::Connecting),
            silent_after: Mutex::default(),
            outage_told: AtomicBool::new(false),
            key: Mutex::default(),
            server_epoch_ms: AtomicI64::new(server_epoch_ms),
            nudge: Notify::new(),
            rotating: tokio::sync::Mutex::default(),
            following: tokio::sync::Mutex::default(),
            task: Mutex::default(),
        }
    }

    pub(crate) fn account(&self) -> &Account {
        &self.account
    }

    /// Which request a notification to this account is about.
    pub(crate) fn request(&self, notification: &Notification) -> RequestId {
        RequestId { account_id: self.account.id.clone(), consent_id: notification.txlnkid.clone() }
    }

    pub(crate) fn templates(&self) -> &AccountTemplates {
        &self.templates
    }

    pub(crate) fn connection(&self) -> ConnectionState {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn is_online(&self) -> bool {
        self.connection().is_online()
    }

    /// When nothing was heard for so long that the connection is dead.
    pub(crate) fn set_silent_after(&self, deadline: Duration) {
        *self.silent_after.lock().unwrap_or_else(PoisonError::into_inner) = deadline;
    }

    /// Whether what happens at the server is heard here: after a sleep, a connection may look well and be dead.
    pub(crate) fn is_heard_of(&self, now: Duration) -> bool {
        self.is_online() && now < *self.silent_after.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the connection's state and tells listeners. An outage keeps the time it began.
    pub(crate) fn set_connection(&self, core: &Core, next: ConnectionState) {
        {
            let mut current = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
            *current = match (&*current, next) {
                (ConnectionState::Offline { since, .. }, ConnectionState::Offline { reason, .. }) => {
                    ConnectionState::Offline { since: *since, reason }
                }
                // While it is tried again, the person still is offline.
                (ConnectionState::Offline { .. }, ConnectionState::Connecting) => return,
                (_, next) => next,
            };
        }
        core.tell(DeviceEvent::Changed);
        match self.connection() {
            ConnectionState::Offline { since, .. } => core.notice_outage(self, since),
            ConnectionState::Online { .. } => self.set_outage_told(false),
            ConnectionState::Connecting | ConnectionState::NoKey { .. } => {}
        }
    }

    /// Whether the person was told of the outage that lasts.
    pub(super) fn outage_told(&self) -> bool {
        self.outage_told.load(Ordering::Relaxed)
    }

    pub(super) fn set_outage_told(&self, told: bool) {
        self.outage_told.store(told, Ordering::Relaxed);
    }

    /// The thumbprint of the key, once it was read from the vault.
    pub(crate) fn key_thumbprint(&self) -> Option<String> {
        self.cached_key().and_then(|key| key.public().thumbprint().ok())
    }

    pub(super) fn cached_key(&self) -> Option<SigningKey> {
        self.key.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn drop_key(&self) {
        *self.key.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(crate) fn cache_key(&self, key: SigningKey) {
        *self.key.lock().unwrap_or_else(PoisonError::into_inner) = Some(key);
    }

    /// The time at the server.
    pub(crate) fn server_now(&self, core: &Core) -> Timestamp {
        let now = self.server_epoch_ms.load(Ordering::Relaxed).saturating_add(monotonic_ms(core.clock()));
        Timestamp::from_millisecond(now).unwrap_or(Timestamp::MAX)
    }

    /// Learns the server's clock. Its dates are whole seconds, so less than two are no difference.
    pub(crate) fn set_server_time(&self, core: &Core, at: Timestamp) {
        let difference = at.as_millisecond() - self.server_now(core).as_millisecond();
        if difference.abs() >= 2000 {
            self.server_epoch_ms.fetch_add(difference, Ordering::Relaxed);
        }
    }

    /// Milliseconds until a moment of the server's.
    pub(crate) fn millis_until(&self, core: &Core, at: Timestamp) -> i64 {
        at.as_millisecond() - self.server_now(core).as_millisecond()
    }

    /// Waits until somebody asks to try again.
    pub(crate) async fn nudged(&self) {
        self.nudge.notified().await;
    }

    /// Asks to try again now.
    pub(crate) fn nudge(&self) {
        self.nudge.notify_one();
    }

    pub(crate) fn keep(&self, task: JoinHandle<()>) {
        *self.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
    }

    /// Ends the connection.
    pub(crate) fn stop(&self) {
        if let Some(task) = self.task.lock().unwrap_or_else(PoisonError::into_inner).take() {
            task.abort();
        }
    }
}

fn monotonic_ms(clock: &dyn Clock) -> i64 {
    i64::try_from(clock.monotonic().as_millis()).unwrap_or(i64::MAX)
}
