//! The keys of clients and trusted issuers: written in the registration, or fetched from a
//! `jwks_uri`, kept for a while, and fetched again when a token names a key that is not among them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use url::Url;
use waxseal_protocol::jose::{JoseHeader, Jwk, JwkSet, JwsError};

use crate::directory::Client;
use crate::state::AppState;

/// How long a fetched set is good.
const FRESH: Duration = Duration::from_mins(10);
/// A set is not fetched more often than this, whatever tokens name.
const AT_MOST_EVERY: Duration = Duration::from_secs(10);

/// Fetched key sets by URL.
#[derive(Debug, Default)]
pub(crate) struct KeySets {
    places: Mutex<HashMap<Url, Arc<Place>>>,
}

/// What is known of one URL. What is known is never locked across a fetch.
#[derive(Debug, Default)]
struct Place {
    fetched: Mutex<Option<Fetched>>,
    /// Held while it is fetched: those who need what is not known wait for one fetch, and nobody else does.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Debug, Clone)]
struct Fetched {
    /// The last set that was read.
    keys: Option<Arc<JwkSet>>,
    /// When the last try ended, with or without success: a key server that is down is not asked for
    /// each request, and those who waited for one that hangs do not try it one after the other.
    tried_at: Duration,
}

impl KeySets {
    /// Verifies something with a client's keys.
    pub(crate) async fn with_client_keys<T>(
        &self,
        state: &AppState,
        client: &Client,
        token: &str,
        verify: impl Fn(&[Jwk]) -> Result<T, JwsError>,
    ) -> Result<T, JwsError> {
        self.with_keys(state, client.jwks.as_ref(), client.jwks_uri.as_ref(), token, verify).await
    }

    /// Verifies something with keys that are known or can be fetched.
    pub(crate) async fn with_keys<T>(
        &self,
        state: &AppState,
        known: Option<&JwkSet>,
        uri: Option<&Url>,
        token: &str,
        verify: impl Fn(&[Jwk]) -> Result<T, JwsError>,
    ) -> Result<T, JwsError> {
        if let Some(known) = known {
            return verify(&known.keys);
        }
        let Some(uri) = uri else { return Err(JwsError::Signature) };
        let kid = JoseHeader::of(token)?.kid;
        let keys = self.keys(state, uri, kid.as_deref()).await?;
        verify(&keys.keys)
    }

    /// Whether a key with this thumbprint is among the known or fetched ones. A fetched set that
    /// lacks it is fetched once more.
    pub(crate) async fn contains(
        &self,
        state: &AppState,
        known: Option<&JwkSet>,
        uri: Option<&Url>,
        thumbprint: &str,
    ) -> bool {
        let holds = |set: &JwkSet| set.keys.iter().any(|key| key.thumbprint().is_ok_and(|one| one == thumbprint));
        if let Some(known) = known {
            return holds(known);
        }
        let Some(uri) = uri else { return false };
        for kid in [None, Some("a key that the set does not have")] {
            if self.keys(state, uri, kid).await.is_ok_and(|keys| holds(&keys)) {
                return true;
            }
        }
        false
    }

    async fn keys(&self, state: &AppState, uri: &Url, kid: Option<&str>) -> Result<Arc<JwkSet>, JwsError> {
        let place = {
            let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(places.entry(uri.clone()).or_default())
        };
        let answer = |found: &Fetched| {
            let unreachable = || JwsError::Malformed(format!("the key set {uri} cannot be fetched"));
            found.keys.clone().ok_or_else(unreachable)
        };
        if let Some(found) = place.fetched_lately(kid, state.clock.monotonic()) {
            return answer(&found);
        }
        let _fetching = place.fetching.lock().await;
        // Somebody may have fetched it meanwhile.
        if let Some(found) = place.fetched_lately(kid, state.clock.monotonic()) {
            return answer(&found);
        }
        let keys = match state.outgoing.read::<JwkSet>(uri).await {
            Ok(keys) => Some(Arc::new(keys)),
            Err(error) => {
                tracing::warn!(%uri, %error, "Could not fetch the key set {uri}: {error}");
                // An outage of the key server must not lock clients out whose keys are known.
                place.lock().as_ref().and_then(|found| found.keys.clone())
            }
        };
        let fetched = Fetched { keys, tried_at: state.clock.monotonic() };
        *place.lock() = Some(fetched.clone());
        answer(&fetched)
    }
}

impl Place {
    /// What was fetched, if that will do: it is fresh and has the key, or was tried just now.
    fn fetched_lately(&self, kid: Option<&str>, now: Duration) -> Option<Fetched> {
        let found = self.lock().clone()?;
        let age = now.saturating_sub(found.tried_at);
        let names = |keys: &JwkSet| kid.is_none_or(|kid| keys.keys.iter().any(|key| key.kid.as_deref() == Some(kid)));
        let will_do = age < AT_MOST_EVERY || (age < FRESH && found.keys.as_deref().is_some_and(names));
        will_do.then_some(found)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Fetched>> {
        self.fetched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
