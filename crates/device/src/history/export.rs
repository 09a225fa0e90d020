//! The history in a file that leaves the device: signed lines for programs, a table for people.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::UserVerification;
use waxseal_protocol::ids::sha256_base64url;
use waxseal_protocol::jose::{JwkSet, KeyError, NumericDate, SigningKey};

use super::{HistoryCheck, HistoryFault, HistoryRecord};

/// The form of an exported history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ExportFormat {
    /// One record a line as JSON, and a last line with a signature over all of them.
    Jsonl,
    /// A table for spreadsheets. It is not signed.
    Csv,
}

impl ExportFormat {
    /// How the file's name ends.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
        }
    }
}

/// A history that was written to a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ExportedHistory {
    /// Where it is.
    pub path: String,
    /// How many records it has.
    pub records: u32,
    /// SHA-256 over the file, base64url.
    pub sha256: String,
    /// What is wrong with it. The file has what is there all the same, and says so if it is signed.
    pub fault: Option<HistoryFault>,
}

/// An export is good for as long as anybody asks about it.
const LIFE: jiff::SignedDuration = jiff::SignedDuration::from_hours(100 * 366 * 24);

/// The JWS `typ` of the signature.
pub(super) const SIGNATURE_TYPE: &str = "waxseal-history+jwt";

/// What is signed: the bytes of all lines before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SignedClaims {
    pub(super) iat: NumericDate,
    pub(super) exp: NumericDate,
    pub(super) records: u32,
    /// SHA-256 over every byte before the line with the signature, base64url.
    pub(super) sha256: String,
    /// What was wrong with the history when it was exported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) fault: Option<HistoryFault>,
}

/// The last line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SignatureLine {
    /// A compact JWS.
    pub(super) signature: String,
    /// The key to verify it with. Whose it is, its thumbprint in the app says.
    pub(super) jwks: JwkSet,
}

/// When what is signed now ends: never, as far as anybody who asks is concerned.
pub(super) fn for_good(now: Timestamp) -> NumericDate {
    NumericDate::new(now.saturating_add(LIFE).unwrap_or(Timestamp::MAX))
}

/// The chain's lines as they are, and the line that signs them.
pub(super) fn jsonl(
    lines: Vec<u8>,
    check: &HistoryCheck,
    key: &SigningKey,
    now: Timestamp,
) -> Result<Vec<u8>, KeyError> {
    let mut file = lines;
    let claims = SignedClaims {
        iat: NumericDate::new(now),
        exp: for_good(now),
        records: check.records,
        sha256: sha256_base64url(&file),
        fault: check.fault,
    };
    let line = SignatureLine {
        signature: key.sign(SIGNATURE_TYPE, &claims)?,
        jwks: JwkSet { keys: vec![key.public().clone()] },
    };
    file.extend(serde_json::to_vec(&line).unwrap_or_default());
    file.push(b'\n');
    Ok(file)
}

/// A table, newest first.
pub(super) fn csv<'a>(records: impl Iterator<Item = &'a HistoryRecord>) -> Result<Vec<u8>, csv::Error> {
    // Without the mark, spreadsheets take it for another encoding.
    let mut table = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    table.write_record([
        "ended_at",
        "outcome",
        "answered_by",
        "asked",
        "client",
        "client_id",
        "audience",
        "consent_id",
        "account_id",
        "consent_sha256",
        "uv",
        "user_id",
    ])?;
    for record in records {
        let card = record.card.as_ref();
        let shown = |text: Option<&waxseal_details::Shown>| text.map_or("", |text| text.text.as_str()).to_owned();
        let outcome = serde_json::to_value(record.outcome).unwrap_or_default();
        let cells = [
            record.at.to_string(),
            outcome.as_str().unwrap_or_default().to_owned(),
            record.answered_by(),
            card.map_or_else(String::new, |card| card.headline.clone()),
            shown(card.and_then(|card| card.client_name.as_ref())),
            shown(card.and_then(|card| card.client_id.as_ref())),
            shown(card.map(|card| &card.audience)),
            record.consent_id.to_string(),
            record.account_id.to_string(),
            record.consent_sha256.clone().unwrap_or_default(),
            record.uv.map_or("", UserVerification::as_str).to_owned(),
            record.user_id.as_ref().map_or_else(String::new, ToString::to_string),
        ];
        table.write_record(cells.map(inert))?;
    }
    table.into_inner().map_err(|error| csv::Error::from(std::io::Error::other(error.to_string())))
}

/// A cell that no spreadsheet takes for a formula (OWASP, CSV injection).
fn inert(cell: String) -> String {
    let isolated = cell.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{2066}'..='\u{2069}'));
    if isolated.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) || cell.starts_with(['\t', '\r', '\n']) {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=HYPERLINK(\"http://x\")", "+1", "-1+2", "@SUM(A1)", "\t=1", " =1", "\u{2068}=1\u{2069}", "＝1"]
        {
            assert_eq!(inert(cell.to_owned()), format!("'{cell}"));
        }
        assert_eq!(inert("Pay $2,500.00 to Hanna".to_owned()), "Pay $2,500.00 to Hanna");
    }
}
