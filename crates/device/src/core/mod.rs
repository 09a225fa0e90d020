//! What all commands and connections share.

mod account_runtime;
mod announcing;
mod arrival;
mod asking;
mod ending;
mod errand;
mod housekeeping;
mod items;
mod keys;
mod locking;
mod presentation;
mod progress;
mod recovery;
mod sealing;
mod succession;
mod views;

use std::path::Path;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::tz::TimeZone;
use rustls::ClientConfig;
use tokio::sync::{Notify, broadcast};
use tokio::task::JoinHandle;
use waxseal_details::Language;
use waxseal_protocol::Clock;
use waxseal_protocol::ids::DeviceId;
use waxseal_protocol::jose::SigningKey;

pub(crate) use account_runtime::AccountRuntime;
pub(crate) use arrival::watch_deadline;
pub(crate) use asking::Turn;
pub(crate) use items::batch_key;
use keys::blocking;
pub(crate) use keys::{can_name_a_key, next_name};
pub(crate) use recovery::answerer;
pub(crate) use views::{Target, Views};

use crate::accounts::{Account, Accounts};
use crate::alerts::Alerts;
use crate::api::Api;
use crate::channel;
use crate::device::{Settings, StartError};
use crate::error::{DeviceError, ErrorCode};
use crate::event::DeviceEvent;
use crate::history::History;
use crate::inbox::Inbox;
use crate::journal::Journal;
use crate::keys::{KeyVault, VaultError, WipeList};
use crate::lock::Lock;
use crate::persist::{PersistError, StateFolder};
use crate::preferences::KeptPreferences;
use crate::templates::{AccountTemplates, KeptTemplates, LocalTemplates};
use crate::tls;
use crate::verification::UserVerifier;

/// Events a slow listener may be behind before it has to ask for a snapshot.
const EVENTS: usize = 256;

/// The device's parts.
#[derive(Debug)]
pub(crate) struct Core {
    /// Whether answers are taken that nobody saw in a view.
    #[cfg_attr(not(feature = "script"), expect(dead_code, reason = "without scripts, only views are answered"))]
    pub(crate) unattended: bool,
    pub(crate) accounts: Accounts,
    pub(crate) history: History,
    pub(crate) vault: Arc<dyn KeyVault>,
    pub(crate) to_wipe: WipeList,
    pub(crate) verifier: Option<Arc<dyn UserVerifier>>,
    /// Held while the system asks: it asks one thing at a time.
    asking: tokio::sync::Mutex<()>,
    pub(crate) api: Api,
    pub(crate) events: broadcast::Sender<DeviceEvent>,
    pub(crate) preferences: KeptPreferences,
    pub(crate) journal: Journal,
    /// Wakes who seals the history.
    seal_due: Arc<Notify>,
    /// Held while the history's seal is compared or replaced.
    sealing: tokio::sync::Mutex<()>,
    sealing_task: Mutex<Option<JoinHandle<()>>>,
    history_key: tokio::sync::Mutex<Option<SigningKey>>,
    local_templates: Arc<LocalTemplates>,
    language: Language,
    time_zone: TimeZone,
    clock: Arc<dyn Clock>,
    tls: Arc<ClientConfig>,
    inbox: Mutex<Inbox>,
    views: Mutex<Views>,
    alerts: Mutex<Alerts>,
    lock: Mutex<Lock>,
    housekeeping: Mutex<Option<JoinHandle<()>>>,
    runtimes: Mutex<Vec<Arc<AccountRuntime>>>,
    /// How many errands are on their way.
    errands: AtomicU32,
    folder: StateFolder,
}

impl Core {
    pub(crate) fn open(settings: Settings, unattended: bool) -> Result<Arc<Self>, StartError> {
        let tls = tls::client_config(settings.authority.as_deref())?;
        let folder = StateFolder::open(&settings.state_folder)?;
        let accounts = Accounts::open(folder.file("accounts.json"))?;
        let history = History::open(folder.file("history.jsonl"))?;
        let api = Api::new(&tls).map_err(|error| StartError::Network(error.to_string()))?;
        Ok(Arc::new(Self {
            unattended,
            accounts,
            history,
            vault: settings.vault,
            to_wipe: WipeList::open(folder.file("keys-to-wipe.json"))?,
            verifier: settings.verifier,
            asking: tokio::sync::Mutex::default(),
            api,
            local_templates: Arc::new(LocalTemplates::read(&folder.file("templates"))),
            language: settings.language,
            time_zone: settings.time_zone,
            events: broadcast::channel(EVENTS).0,
            preferences: KeptPreferences::open(folder.file("preferences.json"))?,
            journal: Journal::open(folder.file("journal.json"))?,
            lock: Mutex::new(Lock::open(folder.file("lock.json"), settings.clock.monotonic())?),
            alerts: Mutex::default(),
            seal_due: Arc::default(),
            sealing: tokio::sync::Mutex::default(),
            sealing_task: Mutex::default(),
            history_key: tokio::sync::Mutex::default(),
            housekeeping: Mutex::default(),
            clock: settings.clock,
            tls,
            inbox: Mutex::default(),
            views: Mutex::default(),
            runtimes: Mutex::default(),
            errands: AtomicU32::default(),
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
        let runtime = Arc::new(AccountRuntime::new(account, templates, core.clock()));
        lock(&core.runtimes).push(Arc::clone(&runtime));
        let task = tokio::spawn(channel::run(Arc::clone(core), Arc::clone(&runtime)));
        runtime.keep(task);
    }

    /// Ends all connections.
    pub(crate) fn stop(&self) {
        for task in [&self.housekeeping, &self.sealing_task] {
            if let Some(task) = lock(task).take() {
                task.abort();
            }
        }
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

    pub(crate) fn state_folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn time_zone(&self) -> &TimeZone {
        &self.time_zone
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

    pub(crate) fn alerts(&self) -> MutexGuard<'_, Alerts> {
        lock(&self.alerts)
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
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
