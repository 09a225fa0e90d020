//! The main window: opened once, hidden on close while the tray can bring it back.

use tauri::{AppHandle, CloseRequestApi, Manager as _, WebviewUrl, WebviewWindowBuilder, Window};

use crate::core::Core;
use crate::tray;

/// The label of the main window, as its capability names it.
pub(crate) const MAIN: &str = "main";

/// Opens the main window.
pub(crate) fn open_main(app: &AppHandle) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("Waxseal")
        .inner_size(960.0, 640.0)
        .min_inner_size(380.0, 520.0)
        // Pages stay inside the app: nothing in a request can navigate anywhere.
        .on_navigation(|url| url.scheme() == "tauri" || is_own(url))
        .build()?;
    Ok(())
}

/// Brings the main window to the front, because the person asked for it.
pub(crate) fn show_main(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    for result in [window.show(), window.unminimize(), window.set_focus()] {
        if let Err(error) = result {
            tracing::warn!(%error, "The window could not be brought to the front: {error}");
        }
    }
}

/// The window got or lost the focus: the core measures it, the page does not.
pub(crate) fn focus_changed(window: &Window, focused: bool) {
    let visible = window.is_visible().unwrap_or(false) && !window.is_minimized().unwrap_or(false);
    if let Some(device) = window.state::<Core>().device() {
        device.window_focus(focused && visible);
    }
}

/// Closing means later: the window hides, and the tray brings it back. Without a tray it ends.
pub(crate) fn close_requested(window: &Window, api: &CloseRequestApi) {
    if !tray::is_there(window.app_handle()) {
        return;
    }
    api.prevent_close();
    if let Some(device) = window.state::<Core>().device() {
        device.window_focus(false);
    }
    if let Err(error) = window.hide() {
        tracing::warn!(%error, "The window could not be hidden: {error}");
    }
}

fn is_own(url: &tauri::Url) -> bool {
    matches!(url.host_str(), Some("tauri.localhost")) || (cfg!(debug_assertions) && url.host_str() == Some("localhost"))
}
