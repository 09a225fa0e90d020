//! What the desktop does around the app: starting with the session, and the global shortcut.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager as _, Wry};
use tauri_plugin_autostart::ManagerExt as _;
use tauri_plugin_global_shortcut::{GlobalShortcut, GlobalShortcutExt as _, ShortcutState};
use ts_rs::TS;
use waxseal_device::{DeviceError, ErrorCode};

use crate::core::Core;
use crate::show::{Show, show_request};
use crate::update::UpdateMode;
use crate::{tray, windows};

/// The keys of the global shortcut.
const SHORTCUT: &str = "Ctrl+Shift+Space";

/// What the desktop does around the app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub(crate) struct DesktopSettings {
    /// Whether the app starts with the session; `null` where it cannot.
    autostart: Option<bool>,
    /// Whether the person was asked about it.
    autostart_asked: bool,
    /// Whether the global shortcut opens the oldest request; `null` where it cannot.
    shortcut: Option<bool>,
    /// The keys of the global shortcut.
    shortcut_keys: String,
    /// Whether the tray shows an icon.
    tray: bool,
    /// Whether the app hears of it when the screen is locked or the machine sleeps.
    session_lock: bool,
}

/// What is kept of it, in `desktop.json`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    autostart_asked: bool,
    shortcut: bool,
    update_mode: UpdateMode,
}

/// The file, and what is in it.
#[derive(Debug)]
pub(crate) struct KeptSettings {
    path: PathBuf,
    kept: Mutex<Kept>,
    /// Why there is no shortcut, if it was wanted or tried.
    no_shortcut: Mutex<Option<String>>,
}

impl KeptSettings {
    /// Reads the file. One that cannot be read is as none: it holds nothing but habits.
    pub(crate) fn open(path: PathBuf) -> Self {
        let kept = std::fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Self { path, kept: Mutex::new(kept.unwrap_or_default()), no_shortcut: Mutex::default() }
    }

    fn get(&self) -> Kept {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn change(&self, change: impl FnOnce(&mut Kept)) -> Result<(), DeviceError> {
        let failed = |error: String| DeviceError::new(ErrorCode::Storage, format!("{}: {error}.", self.path.display()));
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = kept.clone();
        change(&mut next);
        let bytes = serde_json::to_vec_pretty(&next).map_err(|error| failed(error.to_string()))?;
        std::fs::write(&self.path, bytes).map_err(|error| failed(error.to_string()))?;
        *kept = next;
        Ok(())
    }

    /// What is done about updates without being asked.
    pub(crate) fn update_mode(&self) -> UpdateMode {
        self.get().update_mode
    }

    /// Does something else about updates.
    pub(crate) fn set_update_mode(&self, mode: UpdateMode) -> Result<(), DeviceError> {
        self.change(|kept| kept.update_mode = mode)
    }

    fn shortcut_failed(&self, reason: Option<String>) {
        *self.no_shortcut.lock().unwrap_or_else(PoisonError::into_inner) = reason;
    }

    /// Why there is no shortcut.
    pub(crate) fn why_no_shortcut(&self) -> Option<String> {
        self.no_shortcut.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The settings as they are.
pub(crate) async fn read(app: &AppHandle) -> DesktopSettings {
    let settings = app.state::<KeptSettings>();
    let kept = settings.get();
    DesktopSettings {
        autostart: app.autolaunch().is_enabled().ok(),
        autostart_asked: kept.autostart_asked,
        shortcut: settings.why_no_shortcut().is_none().then_some(kept.shortcut),
        shortcut_keys: SHORTCUT.to_owned(),
        tray: tray::is_shown(app).await,
        session_lock: cfg!(target_os = "linux"),
    }
}

/// Starts with the session, or no longer.
pub(crate) async fn set_autostart(app: &AppHandle, on: bool) -> Result<DesktopSettings, DeviceError> {
    let launcher = app.autolaunch();
    // Turning off what is not on is an error on some desktops.
    let already = launcher.is_enabled().unwrap_or(false) == on;
    let done = match (already, on) {
        (true, _) => Ok(()),
        (false, true) => launcher.enable(),
        (false, false) => launcher.disable(),
    };
    done.map_err(|error| DeviceError::new(ErrorCode::Storage, format!("The desktop does not take it: {error}.")))?;
    app.state::<KeptSettings>().change(|kept| kept.autostart_asked = true)?;
    Ok(read(app).await)
}

/// Gives the shortcut its keys, or takes them away.
pub(crate) async fn set_shortcut(app: &AppHandle, on: bool) -> Result<DesktopSettings, DeviceError> {
    register(app, on).map_err(|error| {
        DeviceError::new(ErrorCode::InvalidInput, format!("{SHORTCUT} cannot be used here: {error}."))
    })?;
    let settings = app.state::<KeptSettings>();
    settings.shortcut_failed(None);
    settings.change(|kept| kept.shortcut = on)?;
    Ok(read(app).await)
}

/// Gives the shortcut its keys if the person wanted them before.
pub(crate) fn restore(app: &AppHandle) {
    let settings = app.state::<KeptSettings>();
    if settings.get().shortcut
        && let Err(error) = register(app, true)
    {
        tracing::warn!(error, "There is no global shortcut: {error}");
        settings.shortcut_failed(Some(error));
    }
}

fn register(app: &AppHandle, on: bool) -> Result<(), String> {
    // On X11 the plugin looks twenty times a second whether a key was pressed, so it is there only for who
    // wants the shortcut. Once it is there, it stays until the app ends.
    if app.try_state::<GlobalShortcut<Wry>>().is_none() {
        if !on {
            return Ok(());
        }
        app.plugin(tauri_plugin_global_shortcut::Builder::new().build()).map_err(|error| error.to_string())?;
    }
    let shortcuts = app.global_shortcut();
    if shortcuts.is_registered(SHORTCUT) == on {
        return Ok(());
    }
    let done = if on {
        shortcuts.on_shortcut(SHORTCUT, |app, _, event| {
            if event.state == ShortcutState::Pressed {
                show_oldest(app);
            }
        })
    } else {
        shortcuts.unregister(SHORTCUT)
    };
    done.map_err(|error| error.to_string())
}

/// The request that waits longest, or the main window. It opens un-armed like any other.
fn show_oldest(app: &AppHandle) {
    let core = app.state::<Core>();
    let items = core.device().map(|device| device.snapshot().items).unwrap_or_default();
    let open = items.into_iter().filter(|item| item.state.needs_answer());
    match open.min_by_key(|item| item.received_at) {
        Some(item) => show_request(app, Show::Request { request: item.id(), report: false }),
        None => windows::show_main(app),
    }
}
