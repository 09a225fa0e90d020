//! The publisher a device trusts, and how its keys change.

use serde::{Deserialize, Serialize};
use waxseal_protocol::Timestamp;
use waxseal_protocol::jose::{Jwk, JwkError, JwsError};

use super::pack::{MAX_KEYS, TemplatePack, VerifiedPack};
use super::pack_error::PackError;

/// A publisher and its keys, pinned at enrolment and kept beside the account.
///
/// Keys change by cross-signature: a pack signed by a pinned key names the next keys, and the first
/// pack that is signed by one of those makes them the pinned ones and retires the old. Until then
/// the last accepted pack says what the next keys are, so a key that was named by mistake is taken
/// back by a pack that does not name it.
///
/// A device that was away while the keys changed needs the pack that names the new ones before it
/// can accept one signed by them, so a publisher serves that pack beside the newest until it has
/// expired. After that the device enrols anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedPublisher {
    issuer: String,
    keys: Vec<Jwk>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    next_keys: Vec<Jwk>,
}

/// Why a publisher cannot be pinned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublisherError {
    /// There is no key to verify with.
    #[error("the publisher has no key")]
    NoKeys,
    /// More than [`MAX_KEYS`].
    #[error("the publisher has {count} keys, at most {MAX_KEYS} are allowed")]
    TooManyKeys {
        /// How many.
        count: usize,
    },
    /// A key that is not acceptable.
    #[error("a key of the publisher is not acceptable: {0}")]
    Key(#[from] JwkError),
}

impl PinnedPublisher {
    /// Pins a publisher with the keys that were established at enrolment.
    pub fn new(issuer: &str, keys: Vec<Jwk>) -> Result<Self, PublisherError> {
        if keys.is_empty() {
            return Err(PublisherError::NoKeys);
        }
        if keys.len() > MAX_KEYS {
            return Err(PublisherError::TooManyKeys { count: keys.len() });
        }
        let keys = keys.into_iter().map(identified).collect::<Result<_, _>>()?;
        Ok(Self { issuer: issuer.to_owned(), keys, next_keys: Vec::new() })
    }

    /// The publisher's id: an issuer URL.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The keys that count.
    pub fn keys(&self) -> &[Jwk] {
        &self.keys
    }

    /// The keys that will count once a pack is signed by one of them.
    pub fn next_keys(&self) -> &[Jwk] {
        &self.next_keys
    }

    /// Verifies a pack by the pinned keys, else by the next ones. Also returns the publisher as it
    /// is pinned once the pack is accepted.
    pub(super) fn verify(&self, jws: &str, now: Timestamp) -> Result<(VerifiedPack, Self), PackError> {
        let (verified, keys) = match TemplatePack::verify(jws, &self.keys, now) {
            Err(PackError::Jws(JwsError::Signature)) if !self.next_keys.is_empty() => {
                (TemplatePack::verify(jws, &self.next_keys, now)?, self.next_keys.clone())
            }
            verified => (verified?, self.keys.clone()),
        };
        let named = verified.pack().next_keys.iter().cloned().map(identified);
        let next_keys = named.collect::<Result<_, _>>().map_err(PackError::NextKey)?;
        Ok((verified, Self { issuer: self.issuer.clone(), keys, next_keys }))
    }
}

/// A checked key with a `kid`: its own, or its thumbprint.
fn identified(mut key: Jwk) -> Result<Jwk, JwkError> {
    key.check()?;
    if key.kid.is_none() {
        key.kid = Some(key.thumbprint()?);
    }
    Ok(key)
}
