//! The chain: each line of the history names the digest of the line before, so that none can be
//! changed, left out or put in between without every later one telling.
//!
//! It shows tampering by who does not rewrite the whole file. What stands against that is the
//! [seal](super::seal), and an exported history, which is signed.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::ids::sha256_base64url;

use super::{HistoryFault, HistoryRecord};

/// One line of `history.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Line {
    #[serde(flatten)]
    pub(super) record: HistoryRecord,
    /// The digest of the line before. The first line has none, or that of a line that was deleted
    /// because it was too old to be kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) previous_sha256: Option<String>,
}

/// Whether the history is what was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct HistoryCheck {
    /// How many records there are.
    pub records: u32,
    /// Whether each one follows from the one before.
    pub sound: bool,
    /// The first record that does not, counted from 1, the oldest first.
    pub broken_at: Option<u32>,
    /// What is wrong.
    pub fault: Option<HistoryFault>,
    /// What is wrong, in a sentence.
    pub reason: Option<String>,
    /// Whether the key store vouches for it that no record is missing at its end or its beginning. It does
    /// not while the key store cannot be reached.
    pub vouched: bool,
    /// The digest of the last record, base64url: it stands for all of them.
    pub head_sha256: String,
}

impl HistoryCheck {
    /// Something is wrong. What was found first stays.
    pub(super) fn find(&mut self, fault: HistoryFault, at: Option<u32>) {
        if self.sound {
            self.sound = false;
            self.broken_at = at;
            self.fault = Some(fault);
            self.reason = Some(fault.sentence().to_owned());
        }
    }
}

/// The digest of a line, without what ends it.
pub(super) fn digest(line: &[u8]) -> String {
    sha256_base64url(line)
}

/// Walks the lines of a file. `head` is the digest of the last line that this device wrote.
pub(super) fn check<'a>(lines: impl Iterator<Item = &'a [u8]>, head: &str) -> HistoryCheck {
    let mut check = HistoryCheck {
        records: 0,
        sound: true,
        broken_at: None,
        fault: None,
        reason: None,
        vouched: false,
        head_sha256: head.to_owned(),
    };
    let mut before: Option<String> = None;
    let mut chained = false;
    for line in lines {
        check.records += 1;
        let broken = match serde_json::from_slice::<Line>(line) {
            Err(_) => Some(HistoryFault::NotARecord),
            Ok(Line { previous_sha256: Some(previous), .. }) => {
                chained = true;
                let follows = before.as_ref().is_none_or(|before| *before == previous);
                (!follows).then_some(HistoryFault::Broken)
            }
            // Versions before the chain wrote lines without it.
            Ok(_) => chained.then_some(HistoryFault::Unchained),
        };
        if let Some(fault) = broken {
            check.find(fault, Some(check.records));
        }
        before = Some(digest(line));
    }
    if before.unwrap_or_default() != head {
        check.find(HistoryFault::EndMissing, Some(check.records));
    }
    check
}
