//! Everything a UI shows, at once.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{DeviceId, UserId};

use crate::alerts::MutedClient;
use crate::channel::ConnectionState;
use crate::decision::Friction;
use crate::device::Device;
use crate::history::HistoryFault;
use crate::inbox::ItemView;
use crate::keys::Protection;
use crate::lock::LockView;

/// The state of the device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Snapshot {
    /// All accounts, oldest first.
    pub accounts: Vec<AccountView>,
    /// All items: those that expire first on top, finished ones last.
    pub items: Vec<ItemView>,
    /// Whether it is locked. Then there are no items.
    pub lock: LockView,
    /// Clients that raise no alerts for a while.
    pub muted: Vec<MutedClient>,
    /// Milliseconds for which all alerts are paused.
    #[ts(type = "number | null")]
    pub alerts_paused_ms: Option<u64>,
    /// What is missing of the history, compared with what the key store keeps of it.
    pub history_fault: Option<HistoryFault>,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AccountView {
    /// The enrolment's id.
    #[ts(type = "string")]
    pub id: DeviceId,
    /// The server's host.
    pub host: String,
    /// The person.
    #[ts(type = "string")]
    pub user_id: UserId,
    /// What the person calls this device.
    pub device_name: String,
    /// How the key is guarded.
    pub protection: Protection,
    /// How it is connected.
    pub connection: ConnectionState,
    /// When it was enrolled.
    #[ts(type = "string")]
    pub enrolled_at: Timestamp,
    /// When this device learned that its server changed the key that signs requests, and that the key
    /// before vouches for it.
    #[ts(type = "string | null")]
    pub issuer_key_changed_at: Option<Timestamp>,
    /// Whether its server revoked the key that this device knows it by: nothing can be verified, and
    /// the device has to be enrolled again.
    pub issuer_key_revoked: bool,
    /// Why templates that its server offered are not used, if that deserves attention.
    pub template_warning: Option<String>,
    /// The thumbprint of this device's public key (RFC 7638), base64url; `null` until it was needed.
    pub key_thumbprint: Option<String>,
}

impl Snapshot {
    /// The same for a page that asks for codes: a binding message that is to be typed is left out.
    /// What stood on both screens would be copied from this one, and compare nothing.
    #[must_use]
    pub fn without_codes(mut self) -> Self {
        for item in self.items.iter_mut().filter(|item| item.state.is_open()) {
            let typed = matches!(item.friction, Friction::Code { shown: None, .. });
            if let Some(card) = item.card.as_mut().filter(|_| typed) {
                card.binding_message = None;
            }
        }
        self
    }
}

impl Device {
    /// Everything a UI shows.
    pub fn snapshot(&self) -> Snapshot {
        let runtimes = self.core.runtimes();
        let accounts = runtimes.iter().map(|runtime| {
            let account = runtime.account();
            let pin = self.core.accounts.issuer_pin(&account.id).unwrap_or_default();
            AccountView {
                id: account.id.clone(),
                host: account.host(),
                user_id: account.user_id.clone(),
                device_name: account.device_name.clone(),
                protection: account.protection,
                connection: runtime.connection(),
                enrolled_at: account.enrolled_at,
                issuer_key_changed_at: pin.changed_at(),
                issuer_key_revoked: pin.is_revoked(),
                template_warning: runtime.templates().warning(),
                key_thumbprint: runtime.key_thumbprint(),
            }
        });
        let lock = self.core.lock_view();
        let items = if lock.locked { Vec::new() } else { self.core.item_views() };
        let now = self.core.clock().monotonic();
        let alerts = self.core.alerts();
        let muted = if lock.locked { Vec::new() } else { alerts.muted(now) };
        let alerts_paused_ms = alerts.paused(now);
        let history_fault = self.core.history.fault();
        Snapshot { accounts: accounts.collect(), items, lock, muted, alerts_paused_ms, history_fault }
    }
}
