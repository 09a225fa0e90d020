//! What was asked and what became of it: one line per request in `history.jsonl`, each chained to
//! the one before.

mod chain;
mod export;
mod known;
mod seal;
#[cfg(test)]
mod tests;
mod verify_export;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_details::{Card, Known};
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::{Outcome, UserVerification};
use waxseal_protocol::ids::{ConsentId, DeviceId, UserId};
use waxseal_protocol::jose::SigningKey;

pub use chain::HistoryCheck;
use chain::Line;
pub use export::{ExportFormat, ExportedHistory};
pub use seal::HistoryFault;
pub(crate) use seal::Seal;
use seal::{Loss, compare};
pub use verify_export::{VerifiedExport, verify_export};

use crate::inbox::FourEyesView;
use crate::persist::{self, PersistError};
use crate::request_id::RequestId;

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
    /// Which request, as its server called it.
    #[ts(type = "string")]
    pub consent_id: ConsentId,
    /// Which account.
    #[ts(type = "string")]
    pub account_id: DeviceId,
    /// Whose account it was. Absent in records of before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "string")]
    pub user_id: Option<UserId>,
    /// How it ended.
    pub outcome: HistoryOutcome,
    /// The other device that answered, if it was another one.
    pub by: Option<String>,
    /// The name of the person who answered, if it was another one than this device's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub person: Option<String>,
    /// Who had to approve it and who did, where it took two people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub four_eyes: Option<FourEyesView>,
    /// Who, beside this device, made sure that it was the person who approved it here: what the evidence says
    /// that was sent. Absent where no approval of this device counted, and in records of before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "\"none\" | \"os\"")]
    pub uv: Option<UserVerification>,
    /// What was shown. Absent if it ended before it could be shown.
    pub card: Option<Card>,
    /// The digest of the consent.
    pub consent_sha256: Option<String>,
}

impl HistoryRecord {
    /// Which request it was.
    pub fn id(&self) -> RequestId {
        RequestId { account_id: self.account_id.clone(), consent_id: self.consent_id.clone() }
    }

    fn is_of(&self, id: &RequestId) -> bool {
        self.consent_id == id.consent_id && self.account_id == id.account_id
    }

    /// Who answered, if it was not this device: the person, the device, or both.
    pub fn answered_by(&self) -> String {
        match (&self.person, &self.by) {
            (Some(person), Some(device)) => format!("{person} ({device})"),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => String::new(),
        }
    }
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
    /// The digest of the last line; empty before the first.
    head: String,
    /// What the vault keeps of it, once that was read.
    sealing: Option<Sealing>,
}

/// What is known of a history beyond its file.
#[derive(Debug)]
struct Sealing {
    /// How many records were deleted before the first that is there.
    pruned: u64,
    loss: Option<Loss>,
    /// The seal in the vault.
    kept: Option<Seal>,
}

impl Log {
    fn push(&mut self, record: HistoryRecord) {
        known::learn(Arc::make_mut(&mut self.known), &record);
        self.records.push(record);
    }

    /// How many records ended before a moment.
    fn older(&self, before: Timestamp) -> usize {
        self.records.iter().take_while(|record| record.at < before).count()
    }

    fn seal(&self, sealing: &Sealing) -> Seal {
        Seal {
            written: sealing.pruned + u64::try_from(self.records.len()).unwrap_or(u64::MAX),
            pruned: sealing.pruned,
            head_sha256: self.head.clone(),
            loss: sealing.loss,
        }
    }

    /// Walks the chain of a file, and says what is known of it beside.
    fn check(&self, file: &[u8]) -> HistoryCheck {
        let mut check = chain::check(lines(file), &self.head);
        if usize::try_from(check.records).is_ok_and(|here| here < self.records.len()) {
            check.find(HistoryFault::BeginningMissing, None);
        }
        let sealing = self.sealing.as_ref();
        if let Some(loss) = sealing.and_then(|sealing| sealing.loss) {
            check.find(loss.fault, None);
        }
        let sealed = |sealing: &Sealing| sealing.kept.as_ref().map_or("", |seal| &seal.head_sha256) == self.head;
        check.vouched = check.sound && sealing.is_some_and(sealed);
        check
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
        let mut log = Log::default();
        for line in lines(bytes.get(..whole).unwrap_or_default()) {
            let read: Line = serde_json::from_slice(line)
                .map_err(|error| PersistError::Damaged { path: path.clone(), reason: error.to_string() })?;
            log.push(read.record);
            log.head = chain::digest(line);
        }
        Ok(Self { path, log: Mutex::new(log) })
    }

    /// Adds a record, on disk first.
    pub(crate) fn add(&self, record: HistoryRecord) -> Result<(), PersistError> {
        let mut log = self.log();
        let previous_sha256 = (!log.head.is_empty()).then(|| log.head.clone());
        let line = Line { record, previous_sha256 };
        let text = serde_json::to_string(&line)
            .map_err(|error| PersistError::Damaged { path: self.path.clone(), reason: error.to_string() })?;
        persist::append_line(&self.path, &text)?;
        log.head = chain::digest(text.as_bytes());
        log.push(line.record);
        Ok(())
    }

    /// Whether something ended before a moment.
    pub(crate) fn has_older(&self, before: Timestamp) -> bool {
        self.log().older(before) > 0
    }

