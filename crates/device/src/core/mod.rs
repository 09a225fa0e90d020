//! What all commands and connections share.

mod account_runtime;
mod arrival;
mod presentation;
mod views;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::tz::TimeZone;
use rustls::ClientConfig;
use tokio::sync::broadcast;
use waxseal_details::Language;
use waxseal_protocol::Clock;
use waxseal_protocol::ids::{ConsentId, DeviceId};
use waxseal_protocol::jose::{Algorithm, SigningKey};
use waxseal_protocol::{Secret, Timestamp};

pub(crate) use account_runtime::AccountRuntime;
pub(crate) use views::Views;

use crate::accounts::{Account, Accounts};
use crate::api::Api;
use crate::channel::{self, ConnectionState};
use crate::device::{Settings, StartError};
use crate::error::{DeviceError, ErrorCode};
use crate::event::DeviceEvent;
use crate::history::{History, HistoryOutcome, HistoryRecord};
use crate::inbox::{Inbox, ItemState, ItemView};
use crate::keys::{KeyVault, VaultError};
use crate::persist::{PersistError, StateFolder};
use crate::templates::{AccountTemplates, KeptTemplates, LocalTemplates};
use crate::tls;

/// Events a slow listener may be behind before it has to ask for a snapshot.
const EVENTS: usize = 256;

/// The device's parts.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) accounts: Accounts,
    pub(crate) history: History,
    pub(crate) vault: Arc<dyn KeyVault>,
    pub(crate) api: Api,
    pub(crate) events: broadcast::Sender<DeviceEvent>,
    local_templates: Arc<LocalTemplates>,
    language: Language,
    time_zone: TimeZone,
    clock: Arc<dyn Clock>,
    tls: Arc<ClientConfig>,
    inbox: Mutex<Inbox>,
    views: Mutex<Views>,
    runtimes: Mutex<Vec<Arc<AccountRuntime>>>,
    folder: StateFolder,
}

impl Core {
    pub(crate) fn open(settings: Settings) -> Result<Arc<Self>, StartError> {
        let tls = tls::client_config(settings.authority.as_deref())?;
        let folder = StateFolder::open(&settings.state_folder)?;
        let accounts = Accounts::open(folder.file("accounts.json"))?;
        let history = History::open(folder.file("history.jsonl"))?;
        let api = Api::new(&tls).map_err(|error| StartError::Network(error.to_string()))?;
        Ok(Arc::new(Self {
            accounts,
            history,
            vault: settings.vault,
            api,
            local_templates: Arc::new(LocalTemplates::read(&folder.file("templates"))),
            language: settings.language,
            time_zone: settings.time_zone,
            events: broadcast::channel(EVENTS).0,
            clock: settings.clock,
            tls,
            inbox: Mutex::default(),
            views: Mutex::default(),
            runtimes: Mutex::default(),
            folder,
        }))
    }

    /// Connects every account.
    pub(crate) fn connect_all(core: &Arc<Self>) {
        for account in core.accounts.all() {
            Self::connect(core, account);
        }
    }

    /// Connects one account.
    pub(crate) fn connect(core: &Arc<Self>, account: Account) {
        let local = Arc::clone(&core.local_templates);
        let templates = AccountTemplates::open(core.folder.path(), &account, local);
        let runtime = Arc::new(AccountRuntime::new(account, templates));
        lock(&core.runtimes).push(Arc::clone(&runtime));
        let task = tokio::spawn(channel::run(Arc::clone(core), Arc::clone(&runtime)));
        runtime.keep(task);
    }

    /// Ends all connections.
    pub(crate) fn stop(&self) {
        for runtime in lock(&self.runtimes).drain(..) {
            runtime.stop();
        }
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// The templates of the person who approves.
    pub(crate) fn local_templates(&self) -> &LocalTemplates {
        &self.local_templates
    }

    /// Keeps the keys of an account's template publisher, before the account itself is kept.
    pub(crate) fn pin_publisher(&self, account: &Account, kept: &KeptTemplates) -> Result<(), PersistError> {
        kept.save(&KeptTemplates::path(self.folder.path(), account))
    }

    pub(crate) fn tls(&self) -> &Arc<ClientConfig> {
        &self.tls
    }

    pub(crate) fn inbox(&self) -> MutexGuard<'_, Inbox> {
        lock(&self.inbox)
    }

