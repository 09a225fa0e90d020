//! The server's signing keys, as stored.

use waxseal_protocol::{Secret, Timestamp};

/// A private key at rest.
#[derive(Debug, Clone)]
pub struct StoredSigningKey {
    /// Thumbprint of the public key.
    pub kid: String,
    /// PKCS#8 DER.
    pub pkcs8: Secret<Vec<u8>>,
    /// When it was made.
    pub created_at: Timestamp,
}
