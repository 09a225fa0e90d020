//! The signature algorithms we speak.

use std::fmt;

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// The signature algorithms in use. There is no `none`, and the one shared-secret algorithm lives
/// in [`verify_hs256`](super::verify_hs256) alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256 (RFC 7518 3.4): what our own keys use.
    ES256,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 3.3): what Guardian's SDKs use, and what RFC 9068
    /// wants every server to be able to sign with.
    RS256,
    /// RSASSA-PSS with SHA-256 (RFC 7518 3.5): what FAPI asks of RSA keys.
    PS256,
    /// Ed25519 (RFC 8037 3.1).
    EdDSA,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::ES256, Self::RS256, Self::PS256, Self::EdDSA];

    /// The name in a JOSE header.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ES256 => "ES256",
            Self::RS256 => "RS256",
            Self::PS256 => "PS256",
            Self::EdDSA => "EdDSA",
        }
    }

    pub(super) fn library(self) -> jsonwebtoken::Algorithm {
        match self {
            Self::ES256 => jsonwebtoken::Algorithm::ES256,
            Self::RS256 => jsonwebtoken::Algorithm::RS256,
            Self::PS256 => jsonwebtoken::Algorithm::PS256,
            Self::EdDSA => jsonwebtoken::Algorithm::EdDSA,
        }
    }

    /// The hash of a token that an ID token signed with this algorithm carries: `at_hash`,
    /// `urn:openid:params:jwt:claim:rt_hash` (OpenID Connect Core 3.1.3.6). The left half of the
    /// digest that belongs to the algorithm; for Ed25519 that is SHA-512.
    pub fn token_hash(self, token: &str) -> String {
        let algorithm = match self {
            Self::ES256 | Self::RS256 | Self::PS256 => &digest::SHA256,
            Self::EdDSA => &digest::SHA512,
        };
        let digest = digest::digest(algorithm, token.as_bytes());
        let half = digest.as_ref().iter().take(digest.as_ref().len() / 2).copied().collect::<Vec<_>>();
        URL_SAFE_NO_PAD.encode(half)
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The `at_hash` example of OpenID Connect Core A.3.
    #[test]
    fn token_hash_is_that_of_the_specification() {
        let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        assert_eq!(Algorithm::RS256.token_hash(token), "77QmUPtjPfzWtF2AnpK9RQ");
    }
}
