//! Answers that are on their way: written down before they are sent, struck out when their fate is
//! known. After a crash the server is asked what became of them; nothing is sent again blindly.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::Notification;
use waxseal_protocol::ids::{ConsentId, DeviceId};

use crate::decision::Answer;
use crate::inbox::VerifiedConsent;
use crate::persist::{self, PersistError};

/// One answer on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) account_id: DeviceId,
    pub(crate) notification: Notification,
    /// What was on screen; nothing, if it could not be verified.
    #[serde(default)]
    pub(crate) shown: Option<VerifiedConsent>,
    pub(crate) answer: Answer,
    pub(crate) received_at: Timestamp,
}

impl Entry {
    pub(crate) fn id(&self) -> &ConsentId {
        &self.notification.txlnkid
    }
}

/// `journal.json`, and what is in it.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    entries: Mutex<Vec<Entry>>,
}

impl Journal {
    /// Reads what an earlier run left.
    pub(crate) fn open(path: PathBuf) -> Result<Self, PersistError> {
        let entries = match persist::read(&path)? {
            None => Vec::new(),
            Some(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| PersistError::Damaged { path: path.clone(), reason: error.to_string() })?,
        };
        Ok(Self { path, entries: Mutex::new(entries) })
    }

    /// The answer to a request whose fate is not known.
    pub(crate) fn entry(&self, id: &ConsentId) -> Option<Entry> {
        self.lock().iter().find(|entry| entry.id() == id).cloned()
    }

    /// The answers of an account whose fate is not known.
    pub(crate) fn of(&self, account: &DeviceId) -> Vec<Entry> {
        self.lock().iter().filter(|entry| entry.account_id == *account).cloned().collect()
    }

    /// All answers whose fate is not known.
    pub(crate) fn all(&self) -> Vec<Entry> {
        self.lock().clone()
    }

    /// Writes an answer down. Only then may it be sent.
    pub(crate) fn begin(&self, entry: Entry) -> Result<(), PersistError> {
        self.change(|entries| {
            entries.retain(|other| other.id() != entry.id());
            entries.push(entry);
        })
    }

    /// The fate of an answer is known.
    pub(crate) fn end(&self, id: &ConsentId) -> Result<(), PersistError> {
        if self.lock().iter().any(|entry| entry.id() == id) {
            self.change(|entries| entries.retain(|entry| entry.id() != id))?;
        }
        Ok(())
    }

    /// An account is gone, and what it was asked with it.
    pub(crate) fn forget(&self, account: &DeviceId) -> Result<(), PersistError> {
        if self.lock().iter().any(|entry| entry.account_id == *account) {
            self.change(|entries| entries.retain(|entry| entry.account_id != *account))?;
        }
        Ok(())
    }

    fn change(&self, change: impl FnOnce(&mut Vec<Entry>)) -> Result<(), PersistError> {
        let mut entries = self.lock();
        let mut next = entries.clone();
        change(&mut next);
        let bytes = serde_json::to_vec(&next)
            .map_err(|error| PersistError::Damaged { path: self.path.clone(), reason: error.to_string() })?;
        persist::write_atomically(&self.path, &bytes)?;
        *entries = next;
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
