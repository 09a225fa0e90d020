//! The lock: who passes by an unattended desk reads nothing and answers nothing.
//!
//! It guards the window, not the keys: those are in the keyring. Somebody who can run programs as
//! this user is not kept out by it.

use std::path::PathBuf;
use std::time::Duration;

use scrypt::Scrypt;
use scrypt::password_hash::phc::PasswordHash;
use scrypt::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::persist::{self, PersistError};

/// The shortest passphrase, in characters.
pub(crate) const MIN_CHARACTERS: usize = 8;
/// So many wrong passphrases in a row, and each one more costs a wait.
const FREE_TRIES: u32 = 5;
/// The first wait, doubled each time, and the longest.
const FIRST_WAIT: Duration = Duration::from_secs(15);
const LONGEST_WAIT: Duration = Duration::from_mins(15);

/// Whether this device is locked, and what may be known of it then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LockView {
    /// Whether it is locked. Then nothing of a request can be read or answered.
    pub locked: bool,
    /// Whether there is a passphrase, without which it cannot be locked.
    pub has_passphrase: bool,
    /// How many requests wait.
    pub waiting: u32,
    /// Milliseconds until the first of them expires.
    #[ts(type = "number | null")]
    pub next_expires_in_ms: Option<i64>,
}

/// Why a passphrase does not open, or is not taken.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LockError {
    #[error("That is not the passphrase.")]
    Wrong,
    #[error("Too many wrong passphrases. Try again in {0} seconds.")]
    Wait(u64),
    #[error("A passphrase has at least {MIN_CHARACTERS} characters.")]
    TooShort,
    #[error("There is no passphrase to lock with. Set one first.")]
    NoPassphrase,
    #[error("{0}")]
    Storage(String),
}

impl From<PersistError> for LockError {
    fn from(error: PersistError) -> Self {
        Self::Storage(error.to_string())
    }
}

/// The lock of one device.
#[derive(Debug)]
pub(crate) struct Lock {
    path: PathBuf,
    /// The passphrase's scrypt hash, in PHC form.
    hash: Option<String>,
    locked: bool,
    wrong: u32,
    wait_until: Duration,
    /// When somebody was last at the desk.
    touched: Duration,
}

/// `lock.json`.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    scrypt: String,
    /// Wrong passphrases since the last right one: a restart is no way to guess on without a wait.
    #[serde(default)]
    wrong: u32,
}

impl Lock {
    /// Reads the file. A device with a passphrase starts locked.
    pub(crate) fn open(path: PathBuf, now: Duration) -> Result<Self, PersistError> {
        let (hash, wrong) = match persist::read(&path)? {
            None => (None, 0),
            Some(bytes) => {
                let kept: Kept = serde_json::from_slice(&bytes)
                    .map_err(|error| PersistError::Damaged { path: path.clone(), reason: error.to_string() })?;
                // A hash that nothing can match would lock the person out without a word.
                PasswordHash::new(&kept.scrypt)
                    .map_err(|error| PersistError::Damaged { path: path.clone(), reason: error.to_string() })?;
                (Some(kept.scrypt), kept.wrong)
            }
        };
        // How much of a wait was over when the program ended is not known, so it begins anew.
        let wait_until = wait_after(wrong).map_or(Duration::ZERO, |wait| now + wait);
        Ok(Self { path, locked: hash.is_some(), hash, wrong, wait_until, touched: now })
    }

    pub(crate) fn is_locked(&self) -> bool {
        self.locked
    }

    pub(crate) fn has_passphrase(&self) -> bool {
        self.hash.is_some()
    }

    /// Locks, and says whether that changed anything.
    pub(crate) fn lock(&mut self) -> Result<bool, LockError> {
        if self.hash.is_none() {
            return Err(LockError::NoPassphrase);
        }
        Ok(!std::mem::replace(&mut self.locked, true))
    }

    /// What an attempt is checked against, unless it comes too soon after wrong ones.
    pub(crate) fn attempt(&self, now: Duration) -> Result<Option<String>, LockError> {
        match self.wait_until.checked_sub(now) {
            Some(left) if !left.is_zero() => Err(LockError::Wait(left.as_secs() + 1)),
            _ => Ok(self.hash.clone()),
        }
    }

    /// The attempt was right or wrong.
    pub(crate) fn judge(&mut self, right: bool, now: Duration) -> Result<(), LockError> {
        let wrong = if right { 0 } else { self.wrong.saturating_add(1) };
        if wrong != self.wrong {
            self.wrong = wrong;
            // A count that cannot be written still counts until the program ends.
            if let Err(error) = self.keep() {
                tracing::warn!(%error, "The wrong passphrases could not be counted on disk: {error}");
            }
        }
        if right {
            return Ok(());
        }
        if let Some(wait) = wait_after(wrong) {
            self.wait_until = now + wait;
        }
        Err(LockError::Wrong)
    }

    fn keep(&self) -> Result<(), LockError> {
        let Some(scrypt) = self.hash.clone() else { return Ok(()) };
        let kept = Kept { scrypt, wrong: self.wrong };
        let bytes = serde_json::to_vec(&kept).map_err(|error| LockError::Storage(error.to_string()))?;
        Ok(persist::write_atomically(&self.path, &bytes)?)
    }

