//! The main window: hidden on close while the tray can bring it back, and given up when it was
//! hidden for long, because a web view takes more memory than everything else.

use std::time::Duration;

use tauri::{AppHandle, CloseRequestApi, Manager as _, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Window, Wry};

use crate::core::Core;
#[cfg(target_os = "linux")]
use crate::page_crash;
use crate::{popup, quit, tray};

/// The label of the main window, as its capability names it.
pub(crate) const MAIN: &str = "main";
/// How long a hidden window is kept.
const KEEP_HIDDEN: Duration = Duration::from_mins(5);

/// Opens the main window.
pub(crate) fn open_main(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    let window =
        builder(app, MAIN, "index.html").title("Waxseal").inner_size(960.0, 640.0).min_inner_size(380.0, 520.0);
    let window = window.build()?;
    #[cfg(target_os = "linux")]
    page_crash::watch(&window);
    show_badge(app)?;
    Ok(window)
}

/// A window with one of the app's own pages, and no way out of it.
pub(crate) fn builder<'a>(app: &'a AppHandle, label: &str, page: &str) -> WebviewWindowBuilder<'a, Wry, AppHandle> {
    WebviewWindowBuilder::new(app, label, WebviewUrl::App(page.into()))
        // Pictures are dropped on the page, which reads them.
        .disable_drag_drop_handler()
        // Nothing in a request can navigate anywhere.
        .on_navigation(|url| url.scheme() == "tauri" || is_own(url))
}

/// Brings the main window to the front, because the person asked for it.
pub(crate) fn show_main(app: &AppHandle) {
    let window = match app.get_webview_window(MAIN) {
        Some(window) => window,
        None => match open_main(app) {
            Ok(window) => window,
            Err(error) => {
                tracing::error!(%error, "The window could not be opened: {error}");
                return;
            }
        },
    };
    to_front(&window);
}

/// Brings a window to the front.
pub(crate) fn to_front(window: &WebviewWindow) {
    for result in [window.show(), window.unminimize(), window.set_focus()] {
        if let Err(error) = result {
            tracing::warn!(%error, "The window could not be brought to the front: {error}");
        }
    }
}

/// Has the task bar say that a window wants to be looked at.
pub(crate) fn ask_for_attention(window: &WebviewWindow) {
    let asked = window.request_user_attention(Some(tauri::UserAttentionType::Informational));
    if let Err(error) = asked {
        tracing::debug!(%error, "The task bar could not be told: {error}");
    }
}

/// Whether the main window is on screen.
pub(crate) fn main_is_visible(app: &AppHandle) -> bool {
    app.get_webview_window(MAIN)
        .is_some_and(|window| window.is_visible().unwrap_or(false) && !window.is_minimized().unwrap_or(false))
}

/// Whether the main window is on the desktop, minimised or not.
pub(crate) fn main_is_open(app: &AppHandle) -> bool {
    app.get_webview_window(MAIN)
        .is_some_and(|window| window.is_visible().unwrap_or(false) || window.is_minimized().unwrap_or(false))
}

/// A window got or lost the focus: the core measures it, the page does not.
pub(crate) fn focus_changed(window: &Window, focused: bool) {
    let visible = window.is_visible().unwrap_or(false) && !window.is_minimized().unwrap_or(false);
    if let Some(device) = window.state::<Core>().device() {
        device.window_focus(window.label(), focused && visible);
    }
}

/// Closing means later. The main window hides, and the tray brings it back; without a tray this
/// is quitting. The popup goes.
pub(crate) fn close_requested(window: &Window, api: &CloseRequestApi) {
    if let Some(device) = window.state::<Core>().device() {
        device.window_focus(window.label(), false);
        device.window_closed(window.label());
    }
    if window.label() == popup::LABEL {
        if window.app_handle().get_webview_window(MAIN).is_none() {
            clear_badge(window.app_handle());
        }
        return;
    }
    api.prevent_close();
    if !tray::is_there(window.app_handle()) {
        quit::ask(window.app_handle());
        return;
    }
    if let Err(error) = window.hide() {
        tracing::warn!(%error, "The window could not be hidden: {error}");
        return;
    }
    give_up_later(window.app_handle());
}

/// A window came that can carry the number on the app's icon.
pub(crate) fn show_badge(app: &AppHandle) -> tauri::Result<()> {
    let handle = app.clone();
    app.run_on_main_thread(move || tray::renew(&handle))
}

/// The last window goes, and nobody could change the number after it.
fn clear_badge(app: &AppHandle) {
    if let Some(window) = app.webview_windows().into_values().next() {
        window.set_badge_count(None).ok();
    }
}

/// Frees the memory of the main window, unless it came back meanwhile.
fn give_up_later(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(KEEP_HIDDEN).await;
        let hidden = app.get_webview_window(MAIN).filter(|window| !window.is_visible().unwrap_or(true));
        let Some(window) = hidden else { return };
        if app.get_webview_window(popup::LABEL).is_none() {
            clear_badge(&app);
        }
        if let Err(error) = window.destroy() {
            tracing::warn!(%error, "The hidden window could not be given up: {error}");
        }
    });
}

fn is_own(url: &tauri::Url) -> bool {
    matches!(url.host_str(), Some("tauri.localhost")) || (cfg!(debug_assertions) && url.host_str() == Some("localhost"))
}
