//! Checking a history that left a device.

use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::sha256_base64url;
use waxseal_protocol::jose::{TimeRules, decode_unverified, verify};

use super::chain;
use super::export::{SIGNATURE_TYPE, SignatureLine, SignedClaims};
use super::lines;

/// A signed history that is what it was when it was exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedExport {
    /// How many records it has.
    pub records: u32,
    /// When it was exported.
    pub exported_at: Timestamp,
    /// The thumbprint of the key that signed it (RFC 7638), base64url: compare it with the one in the app.
    pub key_thumbprint: String,
}

/// Checks signature, number of records and chain of an exported history.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn verify_export(file: &[u8]) -> Result<VerifiedExport, String> {
    let body = file.strip_suffix(b"\n").unwrap_or(file);
    let begin = body.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let (records, last) = file.split_at(begin);
    let line: SignatureLine =
        serde_json::from_slice(last).map_err(|_| "It does not end with a signature.".to_owned())?;
    let [key] = line.jwks.keys.as_slice() else {
        return Err("It does not name the one key that signed it.".to_owned());
    };
    let refused = |error| format!("Its signature is not right: {error}.");
    // An old export is as good as a new one.
    let said: SignedClaims = decode_unverified(&line.signature).map_err(refused)?;
    let rules = TimeRules::new(said.iat.timestamp(), std::time::Duration::MAX);
    let claims: SignedClaims =
        verify(&line.signature, std::slice::from_ref(key), SIGNATURE_TYPE, rules).map_err(refused)?;
    if claims.sha256 != sha256_base64url(records) {
        return Err("It was changed after it was signed.".to_owned());
    }
    let head = lines(records).last().map(chain::digest).unwrap_or_default();
    let check = chain::check(lines(records), &head);
    if check.records != claims.records {
        return Err(format!("It has {} records, and {} were signed.", check.records, claims.records));
    }
    if let (Some(at), Some(reason)) = (check.broken_at, check.reason) {
        return Err(format!("Record {at} does not fit: {reason}"));
    }
    if let Some(fault) = claims.fault {
        return Err(format!("It was not whole when it was exported: {}", fault.sentence()));
    }
    let key_thumbprint = key.thumbprint().map_err(|error| format!("Its key is not usable: {error}."))?;
    Ok(VerifiedExport { records: claims.records, exported_at: claims.iat.timestamp(), key_thumbprint })
}
