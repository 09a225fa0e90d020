//! The devices that can answer for a person.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::DeviceId;
use waxseal_protocol::jose::SigningKey;

use crate::api::ApiError;
use crate::core::{AccountRuntime, Core, capitalized};
use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};

/// One of the devices that can answer for an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DeviceOfPerson {
    /// The enrolment's id.
    #[ts(type = "string")]
    pub id: DeviceId,
    /// What the person calls it.
    pub name: String,
    /// Whether it is this one.
    pub this_device: bool,
    /// When it was enrolled.
    #[ts(type = "string")]
    pub enrolled_at: Timestamp,
    /// When the server last heard from it.
    #[ts(type = "string | null")]
    pub last_seen_at: Option<Timestamp>,
    /// Whether it is connected now.
    pub online: bool,
    /// Whether a script may answer on it, because its key is a tester's.
    pub test_key: bool,
}

impl Device {
    /// How far the computer's clock is ahead of the one of an account's server, in milliseconds; below zero, it is
    /// behind. Deadlines do not go by it.
    pub fn clock_ahead_ms(&self, account: &DeviceId) -> i64 {
        let core = &self.core;
        let Some(runtime) = core.runtime(account) else { return 0 };
        core.clock().now().as_millisecond() - runtime.server_now(core).as_millisecond()
    }

    /// How many accounts are gone whose keys could not be wiped yet.
    pub fn keys_to_wipe(&self) -> usize {
        self.core.to_wipe.all().len()
    }

    /// All devices that can answer for an account's person, as its server lists them.
    pub async fn devices(&self, account_id: &DeviceId) -> Result<Vec<DeviceOfPerson>, DeviceError> {
        let core = &self.core;
        core.refuse_when_locked()?;
        let (runtime, key) = core.signer(account_id).await?;
        let listed = core.api.devices(runtime.account(), &key, runtime.server_now(core)).await;
        let mut devices: Vec<DeviceOfPerson> = listed
            .map_err(|error| explained(&error))?
            .into_iter()
            .map(|device| DeviceOfPerson {
                this_device: device.id == *account_id,
                id: device.id,
                name: waxseal_details::scrub_identity(&device.name).text,
                enrolled_at: device.enrolled_at,
                last_seen_at: device.last_seen_at,
                online: device.online,
                test_key: device.test_key,
            })
            .collect();
        devices.sort_by_key(|device| !device.this_device);
        Ok(devices)
    }

    /// Ends the enrolment of another device of the same person. That one wipes itself when it hears of
    /// it. [`Device::remove_account`] is for this one.
    pub async fn revoke_device(&self, account_id: &DeviceId, device_id: &DeviceId) -> Result<(), DeviceError> {
        let core = &self.core;
        core.refuse_when_locked()?;
        if account_id == device_id {
            return Err(DeviceError::new(ErrorCode::InvalidInput, "This device is removed with its account."));
        }
        let _errand = core.errand();
        let (runtime, key) = core.signer(account_id).await?;
        let told = core.api.delete_account(runtime.account(), &key, device_id, runtime.server_now(core)).await;
        told.map_err(|error| explained(&error))
    }
}

impl Core {
    /// An account and its key.
    pub(super) async fn signer(
        &self,
        id: &DeviceId,
    ) -> Result<(std::sync::Arc<AccountRuntime>, SigningKey), DeviceError> {
        let runtime =
            self.runtime(id).ok_or_else(|| DeviceError::new(ErrorCode::UnknownRequest, "There is no such account."))?;
        let key = self.key(&runtime).await.ok_or_else(|| {
            DeviceError::new(ErrorCode::KeyUnavailable, "The key is not to be had. Unlock the keyring and try again.")
        })?;
        Ok((runtime, key))
    }
}

/// A failed call about devices, in a sentence.
pub(super) fn explained(error: &ApiError) -> DeviceError {
    let code = match error {
        ApiError::Unreachable(_) | ApiError::Unavailable(_) => ErrorCode::Offline,
        ApiError::Certificate(_) | ApiError::Malformed(_) => ErrorCode::Untrusted,
        ApiError::Refused(_) | ApiError::AlreadyDecided(_) | ApiError::Key(_) => ErrorCode::Refused,
    };
    let text = capitalized(&error.to_string());
    let stop = if text.ends_with('.') { "" } else { "." };
    DeviceError::new(code, format!("{text}{stop}"))
}
