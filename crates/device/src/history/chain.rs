//! The chain: each line of the history names the digest of the line before, so that none can be
//! changed, left out or put in between without every later one telling.
//!
//! It shows tampering by who does not rewrite the whole file. What stands against that is an
//! exported history, which is signed.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::ids::sha256_base64url;

use super::HistoryRecord;

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
    /// What is wrong, in a sentence.
    pub reason: Option<String>,
    /// The digest of the last record, base64url: it stands for all of them.
    pub head_sha256: String,
}

/// The digest of a line, without what ends it.
pub(super) fn digest(line: &[u8]) -> String {
    sha256_base64url(line)
}

/// Walks the lines of a file. `head` is the digest of the last line that this device wrote.
pub(super) fn check<'a>(lines: impl Iterator<Item = &'a [u8]>, head: &str) -> HistoryCheck {
    let mut check =
        HistoryCheck { records: 0, sound: true, broken_at: None, reason: None, head_sha256: head.to_owned() };
    let mut before: Option<String> = None;
    let mut chained = false;
    for line in lines {
        check.records += 1;
        let broken = match serde_json::from_slice::<Line>(line) {
            Err(_) => Some("It is not a record."),
            Ok(Line { previous_sha256: Some(previous), .. }) => {
                chained = true;
                let follows = before.as_ref().is_none_or(|before| *before == previous);
                (!follows).then_some("The record before it was changed, left out or put in between.")
            }
            // Versions before the chain wrote lines without it.
            Ok(_) => chained.then_some("It does not say which record comes before it."),
        };
        if let Some(reason) = broken
            && check.sound
        {
            check.sound = false;
            check.broken_at = Some(check.records);
            check.reason = Some(reason.to_owned());
        }
        before = Some(digest(line));
    }
    if check.sound && before.unwrap_or_default() != head {
        check.sound = false;
        check.broken_at = Some(check.records);
        check.reason = Some("Records at the end were changed or left out.".to_owned());
    }
    check
}
