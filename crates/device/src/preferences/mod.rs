//! What the person chose for this device, kept in `preferences.json`.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_details::Language;

use crate::alerts::QuietHours;
use crate::persist::{self, PersistError};

/// How much a notification says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AlertPrivacy {
    /// What is asked, and by whom.
    #[default]
    Full,
    /// By whom.
    Sender,
    /// How many wait.
    Count,
}

/// When and how a request is announced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct AlertPreferences {
    /// How much a notification says.
    pub privacy: AlertPrivacy,
    /// Whether a request is announced once more before it expires.
    pub reminder: bool,
    /// Whether the request window opens by itself, without taking the focus.
    pub open_automatically: bool,
    /// Whether a notification makes a sound, where the desktop has one for it.
    pub sound: bool,
    /// Hours without alerts.
    pub quiet_hours: Option<QuietHours>,
}

impl Default for AlertPreferences {
    fn default() -> Self {
        Self { privacy: AlertPrivacy::Full, reminder: true, open_automatically: false, sound: false, quiet_hours: None }
    }
}

/// When this device locks by itself. It can lock once it has a passphrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct LockPreferences {
    /// After this many minutes without a key or a pointer; `null` never.
    pub idle_minutes: Option<u32>,
    /// When the session is locked or the machine sleeps.
    pub with_session: bool,
}

impl Default for LockPreferences {
    fn default() -> Self {
        Self { idle_minutes: Some(5), with_session: true }
    }
}

/// Whether the operating system asks for the person before a high-risk approval is signed. Later is stricter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum VerificationPreference {
    /// It is not asked.
    Off,
    /// It is asked where it can be.
    #[default]
    WhenAvailable,
    /// Without it, no high-risk request is approved here.
    Required,
}

/// What the person chose for this device.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct Preferences {
    /// Alerts.
    pub alerts: AlertPreferences,
    /// Locking.
    pub lock: LockPreferences,
    /// Whether the operating system asks for the person.
    pub verification: VerificationPreference,
    /// For how many days the history is kept; `null` for ever.
    pub keep_history_days: Option<u32>,
    /// The language of cards; `null` is the system's.
    pub language: Option<Language>,
}

/// The file, and what is in it.
#[derive(Debug)]
pub(crate) struct KeptPreferences {
    path: PathBuf,
    current: Mutex<Preferences>,
}

impl KeptPreferences {
    /// Reads the file, or starts with what is usual.
    pub(crate) fn open(path: PathBuf) -> Result<Self, PersistError> {
        let current = match persist::read(&path)? {
            None => Preferences::default(),
            Some(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| PersistError::Damaged { path: path.clone(), reason: error.to_string() })?,
        };
        Ok(Self { path, current: Mutex::new(current) })
    }

    /// What is chosen.
    pub(crate) fn get(&self) -> Preferences {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps a choice, and says all that is kept; on an error nothing changed.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Preferences)) -> Result<Preferences, PersistError> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = current.clone();
        change(&mut next);
        let bytes = serde_json::to_vec_pretty(&next)
            .map_err(|error| PersistError::Damaged { path: self.path.clone(), reason: error.to_string() })?;
        persist::write_atomically(&self.path, &bytes)?;
        *current = next.clone();
        Ok(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_survive_and_a_file_of_another_version_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("preferences.json");
        let kept = KeptPreferences::open(path.clone()).unwrap();
        let mut next = kept.get();
        next.alerts.privacy = AlertPrivacy::Count;
        next.keep_history_days = Some(30);
        kept.change(|kept| *kept = next.clone()).unwrap();
        assert_eq!(KeptPreferences::open(path.clone()).unwrap().get(), next);
        std::fs::write(&path, r#"{"alerts":{"privacy":"sender"},"of_a_later_version":1}"#).unwrap();
        let read = KeptPreferences::open(path.clone()).unwrap().get();
        assert_eq!((read.alerts.privacy, read.alerts.reminder), (AlertPrivacy::Sender, true));
        std::fs::write(&path, "{").unwrap();
        assert!(matches!(KeptPreferences::open(path), Err(PersistError::Damaged { .. })));
    }
}
