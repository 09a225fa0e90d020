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
    /// When it was made; always later than the one before it.
    pub created_at: Timestamp,
    /// From when on it is no longer published. The one of its algorithm that has no such time signs.
    pub retired_at: Option<Timestamp>,
}

/// How a new signing key takes the place of the one before.
#[derive(Debug, Clone)]
pub struct KeyReplacement {
    /// The key that signed so far. None: there was none.
    pub previous_kid: Option<String>,
    /// When the older ones of the algorithm are no longer published.
    pub retire_at: Timestamp,
    /// Whether the older ones are revoked: none of them stays published beyond `retire_at`, even if
    /// it was to, and nobody is led on to the new one.
    pub revoked: bool,
    /// What the previous key says of it, as a JWS, if devices pin keys of this algorithm.
    pub statement: Option<String>,
}
