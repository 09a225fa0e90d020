//! The tray: how many requests wait, and the way back to the window. It is optional: without a
//! tray host the app runs all the same.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tauri::image::Image;
use tauri::menu::{Menu, MenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager as _};

use crate::core::Core;
use crate::windows;

const ID: &str = "waxseal";
const IDLE: &[u8] = include_bytes!("../../icons/tray-idle.png");
const WAITING: &[u8] = include_bytes!("../../icons/tray-waiting.png");
const OFFLINE: &[u8] = include_bytes!("../../icons/tray-offline.png");

/// Makes the tray icon. The library panics where the system's tray library is missing.
pub(crate) fn create(app: &AppHandle) {
    match catch_unwind(AssertUnwindSafe(|| build(app))) {
        Ok(Ok(_)) => update(app),
        Ok(Err(error)) => tracing::warn!(%error, "There is no tray: {error}"),
        Err(_) => tracing::warn!("There is no tray: the system's tray library is missing"),
    }
}

/// Whether the window can be brought back by the tray.
pub(crate) fn is_there(app: &AppHandle) -> bool {
    app.tray_by_id(ID).is_some()
}

/// Shows how many requests wait and whether all accounts are connected.
pub(crate) fn update(app: &AppHandle) {
    let Some(tray) = app.tray_by_id(ID) else { return };
    let Some(core) = app.try_state::<Core>() else { return };
    let Some(device) = core.device() else { return };
    let snapshot = device.snapshot();
    let waiting = snapshot.items.iter().filter(|item| item.state.is_open()).count();
    let offline = snapshot.accounts.iter().any(|account| !account.connection.is_online());
    let (icon, words) = match (waiting, offline) {
        (_, true) => (OFFLINE, "Offline".to_owned()),
        (0, false) => (IDLE, "Nothing waiting".to_owned()),
        (1, false) => (WAITING, "1 request waiting".to_owned()),
        (count, false) => (WAITING, format!("{count} requests waiting")),
    };
    let title = (waiting > 0).then(|| waiting.to_string());
    let shown = Image::from_bytes(icon)
        .and_then(|icon| tray.set_icon(Some(icon)))
        .and_then(|()| tray.set_tooltip(Some(format!("Waxseal: {words}"))))
        .and_then(|()| tray.set_title(title));
    if let Err(error) = shown {
        tracing::warn!(%error, "The tray could not be changed: {error}");
    }
}

fn build(app: &AppHandle) -> tauri::Result<TrayIcon> {
    let open = MenuItem::with_id(app, "open", "Open Waxseal", true, None::<&str>)?;
    let quit = MenuItem::with_id(app, "quit", "Quit", true, None::<&str>)?;
    // The shared default folder may belong to another user.
    let folder = app.path().app_cache_dir()?.join("tray");
    TrayIconBuilder::with_id(ID)
        .icon(Image::from_bytes(IDLE)?)
        .temp_dir_path(folder)
        .menu(&Menu::with_items(app, &[&open, &quit])?)
        .on_menu_event(|app, event| match event.id().as_ref() {
            "open" => windows::show_main(app),
            "quit" => app.exit(0),
            _ => {}
        })
        .build(app)
}
