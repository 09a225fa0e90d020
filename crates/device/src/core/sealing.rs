//! Keeping the history's seal in the vault. The vault may ask the person, or not be there: nothing
//! waits for it but the seal.

use std::sync::Arc;
use std::time::Duration;

use waxseal_protocol::ids::{DeviceId, sha256_base64url};

use super::{Core, blocking, lock};
use crate::event::DeviceEvent;
use crate::history::Seal;
use crate::keys::VaultError;

/// How soon the vault is asked again after it failed; each time twice as long, up to the longest.
const FIRST_RETRY: Duration = Duration::from_secs(30);
const LONGEST_RETRY: Duration = Duration::from_mins(30);

impl Core {
    /// Seals whenever there is something new, until the device stops.
    pub(crate) fn keep_sealed(core: &Arc<Self>) {
        let (weak, due) = (Arc::downgrade(core), Arc::clone(&core.seal_due));
        let task = tokio::spawn(async move {
            let mut wait = FIRST_RETRY;
            loop {
                let sealed = match weak.upgrade() {
                    Some(core) => core.seal_history().await,
                    None => return,
                };
                match sealed {
                    Ok(()) => {
                        wait = FIRST_RETRY;
                        due.notified().await;
                    }
                    Err(error) => {
                        tracing::warn!(%error, "The history could not be sealed: {error}");
                        tokio::select! {
                            () = tokio::time::sleep(wait) => {}
                            () = due.notified() => {}
                        }
                        wait = (wait * 2).min(LONGEST_RETRY);
                    }
                }
            }
        });
        *lock(&core.sealing_task) = Some(task);
    }

    /// Compares the history with what the vault keeps of it, the first time, and seals what is there.
    pub(crate) async fn seal_history(&self) -> Result<(), VaultError> {
        let _turn = self.sealing.lock().await;
        self.compare_with_seal().await?;
        self.keep_seal(self.history.seal()).await
    }

    /// Deletes history that is older than the person wants it kept. The vault is told first; while it
    /// cannot be, nothing is deleted, and the next time it is tried again.
    pub(crate) async fn prune_history(&self) {
        let Some(days) = self.preferences.get().keep_history_days else { return };
        let age = jiff::SignedDuration::from_hours(i64::from(days.max(1)) * 24);
        let Ok(before) = self.clock().now().checked_sub(age) else { return };
        let _turn = self.sealing.lock().await;
        if !self.history.has_older(before) {
            return;
        }
        let told = match self.compare_with_seal().await {
            Ok(()) => self.keep_seal(self.history.seal_without(before)).await,
            Err(error) => Err(error),
        };
        if let Err(error) = told {
            tracing::warn!(%error, "Old history is not deleted yet: {error}");
            return;
        }
        match self.history.prune(before) {
            Ok(count) => tracing::info!(count, "Deleted {count} records that are older than {days} days"),
            Err(error) => tracing::error!(%error, "Could not delete old history: {error}"),
        }
        self.tell(DeviceEvent::HistoryChanged);
    }

    async fn compare_with_seal(&self) -> Result<(), VaultError> {
        // A device that was never used has nothing to ask the keyring for.
        let unused = self.history.is_empty() && self.accounts.all().is_empty();
        if self.history.is_compared() || unused {
            return Ok(());
        }
        let kept = match self.load_note(self.seal_name()).await {
            Ok(note) => Some(Seal::read(&String::from_utf8_lossy(&note), &self.history_key().await?)),
            Err(VaultError::Missing) => None,
            Err(error) => return Err(error),
        };
        if let Some(fault) = self.history.compare(kept, self.clock().now()) {
            tracing::error!("The history is not what was written: {}", fault.sentence());
        }
        // Also one that was found by an earlier run, and is known again from now on.
        if self.history.fault().is_some() {
            self.tell(DeviceEvent::HistoryChanged);
        }
        Ok(())
    }

    async fn keep_seal(&self, seal: Option<Seal>) -> Result<(), VaultError> {
        let Some(seal) = seal else { return Ok(()) };
        let signed = seal.sign(&self.history_key().await?, self.clock().now());
        let signed = signed.map_err(|error| VaultError::Other(error.to_string()))?;
        let (vault, name) = (Arc::clone(&self.vault), self.seal_name());
        blocking(move || vault.store_note(name.as_str(), signed.as_bytes())).await?;
        self.history.sealed(seal);
        Ok(())
    }

    async fn load_note(&self, name: DeviceId) -> Result<Vec<u8>, VaultError> {
        let vault = Arc::clone(&self.vault);
        blocking(move || vault.load_note(name.as_str())).await
    }

    /// Devices in several folders may share one keyring, each with a history of its own.
    fn seal_name(&self) -> DeviceId {
        let folder = std::path::absolute(self.state_folder()).unwrap_or_else(|_| self.state_folder().to_owned());
        let digest = sha256_base64url(folder.as_os_str().as_encoded_bytes());
        DeviceId::new(format!("history-seal-{digest}"))
    }
}
