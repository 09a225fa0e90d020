//! What a person, or whoever helps them, looks at when something does not work.

use serde::Serialize;
use tauri::{AppHandle, Manager as _};
use ts_rs::TS;
use waxseal_device::{Availability, ConnectionState, Device};

use crate::core::Core;
use crate::desktop_settings::KeptSettings;
use crate::tray;

/// One thing that was looked at, and how it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub(crate) struct Diagnostic {
    /// What.
    name: String,
    /// Whether it works.
    ok: bool,
    /// How it is, in a sentence.
    detail: String,
}

impl Diagnostic {
    fn new(name: impl Into<String>, ok: bool, detail: impl Into<String>) -> Self {
        Self { name: name.into(), ok, detail: detail.into() }
    }
}

/// By how many seconds two clocks may differ.
const GOOD_CLOCK: i64 = 60;

/// Looks at everything that a device needs.
pub(crate) async fn look(app: &AppHandle) -> Vec<Diagnostic> {
    let mut found = vec![Diagnostic::new("Waxseal", true, format!("Version {}.", app.package_info().version))];
    let core = app.state::<Core>();
    match core.unlocked() {
        Ok(device) => found.extend(of_device(device).await),
        Err(error) => found.push(Diagnostic::new("Device", false, error.message)),
    }
    found.push(notifications().await);
    found.push(if tray::is_shown(app).await {
        Diagnostic::new("Tray", true, "The desktop shows the icon.")
    } else if tray::is_there(app) {
        let said = "This desktop shows no icons; GNOME takes an extension for it. Closing the window leaves Waxseal \
                    running: start it again to see it.";
        Diagnostic::new("Tray", false, said)
    } else {
        Diagnostic::new("Tray", false, "The system's tray library is missing. Closing the window quits.")
    });
    if let Some(reason) = app.state::<KeptSettings>().why_no_shortcut() {
        found.push(Diagnostic::new("Global shortcut", false, format!("{reason}.")));
    }
    found
}

async fn of_device(device: &Device) -> Vec<Diagnostic> {
    let mut found = vec![Diagnostic::new("State folder", true, device.state_folder().display().to_string())];
    found.push(match device.history_key_thumbprint().await {
        Ok(thumbprint) => {
            Diagnostic::new("Keyring", true, format!("Open. Exported histories are signed by the key {thumbprint}."))
        }
        Err(error) => Diagnostic::new("Keyring", false, error.message),
    });
    let left = device.keys_to_wipe();
    if left > 0 {
        let said = format!("{left} of accounts that are gone could not be wiped yet. It is tried again each hour.");
        found.push(Diagnostic::new("Keys", false, said));
    }
    found.push(match device.verification_availability().await {
        Availability::Available => Diagnostic::new("Password", true, "The system is ready to ask for it."),
        Availability::Unavailable { reason } | Availability::Failed { reason } => {
            Diagnostic::new("Password", false, reason)
        }
        Availability::Forbidden => Diagnostic::new("Password", false, "A rule of this computer forbids it."),
    });
    for account in device.snapshot().accounts {
        let (ok, detail) = match account.connection {
            ConnectionState::Online { since } => (true, format!("Connected since {since:.0}.")),
            ConnectionState::Connecting => (false, "Connecting.".to_owned()),
            ConnectionState::Offline { since, reason } => (false, format!("Offline since {since:.0}. {reason}")),
            ConnectionState::NoKey { reason } => (false, reason),
        };
        let name = format!("{} · {}", account.host, account.user_id);
        let ahead = device.clock_ahead_ms(&account.id) / 1000;
        if ahead.abs() > GOOD_CLOCK {
            let how = if ahead > 0 { "ahead of" } else { "behind" };
            let detail = format!(
                "This computer's clock is {} seconds {how} the server's. Deadlines follow the server's; what you see as \
                 the time of day may be wrong.",
                ahead.abs()
            );
            found.push(Diagnostic::new(format!("Clock · {}", account.host), false, detail));
        }
        found.push(Diagnostic::new(name, ok, detail));
    }
    found
}

#[cfg(target_os = "linux")]
async fn notifications() -> Diagnostic {
    let asked = tauri::async_runtime::spawn_blocking(notify_rust::get_server_information).await;
    match asked {
        Ok(Ok(server)) => {
            Diagnostic::new("Notifications", true, format!("{} {} shows them.", server.name, server.version))
        }
        Ok(Err(error)) => Diagnostic::new("Notifications", false, format!("No service shows them: {error}.")),
        Err(error) => Diagnostic::new("Notifications", false, error.to_string()),
    }
}

#[cfg(not(target_os = "linux"))]
async fn notifications() -> Diagnostic {
    Diagnostic::new("Notifications", true, "The system shows them if it allows Waxseal to.")
}
