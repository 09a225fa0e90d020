//! The server's signing keys, as stored.

use waxseal_protocol::jose::Algorithm;
use waxseal_protocol::{Secret, Timestamp};

/// A private key at rest.
#[derive(Debug, Clone)]
pub struct StoredSigningKey {
    /// Thumbprint of the public key.
    pub kid: String,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// PKCS#8 DER.
    pub pkcs8: Secret<Vec<u8>>,
    /// When it was made. The newest of its algorithm signs.
    pub created_at: Timestamp,
    /// From when on it is no longer published.
    pub retired_at: Option<Timestamp>,
}