    /// Deletes what ended before a moment, for good, and says how many records that were. The vault has
    /// to have [`seal_without`](Self::seal_without) them before.
    pub(crate) fn prune(&self, before: Timestamp) -> Result<usize, PersistError> {
        let mut log = self.log();
        let old = log.older(before);
        if old == 0 {
            return Ok(0);
        }
        let bytes = persist::read(&self.path)?.unwrap_or_default();
        let kept: Vec<&[u8]> = lines(&bytes).skip(old).collect();
        let mut file = kept.join(&b'\n');
        if !file.is_empty() {
            file.push(b'\n');
        }
        persist::write_atomically(&self.path, &file)?;
        let mut next = Log { head: log.head.clone(), sealing: log.sealing.take(), ..Log::default() };
        if let Some(sealing) = &mut next.sealing {
            sealing.pruned += u64::try_from(old).unwrap_or(u64::MAX);
            sealing.loss = sealing.loss.filter(|loss| loss.found_at >= before);
        }
        for record in log.records.drain(old..) {
            next.push(record);
        }
        if next.records.is_empty() {
            next.head = String::new();
        }
        *log = next;
        Ok(old)
    }

    /// Walks the chain on disk.
    pub(crate) fn check(&self) -> Result<HistoryCheck, PersistError> {
        let log = self.log();
        let bytes = persist::read(&self.path)?.unwrap_or_default();
        Ok(log.check(&bytes))
    }

    /// Whether it was compared with what the vault keeps of it.
    pub(crate) fn is_compared(&self) -> bool {
        self.log().sealing.is_some()
    }

    /// Whether there is no record.
    pub(crate) fn is_empty(&self) -> bool {
        self.log().records.is_empty()
    }

    /// Compares it with what the vault keeps of it, and says what is wrong. Without a seal, it is the first
    /// time, and what is there counts.
    pub(crate) fn compare(&self, kept: Option<Result<Seal, HistoryFault>>, now: Timestamp) -> Option<HistoryFault> {
        let mut log = self.log();
        let bytes = persist::read(&self.path).ok().flatten().unwrap_or_default();
        let digests: Vec<String> = lines(&bytes).map(chain::digest).collect();
        let (pruned, before, fault, kept) = match kept {
            None => (0, None, None, None),
            Some(Err(fault)) => (0, None, Some(fault), None),
            Some(Ok(seal)) => {
                let compared = compare(&seal, &digests);
                if compared.unsealed > 0 {
                    tracing::info!("{} records were written after the last seal", compared.unsealed);
                }
                (compared.pruned, seal.loss, compared.fault, Some(seal))
            }
        };
        let loss = before.or(fault.map(|fault| Loss { fault, found_at: now }));
        log.sealing = Some(Sealing { pruned, loss, kept });
        fault
    }

    /// The seal that the vault has to keep, if it is another one than it keeps.
    pub(crate) fn seal(&self) -> Option<Seal> {
        let log = self.log();
        let sealing = log.sealing.as_ref()?;
        let next = log.seal(sealing);
        (next.written > 0 && sealing.kept.as_ref() != Some(&next)).then_some(next)
    }

    /// The seal of what is left once everything is deleted that ended before a moment.
    pub(crate) fn seal_without(&self, before: Timestamp) -> Option<Seal> {
        let log = self.log();
        let mut next = log.seal(log.sealing.as_ref()?);
        next.pruned += u64::try_from(log.older(before)).unwrap_or(u64::MAX);
        next.loss = next.loss.filter(|loss| loss.found_at >= before);
        Some(next)
    }

    /// The vault keeps a seal.
    pub(crate) fn sealed(&self, seal: Seal) {
        if let Some(sealing) = &mut self.log().sealing {
            sealing.kept = Some(seal);
        }
    }

    /// What was found missing when it was compared with its seal.
    pub(crate) fn fault(&self) -> Option<HistoryFault> {
        self.log().sealing.as_ref()?.loss.map(|loss| loss.fault)
    }

    /// The whole history as a file, and what the chain says of it.
    pub(crate) fn export(
        &self,
        format: ExportFormat,
        key: &SigningKey,
        now: Timestamp,
    ) -> Result<(Vec<u8>, HistoryCheck), PersistError> {
        let failed = |reason: String| PersistError::Damaged { path: self.path.clone(), reason };
        let log = self.log();
        let lines = persist::read(&self.path)?.unwrap_or_default();
        let check = log.check(&lines);
        let file = match format {
            ExportFormat::Jsonl => export::jsonl(lines, &check, key, now).map_err(|error| failed(error.to_string()))?,
            ExportFormat::Csv => export::csv(log.records.iter().rev()).map_err(|error| failed(error.to_string()))?,
        };
        Ok((file, check))
    }

    /// All records, newest first.
    pub(crate) fn newest_first(&self) -> Vec<HistoryRecord> {
        self.log().records.iter().rev().cloned().collect()
    }

    /// What became of a request.
    pub(crate) fn record(&self, id: &RequestId) -> Option<HistoryRecord> {
        self.log().records.iter().rev().find(|record| record.is_of(id)).cloned()
    }

    /// What it knows of clients and of the names in approved requests.
    pub(crate) fn known(&self) -> Arc<Known> {
        Arc::clone(&self.log().known)
    }

    /// Whether a request is over: a repeated notification must not bring it back.
    pub(crate) fn contains(&self, id: &RequestId) -> bool {
        self.log().records.iter().rev().any(|record| record.is_of(id))
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The lines of a file.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
}
