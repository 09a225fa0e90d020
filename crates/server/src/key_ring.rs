//! The server's signing keys: one or more for each algorithm, made when first needed, kept in the
//! store. The newest signs; older ones stay published until the last token they signed is over.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use waxseal_protocol::Clock;
use waxseal_protocol::jose::{Algorithm, JwkSet, KeyError, SigningKey};
use waxseal_store::model::{AuditEvent, EventKind, StoredSigningKey};
use waxseal_store::{Store, StoreError};

/// The keys in use.
#[derive(Debug)]
pub struct KeyRing {
    keys: RwLock<Arc<Keys>>,
    /// How long tokens can outlive their key's last use.
    overlap: Duration,
    /// Two calls must not make two keys.
    making: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Keys {
    newest: BTreeMap<Algorithm, SigningKey>,
    public: Arc<JwkSet>,
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
    /// The clock is at the end of time.
    #[error("the time a key retires cannot be computed")]
    Time,
}

impl KeyRing {
    /// Reads the keys, and makes those that are needed and missing.
    pub async fn load(
        store: &dyn Store,
        clock: &dyn Clock,
        overlap: Duration,
        needed: &[Algorithm],
    ) -> Result<Self, KeyRingError> {
        let ring = Self { keys: RwLock::default(), overlap, making: tokio::sync::Mutex::default() };
        ring.reload(store, clock).await?;
        for algorithm in needed {
            ring.ensure(store, clock, *algorithm).await?;
        }
        Ok(ring)
    }

    /// The key that signs with ES256: device tokens, consents and receipts.
    ///
    /// # Errors
    /// None after [`load`](Self::load) with ES256 among the needed algorithms.
    pub fn signing(&self) -> Result<SigningKey, KeyError> {
        self.current(Algorithm::ES256).ok_or(KeyError::Malformed(Algorithm::ES256))
    }

    /// The key that signs with an algorithm; made if there is none yet.
    pub async fn signing_with(
        &self,
        store: &dyn Store,
        clock: &dyn Clock,
        algorithm: Algorithm,
    ) -> Result<SigningKey, KeyRingError> {
        match self.current(algorithm) {
            Some(key) => Ok(key),
            None => self.ensure(store, clock, algorithm).await,
        }
    }

    /// All public keys that are not retired.
    pub fn public(&self) -> Arc<JwkSet> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner).public)
    }

    /// Makes a new key that signs from now on. The older ones of its algorithm stay published for
    /// as long as a token signed with them can live.
    pub async fn rotate(
        &self,
        store: &dyn Store,
        clock: &dyn Clock,
        algorithm: Algorithm,
    ) -> Result<SigningKey, KeyRingError> {
        let _one_at_a_time = self.making.lock().await;
        self.make(store, clock, algorithm).await
    }

    async fn ensure(
        &self,
        store: &dyn Store,
        clock: &dyn Clock,
        algorithm: Algorithm,
    ) -> Result<SigningKey, KeyRingError> {
        let _one_at_a_time = self.making.lock().await;
        match self.current(algorithm) {
            Some(key) => Ok(key),
            None => self.make(store, clock, algorithm).await,
        }
    }

    async fn make(
        &self,
        store: &dyn Store,
        clock: &dyn Clock,
        algorithm: Algorithm,
    ) -> Result<SigningKey, KeyRingError> {
        // RSA keys take their time; other requests go on meanwhile.
        let made = tokio::task::spawn_blocking(move || SigningKey::generate_for(algorithm)).await;
        let key = made.map_err(|error| KeyError::Library(error.to_string()))??;
        let now = clock.now();
        let stored = StoredSigningKey {
            kid: key.public().kid.clone().unwrap_or_default(),
            algorithm,
            pkcs8: key.pkcs8().clone(),
            created_at: now,
            retired_at: None,
        };
        let event = AuditEvent::new(now, EventKind::KeyCreated)
            .details(serde_json::json!({"kid": stored.kid, "alg": algorithm.as_str()}));
        let retire_older_at = now.saturating_add(self.overlap).map_err(|_| KeyRingError::Time)?;
        store.insert_signing_key(&stored, retire_older_at, event).await?;
        self.reload(store, clock).await?;
        Ok(key)
    }

    /// Reads the keys again: one may have retired, or another node may have made one.
    pub(crate) async fn refresh(&self, store: &dyn Store, clock: &dyn Clock) -> Result<(), KeyRingError> {
        self.reload(store, clock).await
    }

    fn current(&self, algorithm: Algorithm) -> Option<SigningKey> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).newest.get(&algorithm).cloned()
    }

    async fn reload(&self, store: &dyn Store, clock: &dyn Clock) -> Result<(), KeyRingError> {
        let mut newest = BTreeMap::new();
        let mut public = Vec::new();
        for stored in store.signing_keys(clock.now()).await? {
            let key = SigningKey::from_pkcs8(stored.algorithm, stored.pkcs8.expose())?;
            public.push(key.public().clone());
            // They come newest first.
            newest.entry(stored.algorithm).or_insert(key);
        }
        let keys = Keys { newest, public: Arc::new(JwkSet { keys: public }) };
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        Ok(())
    }
}
