//! Ending an enrolment from this side.

use std::sync::Arc;

use waxseal_protocol::ids::DeviceId;
use waxseal_protocol::jose::SigningKey;

use crate::api::ApiError;
use crate::core::{AccountRuntime, Core, capitalized};
use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};
use crate::keys::VaultError;

impl Device {
    /// Tells the server, wipes the key and forgets the account. If the server cannot be told,
    /// nothing is wiped, so that the enrolment does not live on without anybody knowing.
    pub async fn remove_account(&self, id: &DeviceId) -> Result<(), DeviceError> {
        let core = &self.core;
        core.refuse_when_locked()?;
        let _errand = core.errand();
        let runtime = core.account(id)?;
        if let Some(key) = core.key_unless_lost(&runtime).await? {
            let told = core.api.delete_account(runtime.account(), &key, id, runtime.server_now(core)).await;
            match told {
                Ok(()) => {}
                // Already gone there.
                Err(ApiError::Refused(body)) if body.status_code == 404 || body.status_code == 401 => {}
                Err(error) => {
                    let message = format!("The server could not be told: {error}. Nothing was removed.");
                    return Err(DeviceError::new(ErrorCode::Offline, capitalized(&message)));
                }
            }
        }
        core.end_here(&runtime).await
    }

    /// Wipes the key and forgets the account without telling the server, which may be gone for good. If it is not,
    /// the enrolment lives on there, without a key.
    pub async fn forget_account(&self, id: &DeviceId) -> Result<(), DeviceError> {
        let core = &self.core;
        core.refuse_when_locked()?;
        let _errand = core.errand();
        let runtime = core.account(id)?;
        core.end_here(&runtime).await
    }
}

impl Core {
    fn account(&self, id: &DeviceId) -> Result<Arc<AccountRuntime>, DeviceError> {
        self.runtime(id).ok_or_else(|| DeviceError::new(ErrorCode::UnknownRequest, "There is no such account."))
    }

    /// The account's key; nothing if the key store has none.
    async fn key_unless_lost(&self, runtime: &AccountRuntime) -> Result<Option<SigningKey>, DeviceError> {
        if let Some(key) = self.key(runtime).await {
            return Ok(Some(key));
        }
        match self.load_bytes(runtime.account().id.clone()).await {
            Err(VaultError::Missing) => Ok(None),
            Err(error) => Err(error.into()),
            Ok(_) => Err(VaultError::Other("the key cannot be read".to_owned()).into()),
        }
    }

    /// What cannot be wiped now is wiped later: an account never stays without its connection.
    async fn end_here(self: &Arc<Self>, runtime: &AccountRuntime) -> Result<(), DeviceError> {
        runtime.stop();
        self.let_go(runtime).await?;
        Ok(())
    }
}
