//! A new key for an account of this device.

use waxseal_protocol::ids::DeviceId;
use waxseal_protocol::jose::{Algorithm, SigningKey};

use super::devices::explained;
use crate::api::ApiError;
use crate::core::{AccountRuntime, Core, capitalized, next_name};
use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};
use crate::event::DeviceEvent;
use crate::keys::VaultError;

impl Device {
    /// Replaces this device's key of an account, here and at the server.
    ///
    /// The new key is kept before the server hears of it. If its answer is lost, the next attempt or
    /// the next connection finds out which key counts; until then no other new key is made.
    pub async fn rotate_key(&self, account_id: &DeviceId) -> Result<(), DeviceError> {
        let core = &self.core;
        core.refuse_when_locked()?;
        let _errand = core.errand();
        let (runtime, _) = core.signer(account_id).await?;
        match core.finish_rotation(&runtime).await {
            Rotation::Adopted => return Ok(()),
            Rotation::Unknown => {
                let message = "Whether an earlier new key counts is not known yet. Try again when you are online.";
                return Err(DeviceError::new(ErrorCode::Offline, message));
            }
            Rotation::None => {}
        }
        let _alone = runtime.rotating.lock().await;
        let (_, key) = core.signer(account_id).await?;
        let next = SigningKey::generate()
            .map_err(|error| DeviceError::new(ErrorCode::KeyUnavailable, capitalized(&error.to_string())))?;
        core.store_key(next_name(account_id), next.pkcs8().clone()).await?;
        match core.api.rotate_key(runtime.account(), &key, &next, runtime.server_now(core)).await {
            Ok(()) => core.adopt(&runtime, next).await.map_err(DeviceError::from),
            // A clear no: the old key counts.
            Err(ApiError::Refused(body)) if (400..500).contains(&body.status_code) && body.status_code != 429 => {
                core.drop_next(account_id).await;
                Err(explained(&ApiError::Refused(body)))
            }
            Err(error) => Err(explained(&error)),
        }
    }
}

/// What became of a new key that was made earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rotation {
    /// There is none.
    None,
    /// It counts, here and at the server.
    Adopted,
    /// Nobody can say at the moment.
    Unknown,
}

impl Core {
    /// Finds out what became of a rotation whose receipt was lost. The new key is dropped only if the
    /// server still takes the old one.
    pub(crate) async fn finish_rotation(&self, runtime: &AccountRuntime) -> Rotation {
        let _alone = runtime.rotating.lock().await;
        let id = &runtime.account().id;
        let next = match self.load_bytes(next_name(id)).await {
            Ok(bytes) => SigningKey::from_pkcs8(Algorithm::ES256, bytes.expose()),
            Err(VaultError::Missing) => return Rotation::None,
            Err(_) => return Rotation::Unknown,
        };
        let Ok(next) = next else { return Rotation::Unknown };
        match self.api.devices(runtime.account(), &next, runtime.server_now(self)).await {
            Ok(_) => {
                if let Err(error) = self.adopt(runtime, next).await {
                    tracing::error!(%error, "Could not keep the new key of {id}: {error}");
                }
                Rotation::Adopted
            }
            Err(ApiError::Refused(_)) => {
                let Some(old) = self.key(runtime).await else { return Rotation::Unknown };
                if self.api.devices(runtime.account(), &old, runtime.server_now(self)).await.is_err() {
                    return Rotation::Unknown;
                }
                self.drop_next(id).await;
                Rotation::None
            }
            Err(_) => Rotation::Unknown,
        }
    }

    /// The new key counts from now on. While it cannot be kept in its place, it is used all the same,
    /// and found beside it at the next start.
    async fn adopt(&self, runtime: &AccountRuntime, next: SigningKey) -> Result<(), VaultError> {
        let id = &runtime.account().id;
        let pkcs8 = next.pkcs8().clone();
        runtime.cache_key(next);
        self.tell(DeviceEvent::Changed);
        self.store_key(id.clone(), pkcs8).await?;
        self.drop_next(id).await;
        tracing::info!(device.id = %id, "Replaced the key of {id}");
        Ok(())
    }

    async fn drop_next(&self, id: &DeviceId) {
        if let Err(error) = self.delete_key(next_name(id)).await {
            tracing::warn!(%error, "Could not wipe a key that is not needed: {error}");
        }
    }
}
