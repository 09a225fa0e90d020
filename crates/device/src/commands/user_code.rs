//! The code that agents have to give before they may ask the person (CIBA Core 7.1.2). It is set and never
//! shown again: the device does not keep it, and the server has its digest alone.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::device::check_user_code;
use waxseal_protocol::ids::DeviceId;

use super::devices::explained;
use crate::core::capitalized;
use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};

/// What can be known about the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UserCodeView {
    /// Whether agents have to give one.
    pub is_set: bool,
    /// Whether the server's operator lets people change it.
    pub changeable: bool,
}

impl Device {
    /// Whether an account's person has a code, as its server knows it.
    pub async fn user_code(&self, account_id: &DeviceId) -> Result<UserCodeView, DeviceError> {
        let core = &self.core;
        core.refuse_when_locked()?;
        let (runtime, key) = core.signer(account_id).await?;
        let state = core.api.user_code(runtime.account(), &key, runtime.server_now(core)).await;
        let state = state.map_err(|error| explained(&error))?;
        Ok(UserCodeView { is_set: state.is_set, changeable: state.changeable })
    }

    /// Sets another code, or removes it. It counts for the person, on all their devices.
    pub async fn set_user_code(&self, account_id: &DeviceId, next: Option<&str>) -> Result<(), DeviceError> {
        let core = &self.core;
        core.refuse_when_locked()?;
        if let Some(text) = next {
            check_user_code(text).map_err(|error| {
                DeviceError::new(ErrorCode::InvalidInput, format!("{}.", capitalized(&error.to_string())))
            })?;
        }
        let (runtime, key) = core.signer(account_id).await?;
        let told = core.api.change_user_code(runtime.account(), &key, next, runtime.server_now(core)).await;
        told.map_err(|error| explained(&error))
    }
}
