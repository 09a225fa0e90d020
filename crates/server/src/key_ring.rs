//! The server's signing keys: made on first start, kept in the store.

use waxseal_protocol::Clock;
use waxseal_protocol::jose::{JwkSet, KeyError, SigningKey};
use waxseal_store::model::StoredSigningKey;
use waxseal_store::{Store, StoreError};

/// The keys in use, newest first. The newest signs; all are published.
#[derive(Debug)]
pub struct KeyRing {
    newest: SigningKey,
    older: Vec<SigningKey>,
}

/// Why the keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyRingError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A key could not be made or read.
    #[error("a signing key cannot be used: {0}")]
    Key(#[from] KeyError),
}

impl KeyRing {
    /// Reads the keys, or makes the first.
    pub async fn load(store: &dyn Store, clock: &dyn Clock) -> Result<Self, KeyRingError> {
        let stored = store.signing_keys().await?;
        let mut keys = Vec::with_capacity(stored.len());
        for key in &stored {
            keys.push(SigningKey::from_pkcs8(key.pkcs8.expose())?);
        }
        let mut keys = keys.into_iter();
        if let Some(newest) = keys.next() {
            return Ok(Self { newest, older: keys.collect() });
        }
        let newest = SigningKey::generate()?;
        let kid = newest.public().kid.clone().unwrap_or_default();
        store
            .insert_signing_key(&StoredSigningKey { kid, pkcs8: newest.pkcs8().clone(), created_at: clock.now() })
            .await?;
        Ok(Self { newest, older: Vec::new() })
    }

    /// The key that signs.
    pub fn signing(&self) -> &SigningKey {
        &self.newest
    }

    /// All public keys.
    pub fn public(&self) -> JwkSet {
        let keys = std::iter::once(&self.newest).chain(&self.older);
        JwkSet { keys: keys.map(|key| key.public().clone()).collect() }
    }
}
