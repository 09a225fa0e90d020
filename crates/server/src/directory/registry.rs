//! The current directory, and how the Management API changes it.

use std::sync::{Arc, PoisonError, RwLock};

use serde_json::{Map, Value};
use tokio::sync::{Mutex, MutexGuard};
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::UserId;
use waxseal_store::model::{AuditEvent, DirectoryEntry, EntryKind};
use waxseal_store::{Store, StoreError};

use super::{ApiDraft, ChosenCode, Client, ClientGrant, Directory, Origin, User};

/// Why the directory cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An entry that our code cannot have written.
    #[error("the stored {kind} {id} cannot be read: {reason}")]
    Entry {
        /// What it is.
        kind: &'static str,
        /// Which one.
        id: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// The current directory.
#[derive(Debug)]
pub struct Registry {
    current: RwLock<Arc<Directory>>,
    changes: Mutex<()>,
}

impl Registry {
    /// Reads what the Management API made, and puts the configured entries over it.
    pub async fn load(configured: Directory, store: &dyn Store) -> Result<Self, RegistryError> {
        let current = read(&configured, store).await?;
        Ok(Self { current: RwLock::new(Arc::new(current)), changes: Mutex::default() })
    }

    /// The directory as it is now.
    pub fn current(&self) -> Arc<Directory> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Held by whoever reads an entry to change it, so that no change is lost.
    pub async fn changing(&self) -> MutexGuard<'_, ()> {
        self.changes.lock().await
    }

    /// Keeps or replaces an entry of the Management API. Only while [`changing`](Self::changing).
    pub async fn put(
        &self,
        store: &dyn Store,
        kind: EntryKind,
        id: &str,
        document: &Value,
        times: (Timestamp, Timestamp),
        event: AuditEvent,
    ) -> Result<(), RegistryError> {
        let entry = DirectoryEntry {
            id: id.to_owned(),
            document: document.to_string(),
            created_at: times.0,
            updated_at: times.1,
        };
        // Read before it is kept: what cannot be read back must not be stored.
        let mut next = self.current().as_ref().clone();
        next.remove(kind, id);
        let origin = Origin::Management { created_at: times.0, updated_at: times.1 };
        let unreadable = |reason| RegistryError::Entry { kind: kind.as_str(), id: id.to_owned(), reason };
        add(&mut next, kind, id, &entry.document, origin).map_err(unreadable)?;
        store.put_directory_entry(kind, &entry, event).await?;
        self.replace(next);
        Ok(())
    }

    /// Takes an entry of the Management API out. Only while [`changing`](Self::changing).
    pub async fn delete(
        &self,
        store: &dyn Store,
        kind: EntryKind,
        id: &str,
        event: AuditEvent,
    ) -> Result<bool, RegistryError> {
        let deleted = store.delete_directory_entry(kind, id, event).await?;
        let mut next = self.current().as_ref().clone();
        next.remove(kind, id);
        self.replace(next);
        Ok(deleted)
    }

    fn replace(&self, next: Directory) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
    }
}

async fn read(configured: &Directory, store: &dyn Store) -> Result<Directory, RegistryError> {
    let mut directory = Directory { codes_are_fixed: configured.codes_are_fixed, ..Directory::default() };
    for kind in
        [EntryKind::User, EntryKind::Client, EntryKind::ResourceServer, EntryKind::ClientGrant, EntryKind::UserCode]
    {
        for entry in store.directory_entries(kind).await? {
            let origin = Origin::Management { created_at: entry.created_at, updated_at: entry.updated_at };
            add(&mut directory, kind, &entry.id, &entry.document, origin).map_err(|reason| RegistryError::Entry {
                kind: kind.as_str(),
                id: entry.id,
                reason,
            })?;
        }
    }
    for user in configured.users.values() {
        directory.add_user(user.value.clone(), Origin::Configuration, Map::new());
    }
    for client in configured.clients.values() {
        directory.add_client(client.value.clone(), Origin::Configuration, Map::new());
    }
    for api in configured.apis.values() {
        directory.add_api(api.value.clone(), Origin::Configuration, Map::new());
    }
    for grant in configured.client_grants.values() {
        directory.add_client_grant(grant.value.clone(), Origin::Configuration, Map::new());
    }
    Ok(directory)
}

fn add(directory: &mut Directory, kind: EntryKind, id: &str, document: &str, origin: Origin) -> Result<(), String> {
    /// As the Management API keeps it: what was read out of an object, and the object.
    #[derive(serde::Deserialize)]
    struct Document<T> {
        value: T,
        wire: Map<String, Value>,
    }
    fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<Document<T>, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }
    match kind {
        EntryKind::User => {
            let Document { value, wire } = from_json::<User>(document)?;
            directory.add_user(value, origin, wire);
        }
        EntryKind::Client => {
            let Document { value, wire } = from_json::<Client>(document)?;
            directory.add_client(value, origin, wire);
        }
        EntryKind::ClientGrant => {
            let Document { value, wire } = from_json::<ClientGrant>(document)?;
            directory.add_client_grant(value, origin, wire);
        }
        EntryKind::ResourceServer => {
            let Document { value, wire } = from_json::<ApiDraft>(document)?;
            let api = value.check().map_err(|problems| format!("{problems:?}"))?;
            directory.add_api(api, origin, wire);
        }
        EntryKind::UserCode => {
            let code: ChosenCode = serde_json::from_str(document).map_err(|error| error.to_string())?;
            directory.add_chosen_code(UserId::new(id), code);
        }
        EntryKind::Secret => {}
    }
    Ok(())
}
