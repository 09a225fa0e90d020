//! A new key for an account of this device.

use waxseal_protocol::ids::DeviceId;
use waxseal_protocol::jose::{Algorithm, SigningKey};

use super::devices::explained;
use crate::api::ApiError;
use crate::core::{AccountRuntime, Core, capitalized};
use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};
use crate::event::DeviceEvent;
use crate::keys::VaultError;

impl Device {
    /// Replaces this device's key of an account, here and at the server.
    ///
    /// The new key is kept before the server hears of it. If its answer is lost, the next attempt or
    /// the next connection finds out which key counts.
    pub async fn rotate_key(&self, account_id: &DeviceId) -> Result<(), DeviceError> {
        let core = &self.core;
        core.refuse_when_locked()?;
        let (runtime, _) = core.signer(account_id).await?;
        if core.finish_rotation(&runtime).await {
            return Ok(());
        }
        let (runtime, key) = core.signer(account_id).await?;
        let next = SigningKey::generate()
            .map_err(|error| DeviceError::new(ErrorCode::KeyUnavailable, capitalized(&error.to_string())))?;
        core.store_key(next_name(account_id), next.pkcs8().clone()).await?;
        match core.api.rotate_key(runtime.account(), &key, &next, runtime.server_now(core)).await {
            Ok(()) => core.adopt(&runtime, next).await.map_err(DeviceError::from),
            Err(error @ (ApiError::Unreachable(_) | ApiError::Unavailable(_))) => Err(explained(&error)),
            Err(error) => {
                core.drop_next(account_id).await;
                Err(explained(&error))
            }
        }
    }
}

impl Core {
    /// Finds out what became of a rotation whose receipt was lost, and says whether the new key counts.
    pub(crate) async fn finish_rotation(&self, runtime: &AccountRuntime) -> bool {
        let id = &runtime.account().id;
        let Ok(bytes) = self.load_bytes(next_name(id)).await else { return false };
        let Ok(next) = SigningKey::from_pkcs8(Algorithm::ES256, bytes.expose()) else { return false };
        match self.api.devices(runtime.account(), &next, runtime.server_now(self)).await {
            Ok(_) => match self.adopt(runtime, next).await {
                Ok(()) => true,
                Err(error) => {
                    tracing::error!(%error, "Could not keep the new key of {id}: {error}");
                    false
                }
            },
            Err(ApiError::Refused(body)) if body.status_code == 401 => {
                self.drop_next(id).await;
                false
            }
            Err(_) => false,
        }
    }

    /// The new key counts from now on.
    async fn adopt(&self, runtime: &AccountRuntime, next: SigningKey) -> Result<(), VaultError> {
        let id = &runtime.account().id;
        self.store_key(id.clone(), next.pkcs8().clone()).await?;
        runtime.cache_key(next);
        self.drop_next(id).await;
        tracing::info!(device.id = %id, "Replaced the key of {id}");
        self.tell(DeviceEvent::Changed);
        Ok(())
    }

    async fn drop_next(&self, id: &DeviceId) {
        if let Err(error) = self.delete_key(next_name(id)).await {
            tracing::warn!(%error, "Could not wipe a key that is not needed: {error}");
        }
    }
}

/// The name under which a key waits for the server to accept it.
fn next_name(id: &DeviceId) -> DeviceId {
    DeviceId::new(format!("{id}.next"))
}