    pub(crate) fn views(&self) -> MutexGuard<'_, Views> {
        lock(&self.views)
    }

    /// The digest of what is shown of a request.
    pub(crate) fn shown_sha256(&self, id: &ConsentId) -> Option<String> {
        self.inbox().get(id).and_then(|item| item.shown.as_ref()).map(|shown| shown.sha256.clone())
    }

    /// The connection of an account.
    pub(crate) fn runtime(&self, id: &DeviceId) -> Option<Arc<AccountRuntime>> {
        lock(&self.runtimes).iter().find(|runtime| runtime.account().id == *id).cloned()
    }

    /// All connections.
    pub(crate) fn runtimes(&self) -> Vec<Arc<AccountRuntime>> {
        lock(&self.runtimes).clone()
    }

    /// Tells listeners. Nobody listening is fine.
    pub(crate) fn tell(&self, event: DeviceEvent) {
        self.events.send(event).ok();
    }

    /// The account's key, read from the vault once. When it is not to be had, the account says so.
    pub(crate) async fn key(&self, account: &AccountRuntime) -> Option<SigningKey> {
        if let Some(key) = account.cached_key() {
            return Some(key);
        }
        match self.load_key(account.account().id.clone()).await {
            Ok(key) => {
                account.cache_key(key.clone());
                Some(key)
            }
            Err(error) => {
                let reason = format!("{}.", capitalized(&error.to_string()));
                account.set_connection(self, ConnectionState::NoKey { reason });
                None
            }
        }
    }

    async fn load_key(&self, name: DeviceId) -> Result<SigningKey, VaultError> {
        let vault = Arc::clone(&self.vault);
        let bytes = blocking(move || vault.load(name.as_str())).await?;
        SigningKey::from_pkcs8(Algorithm::ES256, bytes.expose()).map_err(|error| VaultError::Other(error.to_string()))
    }

    /// Keeps a key in the vault.
    pub(crate) async fn store_key(&self, name: DeviceId, pkcs8: Secret<Vec<u8>>) -> Result<(), VaultError> {
        let vault = Arc::clone(&self.vault);
        blocking(move || vault.store(name.as_str(), &pkcs8)).await
    }

    /// Wipes a key from the vault.
    pub(crate) async fn delete_key(&self, name: DeviceId) -> Result<(), VaultError> {
        let vault = Arc::clone(&self.vault);
        blocking(move || vault.delete(name.as_str())).await
    }

    /// Ends an item: it leaves the waiting list and enters the history, once.
    pub(crate) fn close(&self, id: &ConsentId, outcome: HistoryOutcome, by: Option<String>, at: Timestamp) {
        let record = {
            let mut inbox = self.inbox();
            let Some(item) = inbox.get_mut(id).filter(|item| item.state.is_open()) else { return };
            item.state = ItemState::Closed { outcome, by: by.clone(), at };
            let record = HistoryRecord {
                at,
                consent_id: id.clone(),
                account_id: item.account_id.clone(),
                outcome,
                by,
                card: item.shown.as_ref().map(|shown| shown.card.clone()),
                consent_sha256: item.shown.as_ref().map(|shown| shown.sha256.clone()),
            };
            inbox.trim();
            record
        };
        if let Err(error) = self.history.add(record) {
            tracing::error!(%error, "Could not write the history: {error}");
        }
        self.tell(DeviceEvent::Closed { consent_id: id.clone(), outcome });
    }

    /// The enrolment of an account is over: everything of it goes, the key first.
    pub(crate) async fn account_revoked(&self, account: &AccountRuntime) {
        let id = account.account().id.clone();
        tracing::info!(device.id = %id, "Enrolment {id} is over");
        if let Err(error) = self.delete_key(id.clone()).await {
            tracing::error!(%error, "Could not wipe the key of {id}: {error}");
        }
        if let Err(error) = self.forget(&id) {
            tracing::error!(%error, "Could not forget {id}: {error}");
        }
        self.tell(DeviceEvent::Changed);
    }

    /// Takes an account out of the list, the inbox and the connections.
    pub(crate) fn forget(&self, id: &DeviceId) -> Result<(), PersistError> {
        self.accounts.remove(id)?;
        self.inbox().forget_account(id);
        if let Some(runtime) = self.runtime(id) {
            runtime.templates().forget();
        }
        lock(&self.runtimes).retain(|runtime| runtime.account().id != *id);
        Ok(())
    }

    /// The items as a UI sees them.
    pub(crate) fn item_views(&self) -> Vec<ItemView> {
        let runtimes = self.runtimes();
        let inbox = self.inbox();
        let items = inbox.sorted().into_iter().filter_map(|item| {
            let runtime = runtimes.iter().find(|runtime| runtime.account().id == item.account_id)?;
            let expires_at = item.notification.exp.timestamp();
            Some(ItemView {
                consent_id: item.id().clone(),
                account_id: item.account_id.clone(),
                host: runtime.account().host(),
                user_id: runtime.account().user_id.clone(),
                state: item.state.clone(),
                card: item.shown.as_ref().map(|shown| shown.card.clone()),
                consent_sha256: item.shown.as_ref().map(|shown| shown.sha256.clone()),
                received_at: item.received_at,
                expires_at,
                expires_in_ms: runtime.millis_until(self, expires_at),
            })
        });
        items.collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a call that may block on D-Bus or on a prompt.
async fn blocking<T: Send + 'static>(
    call: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
) -> Result<T, VaultError> {
    match tokio::task::spawn_blocking(call).await {
        Ok(result) => result,
        Err(error) => Err(VaultError::Other(error.to_string())),
    }
}

/// A sentence from an error's text.
pub(crate) fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

impl From<VaultError> for DeviceError {
    fn from(error: VaultError) -> Self {
        let hint = match &error {
            VaultError::NoKeyring(_) => {
                " Start one (gnome-keyring or KWallet), or keep the key in a passphrase-protected file."
            }
            VaultError::Locked(_) => " Unlock it and try again.",
            VaultError::WrongPassphrase | VaultError::Missing | VaultError::Other(_) => "",
        };
        Self::new(ErrorCode::KeyUnavailable, format!("{}.{hint}", capitalized(&error.to_string())))
    }
}

impl From<PersistError> for DeviceError {
    fn from(error: PersistError) -> Self {
        Self::new(ErrorCode::Storage, capitalized(&error.to_string()))
    }
}
