//! What was asked and what became of it: one line per request in `history.jsonl`.

mod known;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_details::{Card, Known};
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::Outcome;
use waxseal_protocol::ids::{ConsentId, DeviceId};

use crate::persist::{self, PersistError};

/// How a request ended, seen from this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum HistoryOutcome {
    /// Approved.
    Approved,
    /// Denied.
    Denied,
    /// Reported.
    Reported,
    /// Nobody answered in time.
    Expired,
    /// Withdrawn by the client.
    Cancelled,
    /// It ended while this device was not connected, so how is not known here.
    EndedAway,
}

impl From<Outcome> for HistoryOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Approved => Self::Approved,
            Outcome::Denied => Self::Denied,
            Outcome::Reported => Self::Reported,
            Outcome::Expired => Self::Expired,
            Outcome::Cancelled => Self::Cancelled,
        }
    }
}

/// One request that is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct HistoryRecord {
    /// When it ended.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Which request.
    #[ts(type = "string")]
    pub consent_id: ConsentId,
    /// Which account.
    #[ts(type = "string")]
    pub account_id: DeviceId,
    /// How it ended.
    pub outcome: HistoryOutcome,
    /// The other device that answered, if it was another one.
    pub by: Option<String>,
    /// What was shown. Absent if it ended before it could be shown.
    pub card: Option<Card>,
    /// The digest of the consent.
    pub consent_sha256: Option<String>,
}

/// The file and its newest lines.
#[derive(Debug)]
pub(crate) struct History {
    path: PathBuf,
    log: Mutex<Log>,
}

/// What was read and written, and what it teaches.
#[derive(Debug, Default)]
struct Log {
    records: Vec<HistoryRecord>,
    known: Arc<Known>,
}

impl Log {
    fn push(&mut self, record: HistoryRecord) {
        known::learn(Arc::make_mut(&mut self.known), &record);
        self.records.push(record);
    }
}

impl History {
    /// Reads the file. A last line that a crash cut off is left out; it was never acknowledged.
    pub(crate) fn open(path: PathBuf) -> Result<Self, PersistError> {
        let bytes = persist::read(&path)?.unwrap_or_default();
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        if whole < bytes.len() {
            persist::truncate(&path, whole)?;
        }
        let lines = bytes.get(..whole).unwrap_or_default().split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let records: Result<Vec<HistoryRecord>, _> = lines.map(serde_json::from_slice).collect();
        let records =
            records.map_err(|error| PersistError::Damaged { path: path.clone(), reason: error.to_string() })?;
        let mut log = Log::default();
        for record in records {
            log.push(record);
        }
        Ok(Self { path, log: Mutex::new(log) })
    }

    /// Adds a record, on disk first.
    pub(crate) fn add(&self, record: HistoryRecord) -> Result<(), PersistError> {
        let line = serde_json::to_string(&record)
            .map_err(|error| PersistError::Damaged { path: self.path.clone(), reason: error.to_string() })?;
        let mut log = self.log();
        persist::append_line(&self.path, &line)?;
        log.push(record);
        Ok(())
    }

    /// All records, newest first.
    pub(crate) fn newest_first(&self) -> Vec<HistoryRecord> {
        self.log().records.iter().rev().cloned().collect()
    }

    /// What it knows of clients and of the names in approved requests.
    pub(crate) fn known(&self) -> Arc<Known> {
        Arc::clone(&self.log().known)
    }

    /// Whether a request is over: a repeated notification must not bring it back.
    pub(crate) fn contains(&self, id: &ConsentId) -> bool {
        self.log().records.iter().rev().any(|record| record.consent_id == *id)
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn record(id: &str) -> HistoryRecord {
        HistoryRecord {
            at: Timestamp::UNIX_EPOCH,
            consent_id: id.into(),
            account_id: "dev_1".into(),
            outcome: HistoryOutcome::Denied,
            by: None,
            card: None,
            consent_sha256: None,
        }
    }

    #[test]
    fn records_survive_a_crash_in_the_middle_of_a_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history.jsonl");
        History::open(path.clone()).unwrap().add(record("a")).unwrap();
        let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(br#"{"at":"1970-01-0"#).unwrap();
        let history = History::open(path.clone()).unwrap();
        assert!(history.contains(&"a".into()));
        history.add(record("b")).unwrap();
        let again = History::open(path).unwrap();
        let ids: Vec<String> = again.newest_first().iter().map(|record| record.consent_id.to_string()).collect();
        assert_eq!(ids, ["b", "a"]);
    }

    #[test]
    fn a_damaged_file_is_named_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history.jsonl");
        std::fs::write(&path, "not json\nnot json either\n").unwrap();
        assert!(matches!(History::open(path.clone()), Err(PersistError::Damaged { .. })));
        assert_eq!(std::fs::read_to_string(path).unwrap(), "not json\nnot json either\n");
    }
}
