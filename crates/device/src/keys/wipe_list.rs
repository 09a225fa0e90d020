//! Accounts that are gone, and whose keys could not be wiped yet: the keyring was locked, or did not answer.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use waxseal_protocol::ids::DeviceId;

use crate::persist::{self, PersistError};

/// `keys-to-wipe.json`, and what is in it.
#[derive(Debug)]
pub(crate) struct WipeList {
    path: PathBuf,
    ids: Mutex<Vec<DeviceId>>,
    /// Held while it is worked off.
    working: tokio::sync::Mutex<()>,
}

impl WipeList {
    /// Reads what an earlier run left.
    pub(crate) fn open(path: PathBuf) -> Result<Self, PersistError> {
        let ids = match persist::read(&path)? {
            None => Vec::new(),
            Some(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| PersistError::Damaged { path: path.clone(), reason: error.to_string() })?,
        };
        Ok(Self { path, ids: Mutex::new(ids), working: tokio::sync::Mutex::default() })
    }

    /// Held by whoever works it off; nothing, if somebody does.
    pub(crate) fn turn(&self) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        self.working.try_lock().ok()
    }

    /// Whose keys are still to be wiped.
    pub(crate) fn all(&self) -> Vec<DeviceId> {
        self.lock().clone()
    }

    /// The keys of an account are to be wiped.
    pub(crate) fn add(&self, id: &DeviceId) -> Result<(), PersistError> {
        self.change(|ids| {
            ids.retain(|other| other != id);
            ids.push(id.clone());
        })
    }

    /// They are wiped, or an account of that name has keys again.
    pub(crate) fn strike_out(&self, id: &DeviceId) -> Result<(), PersistError> {
        if !self.lock().contains(id) {
            return Ok(());
        }
        self.change(|ids| ids.retain(|other| other != id))
    }

    fn change(&self, change: impl FnOnce(&mut Vec<DeviceId>)) -> Result<(), PersistError> {
        let mut ids = self.lock();
        let mut next = ids.clone();
        change(&mut next);
        let bytes = serde_json::to_vec(&next)
            .map_err(|error| PersistError::Damaged { path: self.path.clone(), reason: error.to_string() })?;
        persist::write_atomically(&self.path, &bytes)?;
        *ids = next;
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<DeviceId>> {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
