//! Starting the device core. If that fails, the window opens all the same and says why.

use std::path::PathBuf;
use std::sync::Arc;

use tauri::{AppHandle, Manager as _};
use waxseal_device::keys::OsKeyring;
use waxseal_device::{Device, DeviceError, ErrorCode, Settings, UserVerifier, clock::SystemClock, locale};

/// The device, or why there is none.
#[derive(Debug)]
pub(crate) struct Core(Result<Device, DeviceError>);

impl Core {
    /// Starts the device in the folder named by `WAXSEAL_STATE`, or in the app's own.
    pub(crate) fn start(app: &AppHandle) -> Self {
        let folder = folder(app);
        let settings = folder.map(|state_folder| Settings {
            state_folder,
            vault: Arc::new(OsKeyring::default()),
            verifier: verifier(),
            authority: std::env::var_os("WAXSEAL_AUTHORITY").filter(|path| !path.is_empty()).map(PathBuf::from),
            language: locale::system_language(),
            time_zone: locale::system_time_zone(),
            clock: Arc::new(SystemClock::new()),
        });
        let failed = |text: String| DeviceError::new(ErrorCode::Storage, text);
        Self(settings.map_err(|error| failed(error.to_string())).and_then(|settings| {
            // The core spawns its tasks on Tauri's runtime.
            tauri::async_runtime::block_on(async { Device::start(settings) }).map_err(|error| failed(error.to_string()))
        }))
    }

    /// The device, if it runs.
    pub(crate) fn device(&self) -> Option<&Device> {
        self.0.as_ref().ok()
    }

    /// The device, if it is not locked: for commands that the core does not guard by itself.
    pub(crate) fn unlocked(&self) -> Result<&Device, DeviceError> {
        let device = self.try_device()?;
        device.refuse_when_locked()?;
        Ok(device)
    }

    /// The device, or the error every command answers with.
    pub(crate) fn try_device(&self) -> Result<&Device, DeviceError> {
        self.0.as_ref().map_err(Clone::clone)
    }
}

/// What verifies the person here.
#[cfg(target_os = "linux")]
#[expect(clippy::unnecessary_wraps, reason = "not every system has one")]
fn verifier() -> Option<Arc<dyn UserVerifier>> {
    Some(Arc::new(crate::polkit::Polkit::default()))
}

#[cfg(not(target_os = "linux"))]
fn verifier() -> Option<Arc<dyn UserVerifier>> {
    None
}

/// The folder named by `WAXSEAL_STATE`, or the app's own.
pub(crate) fn folder(app: &AppHandle) -> tauri::Result<PathBuf> {
    match std::env::var_os("WAXSEAL_STATE") {
        Some(folder) => Ok(PathBuf::from(folder)),
        None => app.path().app_local_data_dir().map(|folder| folder.join("device")),
    }
}