    /// The right passphrase was given.
    pub(crate) fn unlock(&mut self, now: Duration) {
        self.locked = false;
        self.touched = now;
    }

    /// Keeps the hash of a new passphrase, or removes it; on an error nothing changed.
    pub(crate) fn set(&mut self, hash: Option<String>) -> Result<(), LockError> {
        match &hash {
            Some(scrypt) => {
                let bytes = serde_json::to_vec(&Kept { scrypt: scrypt.clone(), wrong: 0 })
                    .map_err(|error| LockError::Storage(error.to_string()))?;
                persist::write_atomically(&self.path, &bytes)?;
            }
            None => persist::remove(&self.path)?,
        }
        // Locked while the new passphrase was hashed, it stays so, unless nothing could unlock it.
        self.locked &= hash.is_some();
        self.hash = hash;
        Ok(())
    }

    /// Somebody is at the desk.
    pub(crate) fn touch(&mut self, now: Duration) {
        self.touched = now;
    }

    /// Whether nobody was at the desk for so long.
    pub(crate) fn is_idle_for(&self, long: Duration, now: Duration) -> bool {
        now.saturating_sub(self.touched) >= long
    }
}

/// How long so many wrong passphrases in a row make wait.
fn wait_after(wrong: u32) -> Option<Duration> {
    let beyond = wrong.checked_sub(FREE_TRIES)?;
    Some((FIRST_WAIT * 2_u32.saturating_pow(beyond.min(10))).min(LONGEST_WAIT))
}

/// Whether a passphrase fits its hash. Takes a good part of a second, on purpose.
pub(crate) fn fits(passphrase: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Scrypt::default().verify_password(passphrase.as_bytes(), &hash).is_ok())
}

/// The hash of a new passphrase.
pub(crate) fn hash(passphrase: &str) -> Result<String, LockError> {
    if passphrase.chars().count() < MIN_CHARACTERS {
        return Err(LockError::TooShort);
    }
    let hash: PasswordHash = Scrypt::default()
        .hash_password(passphrase.as_bytes())
        .map_err(|error| LockError::Storage(error.to_string()))?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_device_with_a_passphrase_starts_locked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock.json");
        let mut lock = Lock::open(path.clone(), second(0)).unwrap();
        assert!(!lock.is_locked());
        assert_eq!(lock.lock(), Err(LockError::NoPassphrase));
        lock.set(Some(hash("correct horse").unwrap())).unwrap();
        assert!(!std::fs::read_to_string(&path).unwrap().contains("correct"));
        let again = Lock::open(path.clone(), second(0)).unwrap();
        assert!(again.is_locked());
        let kept = again.attempt(second(1)).unwrap().unwrap();
        assert!(fits("correct horse", &kept) && !fits("correct hors", &kept) && !fits("", &kept));
        lock.set(None).unwrap();
        assert!(!Lock::open(path, second(0)).unwrap().has_passphrase());
        assert_eq!(hash("1234567"), Err(LockError::TooShort));
    }

    #[test]
    fn guessing_costs_ever_more_time() {
        let folder = tempfile::tempdir().unwrap();
        let mut lock = Lock::open(folder.path().join("lock.json"), second(0)).unwrap();
        lock.hash = Some("$scrypt$…".to_owned());
        for _ in 0..FREE_TRIES {
            assert!(lock.attempt(second(10)).is_ok());
            assert_eq!(lock.judge(false, second(10)), Err(LockError::Wrong));
        }
        assert_eq!(lock.attempt(second(10)), Err(LockError::Wait(16)));
        assert!(lock.attempt(second(25)).is_ok());
        assert_eq!(lock.judge(false, second(25)), Err(LockError::Wrong));
        assert_eq!(lock.attempt(second(25)), Err(LockError::Wait(31)));
        assert_eq!(lock.judge(true, second(55)), Ok(()));
    }

    #[test]
    fn a_restart_is_no_way_around_the_wait() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock.json");
        let mut lock = Lock::open(path.clone(), second(0)).unwrap();
        let kept = hash("correct horse").unwrap();
        lock.set(Some(kept.clone())).unwrap();
        for _ in 0..FREE_TRIES {
            assert_eq!(lock.judge(false, second(10)), Err(LockError::Wrong));
        }
        let mut again = Lock::open(path.clone(), second(3)).unwrap();
        assert_eq!(again.attempt(second(3)), Err(LockError::Wait(16)));
        assert_eq!(again.attempt(second(19)), Ok(Some(kept)));
        assert_eq!(again.judge(true, second(19)), Ok(()));
        assert!(Lock::open(path.clone(), second(4)).unwrap().attempt(second(4)).is_ok());
        // A file of a version that did not count.
        let text = std::fs::read_to_string(&path).unwrap().replace(",\"wrong\":0", "");
        std::fs::write(&path, text).unwrap();
        assert!(Lock::open(path, second(4)).unwrap().attempt(second(4)).is_ok());
    }
}
