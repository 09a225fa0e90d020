//! Everything a UI shows, at once.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{DeviceId, UserId};

use crate::channel::ConnectionState;
use crate::device::Device;
use crate::inbox::ItemView;
use crate::keys::Protection;

/// The state of the device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Snapshot {
    /// All accounts, oldest first.
    pub accounts: Vec<AccountView>,
    /// All items: those that expire first on top, finished ones last.
    pub items: Vec<ItemView>,
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
    /// Why templates that its server offered are not used, if that deserves attention.
    pub template_warning: Option<String>,
}

impl Device {
    /// Everything a UI shows.
    pub fn snapshot(&self) -> Snapshot {
        let runtimes = self.core.runtimes();
        let accounts = runtimes.iter().map(|runtime| {
            let account = runtime.account();
            AccountView {
                id: account.id.clone(),
                host: account.host(),
                user_id: account.user_id.clone(),
                device_name: account.device_name.clone(),
                protection: account.protection,
                connection: runtime.connection(),
                enrolled_at: account.enrolled_at,
                template_warning: runtime.templates().warning(),
            }
        });
        Snapshot { accounts: accounts.collect(), items: self.core.item_views() }
    }
}
