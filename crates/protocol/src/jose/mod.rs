//! A thin, closed face over `jsonwebtoken`: the algorithms we allow, keys, and JWS whose time
//! claims are judged by our own clock.

mod jwk;
mod jws;
mod key;

pub use jwk::{Jwk, JwkError, JwkSet};
pub use jws::{JwsError, NumericDate, TimeRules, decode_unverified, verify, verify_proof};
pub use key::{KeyError, SigningKey};

use serde::{Deserialize, Serialize};

/// The signature algorithms in use. There is no `none` and no shared-secret algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256 (RFC 7518 3.4): what our own keys use.
    ES256,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 3.3): what Guardian's SDKs use.
    RS256,
}

impl Algorithm {
    fn library(self) -> jsonwebtoken::Algorithm {
        match self {
            Self::ES256 => jsonwebtoken::Algorithm::ES256,
            Self::RS256 => jsonwebtoken::Algorithm::RS256,
        }
    }
}
