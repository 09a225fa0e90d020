//! Private keys that sign, kept as PKCS#8.
//!
//! The signatures are made by `aws-lc-rs` with a key that was parsed once: `jsonwebtoken` parses
//! and checks the key again for every signature, which costs more than the signature itself.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256,
    RsaKeyPair, RsaPublicKeyComponents,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use super::{Algorithm, Jwk};
use crate::secret::Secret;

/// A key pair for one algorithm. Its `kid` is the thumbprint of the public key.
#[derive(Clone)]
pub struct SigningKey {
    algorithm: Algorithm,
    pair: Arc<Pair>,
    public: Jwk,
    pkcs8: Secret<Vec<u8>>,
}

enum Pair {
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    Rsa(RsaKeyPair),
}

/// Why a private key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The bytes are no PKCS#8 key for the algorithm.
    #[error("not a PKCS#8 key for {0}")]
    Malformed(Algorithm),
    /// The key file cannot be used.
    #[error("the key file cannot be used: {0}")]
    File(String),
    /// The library could not make or use the key.
    #[error("the cryptographic library failed: {0}")]
    Library(String),
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'a str,
    typ: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jwk: Option<&'a Jwk>,
}

impl SigningKey {
    /// A new P-256 key.
    pub fn generate() -> Result<Self, KeyError> {
        Self::generate_for(Algorithm::ES256)
    }

    /// A new key for an algorithm; RSA keys have 2048 bits.
    pub fn generate_for(algorithm: Algorithm) -> Result<Self, KeyError> {
        let failed = |error: &dyn fmt::Display| KeyError::Library(error.to_string());
        let random = SystemRandom::new();
        match algorithm {
            Algorithm::ES256 => {
                let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random);
                Self::from_pkcs8(algorithm, document.map_err(|error| failed(&error))?.as_ref())
            }
            Algorithm::EdDSA => {
                let document = Ed25519KeyPair::generate_pkcs8(&random).map_err(|error| failed(&error))?;
                Self::from_pkcs8(algorithm, document.as_ref())
            }
            Algorithm::RS256 | Algorithm::PS256 => {
                let pair = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).map_err(|error| failed(&error))?;
                Self::from_pkcs8(algorithm, pair.as_der().map_err(|error| failed(&error))?.as_ref())
            }
        }
    }

    /// Reads a key that [`pkcs8`](Self::pkcs8) gave.
    pub fn from_pkcs8(algorithm: Algorithm, der: &[u8]) -> Result<Self, KeyError> {
        let malformed = || KeyError::Malformed(algorithm);
        let (pair, public) = match algorithm {
            Algorithm::ES256 => {
                let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der).map_err(|_| malformed())?;
                // SEC1 uncompressed point: 0x04, x, y.
                let point = pair.public_key().as_ref();
                let (x, y) = (point.get(1..33).ok_or_else(malformed)?, point.get(33..65).ok_or_else(malformed)?);
                let public = Jwk::p256(x, y);
                (Pair::P256(pair), public)
            }
            Algorithm::EdDSA => {
                let pair = Ed25519KeyPair::from_pkcs8(der).map_err(|_| malformed())?;
                let public = Jwk::ed25519(pair.public_key().as_ref());
                (Pair::Ed25519(pair), public)
            }
            Algorithm::RS256 | Algorithm::PS256 => {
                let pair = RsaKeyPair::from_pkcs8(der).map_err(|_| malformed())?;
                let components: RsaPublicKeyComponents<Vec<u8>> = pair.public_key().into();
                let public = Jwk::rsa(&components.n, &components.e, algorithm);
                (Pair::Rsa(pair), public)
            }
        };
        Ok(Self { algorithm, pair: Arc::new(pair), public, pkcs8: Secret::new(der.to_vec()) })
    }

    /// The key as PKCS#8 DER, to be stored where secrets belong.
    pub fn pkcs8(&self) -> &Secret<Vec<u8>> {
        &self.pkcs8
    }

    /// What it signs with.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The public half, with `kid` and `alg`.
    pub fn public(&self) -> &Jwk {
        &self.public
    }

    /// The same key under another name, or under none: what `kid` says in the header of what it
    /// signs.
    #[must_use]
    pub fn with_kid(mut self, kid: Option<String>) -> Self {
        self.public.kid = kid;
        self
    }

    /// Signs `claims` as a compact JWS with header `typ`, `alg` and `kid`.
    pub fn sign<T: Serialize>(&self, typ: &str, claims: &T) -> Result<String, KeyError> {
        let kid = self.public.kid.as_deref();
        self.sign_with(&Header { alg: self.algorithm.as_str(), typ, kid, jwk: None }, claims)
    }

    /// Signs a DPoP-style proof: the public key travels in the header (RFC 9449 4.2).
    pub fn sign_proof<T: Serialize>(&self, claims: &T) -> Result<String, KeyError> {
        let jwk = Some(&self.public);
        self.sign_with(&Header { alg: self.algorithm.as_str(), typ: "dpop+jwt", kid: None, jwk }, claims)
    }

    /// RFC 7515 7.1: header, payload and signature, each in base64url, joined by dots.
    fn sign_with<T: Serialize>(&self, header: &Header<'_>, claims: &T) -> Result<String, KeyError> {
        let library = |error: serde_json::Error| KeyError::Library(error.to_string());
        let mut token = URL_SAFE_NO_PAD.encode(serde_json::to_vec(header).map_err(library)?);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(claims).map_err(library)?, &mut token);
        let signature = self.signature(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    fn signature(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let failed = |error: aws_lc_rs::error::Unspecified| KeyError::Library(error.to_string());
        let random = SystemRandom::new();
        match self.pair.as_ref() {
            Pair::P256(pair) => Ok(pair.sign(&random, message).map_err(failed)?.as_ref().to_vec()),
            Pair::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
            Pair::Rsa(pair) => {
                let padding: &dyn aws_lc_rs::signature::RsaEncoding =
                    if self.algorithm == Algorithm::PS256 { &RSA_PSS_SHA256 } else { &RSA_PKCS1_SHA256 };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(padding, &random, message, &mut signature).map_err(failed)?;
                Ok(signature)
            }
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("algorithm", &self.algorithm)
            .field("kid", &self.public.kid)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{JwsError, Trust};
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn every_algorithm_signs_what_the_library_verifies() {
        for algorithm in Algorithm::ALL {
            let key = SigningKey::generate_for(algorithm).unwrap();
            let again = SigningKey::from_pkcs8(algorithm, key.pkcs8().expose()).unwrap();
            assert_eq!(again.public(), key.public());
            let token = again.sign("JWT", &json!({"sub": "hanna"})).unwrap();
            let keys = [key.public().clone()];
            let trust = Trust { keys: &keys, algorithms: &[algorithm], types: &["jwt"] };
            assert_eq!(trust.claims::<Value>(&token).unwrap(), json!({"sub": "hanna"}), "{algorithm}");
            let others: Vec<_> = Algorithm::ALL.into_iter().filter(|one| *one != algorithm).collect();
            let other = Trust { algorithms: &others, ..trust };
            assert_eq!(other.claims::<Value>(&token), Err(JwsError::Signature), "{algorithm}");
        }
    }
}
