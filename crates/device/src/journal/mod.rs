//! Answers that are on their way: written down before they are sent, struck out when their fate is
//! known. After a crash the server is asked what became of them; nothing is sent again blindly.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::Notification;
use waxseal_protocol::ids::DeviceId;

use crate::decision::Answer;
use crate::inbox::VerifiedConsent;
use crate::persist::{self, PersistError};
use crate::request_id::RequestId;

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
    /// Which request it answers.
    pub(crate) fn id(&self) -> RequestId {
        RequestId { account_id: self.account_id.clone(), consent_id: self.notification.txlnkid.clone() }
    }

    fn answers(&self, id: &RequestId) -> bool {
        self.account_id == id.account_id && self.notification.txlnkid == id.consent_id
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
    pub(crate) fn entry(&self, id: &RequestId) -> Option<Entry> {
        self.lock().iter().find(|entry| entry.answers(id)).cloned()
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
            let id = entry.id();
            entries.retain(|other| !other.answers(&id));
            entries.push(entry);
        })
    }

    /// The fate of an answer is known.
    pub(crate) fn end(&self, id: &RequestId) -> Result<(), PersistError> {
        if self.lock().iter().any(|entry| entry.answers(id)) {
            self.change(|entries| entries.retain(|entry| !entry.answers(id)))?;
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

#[cfg(test)]
mod tests {
    use waxseal_protocol::device::DecisionOutcome;
    use waxseal_protocol::jose::NumericDate;

    use super::*;

    fn entry(account: &str) -> Entry {
        let notification = Notification {
            dai: account.into(),
            txtkn: String::new(),
            c: String::new(),
            d: Timestamp::UNIX_EPOCH,
            sh: String::new(),
            txlnkid: "cns_1".into(),
            exp: NumericDate::new(Timestamp::UNIX_EPOCH),
            approvals: 0,
        };
        let answer = DecisionOutcome::Denied.into();
        Entry { account_id: account.into(), notification, shown: None, answer, received_at: Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn the_answers_of_two_accounts_to_one_consent_are_two() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.json");
        let journal = Journal::open(path.clone()).unwrap();
        let (first, second) = (entry("dev_1"), entry("dev_2"));
        journal.begin(first.clone()).unwrap();
        journal.begin(second.clone()).unwrap();
        journal.begin(first.clone()).unwrap();
        journal.end(&first.id()).unwrap();
        let again = Journal::open(path).unwrap();
        assert_eq!((again.entry(&first.id()), again.entry(&second.id())), (None, Some(second)));
    }

    #[test]
    fn a_journal_of_an_earlier_version_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.json");
        let old = r#"[{"account_id":"dev_1","notification":{"dai":"dev_1","txtkn":"t","c":"c","d":"2026-11-20T10:00:00Z",
            "sh":"https://localhost/appliance-mfa","txlnkid":"cns_1","exp":1800000000},
            "answer":{"outcome":"approved","reason":null},"received_at":"2026-11-20T10:00:00Z"}]"#;
        std::fs::write(&path, old).unwrap();
        let journal = Journal::open(path).unwrap();
        let id = RequestId { account_id: "dev_1".into(), consent_id: "cns_1".into() };
        assert_eq!(journal.entry(&id).unwrap().answer, DecisionOutcome::Approved.into());
        let other = RequestId { account_id: "dev_2".into(), ..id };
        assert_eq!(journal.entry(&other), None);
    }
}
