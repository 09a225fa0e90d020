//! Private keys that sign: P-256, kept as PKCS#8.

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use jsonwebtoken::{EncodingKey, Header};
use serde::Serialize;

use super::{Algorithm, Jwk};
use crate::secret::Secret;

/// A P-256 key pair. Its `kid` is the thumbprint of the public key.
#[derive(Clone)]
pub struct SigningKey {
    encoding: EncodingKey,
    public: Jwk,
    pkcs8: Secret<Vec<u8>>,
}

/// Why a private key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The bytes are no PKCS#8 key for P-256.
    #[error("not a PKCS#8 key for P-256")]
    Malformed,
    /// The library could not make or use the key.
    #[error("the cryptographic library failed: {0}")]
    Library(String),
}

impl SigningKey {
    /// A new key.
    pub fn generate() -> Result<Self, KeyError> {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .map_err(|error| KeyError::Library(error.to_string()))?;
        Self::from_pkcs8(document.as_ref())
    }

    /// Reads a key that [`pkcs8`](Self::pkcs8) gave.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der).map_err(|_| KeyError::Malformed)?;
        // SEC1 uncompressed point: 0x04, x, y.
        let point = pair.public_key().as_ref();
        let (x, y) = (point.get(1..33), point.get(33..65));
        let (Some(x), Some(y)) = (x, y) else { return Err(KeyError::Malformed) };
        Ok(Self { encoding: EncodingKey::from_ec_der(der), public: Jwk::p256(x, y), pkcs8: Secret::new(der.to_vec()) })
    }

    /// The key as PKCS#8 DER, to be stored where secrets belong.
    pub fn pkcs8(&self) -> &Secret<Vec<u8>> {
        &self.pkcs8
    }

    /// The public half, with `kid`.
    pub fn public(&self) -> &Jwk {
        &self.public
    }

    /// Signs `claims` as a compact JWS with header `typ`, `alg` and `kid`.
    pub fn sign<T: Serialize>(&self, typ: &str, claims: &T) -> Result<String, KeyError> {
        let mut header = Header::new(Algorithm::ES256.library());
        header.typ = Some(typ.to_owned());
        header.kid.clone_from(&self.public.kid);
        self.sign_with_header(&header, claims)
    }

    /// Signs a DPoP-style proof: the public key travels in the header (RFC 9449 4.2).
    pub fn sign_proof<T: Serialize>(&self, claims: &T) -> Result<String, KeyError> {
        let mut header = Header::new(Algorithm::ES256.library());
        header.typ = Some("dpop+jwt".to_owned());
        let jwk = serde_json::to_value(&self.public).map_err(|error| KeyError::Library(error.to_string()))?;
        header.jwk = Some(serde_json::from_value(jwk).map_err(|error| KeyError::Library(error.to_string()))?);
        self.sign_with_header(&header, claims)
    }

    fn sign_with_header<T: Serialize>(&self, header: &Header, claims: &T) -> Result<String, KeyError> {
        jsonwebtoken::encode(header, claims, &self.encoding).map_err(|error| KeyError::Library(error.to_string()))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("kid", &self.public.kid).finish_non_exhaustive()
    }
}
