//! The seal: what the vault keeps of the history, so that records that are missing at its end or its
//! beginning are missed.
//!
//! The file is written first and the seal after it, so an honest crash leaves a file that is ahead of
//! its seal: the records after the sealed one are taken in. A file that is behind its seal was cut. Old
//! records are deleted in the other order, seal first, so that a crash leaves more than the seal counts.
//!
//! Who can write the keyring can forge a seal, and who can put back both the file and the keyring of an
//! earlier day is not seen. Against them stands a history that was exported before.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::Timestamp;
use waxseal_protocol::jose::{KeyError, NumericDate, SigningKey, TimeRules, decode_unverified, verify};

use super::export::for_good;

/// What is wrong with a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum HistoryFault {
    /// A line is not a record.
    NotARecord,
    /// The record before one was changed, left out or put in between.
    Broken,
    /// A record does not say which one comes before it.
    Unchained,
    /// Records at the end were changed or left out.
    EndMissing,
    /// Records at the beginning were left out.
    BeginningMissing,
    /// What the vault keeps of it was not signed by this device.
    SealForged,
}

impl HistoryFault {
    /// The same in a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NotARecord => "It is not a record.",
            Self::Broken => "The record before it was changed, left out or put in between.",
            Self::Unchained => "It does not say which record comes before it.",
            Self::EndMissing => "Records at the end were changed or left out.",
            Self::BeginningMissing => "Records at the beginning were left out.",
            Self::SealForged => "What the key store keeps of the history was not signed by this device.",
        }
    }
}

/// What was found missing. It is said until records of that time are too old to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Loss {
    pub(super) fault: HistoryFault,
    pub(super) found_at: Timestamp,
}

/// How much was written, and what came last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Seal {
    /// Records that were ever written.
    pub(super) written: u64,
    /// Those of them that were deleted because they were too old.
    pub(super) pruned: u64,
    /// The digest of the newest.
    pub(super) head_sha256: String,
    /// What was missing when it was last compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) loss: Option<Loss>,
}

/// A seal as it is signed.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iat: NumericDate,
    exp: NumericDate,
    #[serde(flatten)]
    seal: Seal,
}

/// The JWS `typ` of a seal.
const TYPE: &str = "waxseal-history-seal+jwt";

impl Seal {
    /// Signs it: a vault of files keeps it where others can write.
    pub(crate) fn sign(&self, key: &SigningKey, now: Timestamp) -> Result<String, KeyError> {
        // A seal holds until the next one.
        let claims = Claims { iat: NumericDate::new(now), exp: for_good(now), seal: self.clone() };
        key.sign(TYPE, &claims)
    }

    /// Reads one that this device signed.
    pub(crate) fn read(text: &str, key: &SigningKey) -> Result<Self, HistoryFault> {
        let forged = |_| HistoryFault::SealForged;
        // The clock of the day it was made may have been wrong.
        let said: Claims = decode_unverified(text).map_err(forged)?;
        let rules = TimeRules::new(said.iat.timestamp(), std::time::Duration::MAX);
        let claims: Claims = verify(text, std::slice::from_ref(key.public()), TYPE, rules).map_err(forged)?;
        Ok(claims.seal)
    }

    /// How many records it says are there.
    fn kept(&self) -> u64 {
        self.written.saturating_sub(self.pruned)
    }
}

/// What a file says beside its seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Comparison {
    /// How many records were deleted before the first that is there.
    pub(super) pruned: u64,
    /// How many records at the end the seal does not know yet.
    pub(super) unsealed: u64,
    /// What is missing.
    pub(super) fault: Option<HistoryFault>,
}

/// Compares a file's digests, oldest first, with the seal.
pub(super) fn compare(seal: &Seal, digests: &[String]) -> Comparison {
    let here = u64::try_from(digests.len()).unwrap_or(u64::MAX);
    let newest = digests.iter().rposition(|digest| *digest == seal.head_sha256);
    let sealed = newest.and_then(|index| u64::try_from(index + 1).ok());
    match sealed {
        Some(sealed) => Comparison {
            pruned: seal.written.saturating_sub(sealed),
            unsealed: here - sealed,
            fault: (sealed < seal.kept()).then_some(HistoryFault::BeginningMissing),
        },
        // Everything was too old, and what is here came since.
        None if seal.kept() == 0 => Comparison { pruned: seal.written, unsealed: here, fault: None },
        None => Comparison { pruned: seal.written, unsealed: here, fault: Some(HistoryFault::EndMissing) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digests(names: &str) -> Vec<String> {
        names.chars().map(String::from).collect()
    }

    fn seal(written: u64, pruned: u64, head: &str) -> Seal {
        Seal { written, pruned, head_sha256: head.to_owned(), loss: None }
    }

    #[test]
    fn what_is_missing_at_either_end_is_missed() {
        for (seal, file, fault) in [
            (seal(3, 0, "c"), "abc", None),
            (seal(3, 0, "c"), "ab", Some(HistoryFault::EndMissing)),
            (seal(3, 0, "c"), "", Some(HistoryFault::EndMissing)),
            (seal(3, 0, "c"), "abx", Some(HistoryFault::EndMissing)),
            (seal(3, 0, "c"), "bc", Some(HistoryFault::BeginningMissing)),
            (seal(3, 1, "c"), "bc", None),
            (seal(3, 1, "c"), "c", Some(HistoryFault::BeginningMissing)),
        ] {
            assert_eq!(compare(&seal, &digests(file)).fault, fault, "{seal:?} {file:?}");
        }
    }

    #[test]
    fn a_crash_between_file_and_seal_is_no_fault() {
        // The record was written, its seal was not.
        let ahead = compare(&seal(2, 0, "b"), &digests("abc"));
        assert_eq!(ahead, Comparison { pruned: 0, unsealed: 1, fault: None });
        // The seal without old records was kept, and then they were not deleted.
        let not_pruned = compare(&seal(3, 2, "c"), &digests("abc"));
        assert_eq!(not_pruned, Comparison { pruned: 0, unsealed: 0, fault: None });
        // All of them were, and then one more was written.
        let empty = compare(&seal(3, 3, "c"), &digests("d"));
        assert_eq!(empty, Comparison { pruned: 3, unsealed: 1, fault: None });
    }

    #[test]
    fn a_seal_of_another_key_is_forged() {
        let (key, other) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
        let text = seal(3, 1, "c").sign(&key, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(Seal::read(&text, &key), Ok(seal(3, 1, "c")));
        assert_eq!(Seal::read(&text, &other), Err(HistoryFault::SealForged));
        assert_eq!(Seal::read("no seal", &key), Err(HistoryFault::SealForged));
    }
}
