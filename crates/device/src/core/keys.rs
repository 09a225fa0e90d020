//! Private keys, which only ever come out of the vault to sign.

use std::sync::Arc;

use waxseal_protocol::Secret;
use waxseal_protocol::ids::DeviceId;
use waxseal_protocol::jose::{Algorithm, SigningKey};

use super::{AccountRuntime, Core, capitalized};
use crate::channel::ConnectionState;
use crate::keys::VaultError;
use crate::practice::ACCOUNT as PRACTICE;

/// The name of the key that signs histories, and seals them.
const HISTORY: &str = "history";
/// How the name of a key ends that waits for the server to accept it.
const NEXT: &str = ".next";

/// The name under which a key waits for the server to accept it.
pub(crate) fn next_name(id: &DeviceId) -> DeviceId {
    DeviceId::new(format!("{id}{NEXT}"))
}

/// Whether an id that a server chose can name a key: the names of ours are not for it.
pub(crate) fn can_name_a_key(id: &DeviceId) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let text = id.as_str();
    !text.is_empty() && text.len() <= 200 && text.chars().all(plain) && text != HISTORY && text != PRACTICE
}

impl Core {
    /// The account's key, read from the vault once. When it is not to be had, the account says so.
    pub(crate) async fn key(&self, account: &AccountRuntime) -> Option<SigningKey> {
        if let Some(key) = account.cached_key() {
            return Some(key);
        }
        match self.load_key(account.account().id.clone()).await {
            Ok(key) => {
                account.cache_key(key.clone());
                Some(key)
            }
            Err(error) => {
                let reason = format!("{}.", capitalized(&error.to_string()));
                account.set_connection(self, ConnectionState::NoKey { reason });
                None
            }
        }
    }

    /// Reads a key from the vault, as it is kept there.
    pub(crate) async fn load_bytes(&self, name: DeviceId) -> Result<Secret<Vec<u8>>, VaultError> {
        let vault = Arc::clone(&self.vault);
        blocking(move || vault.load(name.as_str())).await
    }

    async fn load_key(&self, name: DeviceId) -> Result<SigningKey, VaultError> {
        let bytes = self.load_bytes(name).await?;
        SigningKey::from_pkcs8(Algorithm::ES256, bytes.expose()).map_err(|error| VaultError::Other(error.to_string()))
    }

    /// Keeps a key in the vault.
    pub(crate) async fn store_key(&self, name: DeviceId, pkcs8: Secret<Vec<u8>>) -> Result<(), VaultError> {
        let vault = Arc::clone(&self.vault);
        blocking(move || vault.store(name.as_str(), &pkcs8)).await
    }

    /// Wipes a key from the vault.
    pub(crate) async fn delete_key(&self, name: DeviceId) -> Result<(), VaultError> {
        let vault = Arc::clone(&self.vault);
        blocking(move || vault.delete(name.as_str())).await
    }

    /// Wipes the key of an account, and one that waited to take its place; each whatever becomes of the other.
    pub(crate) async fn wipe_keys(&self, id: &DeviceId) -> Result<(), VaultError> {
        let wiped = [self.delete_key(id.clone()).await, self.delete_key(next_name(id)).await];
        wiped.into_iter().collect()
    }

    /// Tries again to wipe the keys of accounts that are gone.
    pub(crate) async fn wipe_what_was_left(&self) {
        let Some(_turn) = self.to_wipe.turn() else { return };
        for id in self.to_wipe.all() {
            self.wipe_for_good(&id).await;
        }
    }

    /// Wipes the keys of an account that is to be wiped. What cannot be wiped stays on the list.
    pub(super) async fn wipe_for_good(&self, id: &DeviceId) {
        if let Err(error) = self.wipe_keys(id).await {
            tracing::error!(%error, "Could not wipe the key of {id}, which is tried again: {error}");
            return;
        }
        if let Err(error) = self.to_wipe.strike_out(id) {
            tracing::error!(%error, "Could not note that the key of {id} is wiped: {error}");
        }
    }

    /// The key that signs histories, made when it is first needed.
    pub(crate) async fn history_key(&self) -> Result<SigningKey, VaultError> {
        let mut kept = self.history_key.lock().await;
        if let Some(key) = kept.as_ref() {
            return Ok(key.clone());
        }
        let name = DeviceId::new(HISTORY);
        let key = match self.load_key(name.clone()).await {
            Err(VaultError::Missing) => {
                let key = SigningKey::generate().map_err(|error| VaultError::Other(error.to_string()))?;
                self.store_key(name, key.pkcs8().clone()).await?;
                key
            }
            loaded => loaded?,
        };
        Ok(kept.insert(key).clone())
    }
}

/// Runs a call that may block on D-Bus or on a prompt.
pub(super) async fn blocking<T: Send + 'static>(
    call: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
) -> Result<T, VaultError> {
    match tokio::task::spawn_blocking(call).await {
        Ok(result) => result,
        Err(error) => Err(VaultError::Other(error.to_string())),
    }
}
