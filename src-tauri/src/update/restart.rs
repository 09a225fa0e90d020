//! Starting again as the version that is now installed: with a window if one was open, and without one if
//! the app was only in the tray.

use std::sync::atomic::{AtomicBool, Ordering};

use tauri::{AppHandle, Manager as _};

use crate::core::Core;
use crate::windows;

/// Whether the app ends to start again.
#[derive(Debug, Default)]
pub(crate) struct Restart {
    wanted: AtomicBool,
    with_window: AtomicBool,
}

/// Ends the app and starts it again.
pub(super) fn now(app: &AppHandle) {
    let restart = app.state::<Restart>();
    restart.with_window.store(windows::main_is_open(app), Ordering::Relaxed);
    restart.wanted.store(true, Ordering::Relaxed);
    if cfg!(target_os = "linux") {
        app.exit(0);
    } else {
        app.request_restart();
    }
}

/// What is done before somebody else ends this program.
pub(super) fn prepare(app: &AppHandle) {
    if let Some(device) = app.state::<Core>().device() {
        device.stop();
    }
    app.cleanup_before_exit();
}

impl Restart {
    /// The last thing the app does: if it is to start again, this program becomes the new one. So the two
    /// never run at once, and neither waits for the folder or the name that the other still holds.
    #[cfg(target_os = "linux")]
    pub(crate) fn start_again(&self, app: &AppHandle) {
        use std::os::unix::process::CommandExt as _;

        if !self.wanted.load(Ordering::Relaxed) {
            return;
        }
        let program = match tauri::process::current_binary(&app.env()) {
            Ok(program) => program,
            Err(error) => {
                tracing::error!(%error, "The app does not start again: {error}");
                return;
            }
        };
        app.cleanup_before_exit();
        let mut command = std::process::Command::new(program);
        if !self.with_window.load(Ordering::Relaxed) {
            command.arg(crate::HIDDEN);
        }
        let error = command.exec();
        tracing::error!(%error, "The app does not start again: {error}");
    }

    /// Elsewhere the system or the installer starts it again.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn start_again(&self, _app: &AppHandle) {}
}
