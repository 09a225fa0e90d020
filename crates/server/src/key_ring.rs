//! The server's signing keys: one or more for each algorithm, made when first needed, kept in the
//! store. The one that is not to retire signs; older ones stay published until the last token they
//! signed is over.
//!
//! Devices pin the key for consents, which is the one with ES256. When it is replaced it says itself
//! which key follows it, or that it is revoked ([`KeySuccessionClaims`]); that is kept with the new key.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use waxseal_protocol::device::KeySuccessionClaims;
use waxseal_protocol::jose::{Algorithm, JwkSet, KeyError, NumericDate, SigningKey};
use waxseal_protocol::{Clock, Timestamp};
use waxseal_store::model::{AuditEvent, EventKind, KeyReplacement, StoredSigningKey};
use waxseal_store::{Store, StoreError};

/// The algorithm of the keys that devices pin: consents and receipts are signed with it.
const PINNED: Algorithm = Algorithm::ES256;
/// How often a new key is put in the place of one that another process replaced meanwhile.
const ATTEMPTS: usize = 5;

/// The keys in use.
#[derive(Debug)]
pub struct KeyRing {
    /// Who they are the keys of.
    issuer: String,
    keys: RwLock<Arc<Keys>>,
    /// How long tokens can outlive their key's last use.
    overlap: Duration,
    /// Two calls must not make two keys.
    making: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Keys {
    current: BTreeMap<Algorithm, SigningKey>,
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
    /// Other processes made keys again and again.
    #[error("another process keeps replacing the signing key")]
    Contended,
}

/// What the key that is replaced says of the one that takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Vouching {
    /// It vouches for it: devices follow.
    #[default]
    Vouched,
    /// It is not to be trusted any more, so it says so, and leads nobody on: it is published no
    /// more, nothing that it signed counts, and devices have to be enrolled anew.
    None,
}

impl KeyRing {
    /// Reads the keys, and makes those that are needed and missing.
    pub async fn load(
        store: &dyn Store,
        clock: &dyn Clock,
        issuer: &str,
        overlap: Duration,
        needed: &[Algorithm],
    ) -> Result<Self, KeyRingError> {
        let (issuer, keys) = (issuer.to_owned(), RwLock::default());
        let ring = Self { issuer, keys, overlap, making: tokio::sync::Mutex::default() };
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
        self.current(PINNED).ok_or(KeyError::Malformed(PINNED))
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
    /// as long as a token signed with them can live, unless they are not to be trusted any more.
    pub async fn rotate(
        &self,
        store: &dyn Store,
        clock: &dyn Clock,
        algorithm: Algorithm,
        vouching: Vouching,
    ) -> Result<SigningKey, KeyRingError> {
        let _one_at_a_time = self.making.lock().await;
        self.make(store, clock, algorithm, Some(vouching)).await
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
            None => self.make(store, clock, algorithm, None).await,
        }
    }

    /// Makes a key: in the place of the one in use, or, without `replacing`, where there is none.
    async fn make(
        &self,
        store: &dyn Store,
        clock: &dyn Clock,
        algorithm: Algorithm,
        replacing: Option<Vouching>,
    ) -> Result<SigningKey, KeyRingError> {
        // RSA keys take their time; other requests go on meanwhile.
        let made = tokio::task::spawn_blocking(move || SigningKey::generate_for(algorithm)).await;
        let key = made.map_err(|error| KeyError::Library(error.to_string()))??;
        for _ in 0..ATTEMPTS {
            let kept = self.keep(store, clock, &key, replacing.unwrap_or_default()).await?;
            self.reload(store, clock).await?;
            if kept {
                return Ok(key);
            }
            if let (None, Some(of_another)) = (replacing, self.current(algorithm)) {
                return Ok(of_another);
            }
        }
        Err(KeyRingError::Contended)
    }

    /// Keeps a key in the place of the one in use, with what that one says of it, and says whether
    /// that was still the one.
    async fn keep(
        &self,
        store: &dyn Store,
        clock: &dyn Clock,
        key: &SigningKey,
        vouching: Vouching,
    ) -> Result<bool, KeyRingError> {
        let (now, algorithm) = (clock.now(), key.algorithm());
        let stored = StoredSigningKey {
            kid: key.public().kid.clone().unwrap_or_default(),
            algorithm,
            pkcs8: key.pkcs8().clone(),
            created_at: now,
            retired_at: None,
        };
        let previous = self.current(algorithm);
        let revoked = vouching == Vouching::None && previous.is_some();
        let next = (!revoked).then(|| key.public());
        let pinned = previous.as_ref().filter(|_| algorithm == PINNED);
        let statement =
            pinned.map(|pinned| KeySuccessionClaims::sign(pinned, &self.issuer, NumericDate::new(now), next));
        let in_overlap = now.saturating_add(self.overlap).map_err(|_| KeyRingError::Time)?;
        let replacement = KeyReplacement {
            previous_kid: previous.and_then(|previous| previous.public().kid.clone()),
            // A revoked key stays revoked when the clock goes back.
            retire_at: if revoked { Timestamp::UNIX_EPOCH } else { in_overlap },
            revoked,
            statement: statement.transpose()?,
        };
        let mut details = serde_json::json!({"kid": stored.kid, "alg": algorithm.as_str()});
        if let (Some(members), Some(previous)) = (details.as_object_mut(), &replacement.previous_kid) {
            members.insert("previous_kid".to_owned(), previous.as_str().into());
            members.insert("previous_revoked".to_owned(), revoked.into());
        }
        let event = AuditEvent::new(now, EventKind::KeyCreated).details(details);
        Ok(store.insert_signing_key(&stored, &replacement, event).await?)
    }

    /// Erases the keys that have retired, and reads the others again: another node may have made one.
    pub(crate) async fn refresh(&self, store: &dyn Store, clock: &dyn Clock) -> Result<(), KeyRingError> {
        let erased = store.erase_retired_keys(clock.now()).await?;
        if erased > 0 {
            tracing::info!(erased, "Erased {erased} retired signing keys");
        }
        self.reload(store, clock).await
    }

    fn current(&self, algorithm: Algorithm) -> Option<SigningKey> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).current.get(&algorithm).cloned()
    }

    async fn reload(&self, store: &dyn Store, clock: &dyn Clock) -> Result<(), KeyRingError> {
        let mut current = BTreeMap::new();
        let mut public = Vec::new();
        for stored in store.signing_keys(clock.now()).await? {
            let key = SigningKey::from_pkcs8(stored.algorithm, stored.pkcs8.expose())?;
            public.push(key.public().clone());
            if stored.retired_at.is_none() {
                current.entry(stored.algorithm).or_insert(key);
            }
        }
        let keys = Keys { current, public: Arc::new(JwkSet { keys: public }) };
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        Ok(())
    }
}
