//! Whether anything on this desktop shows the icons of programs. GNOME does not without an extension, and the
//! tray library does not say so.

use x11rb::protocol::xproto::ConnectionExt as _;
use zbus::Connection;

/// Where programs hand in their icons, and how they ask whether somebody shows them.
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// Whether somebody shows icons now: as a service of the session bus, or as X11's older tray.
pub(crate) async fn is_there() -> bool {
    on_the_bus().await.unwrap_or(false) || on_x11()
}

async fn on_the_bus() -> zbus::Result<bool> {
    let bus = Connection::session().await?;
    let watcher = zbus::Proxy::new(&bus, WATCHER, "/StatusNotifierWatcher", WATCHER).await?;
    watcher.get_property("IsStatusNotifierHostRegistered").await
}

fn on_x11() -> bool {
    let owner = || {
        let (display, screen) = x11rb::connect(None).ok()?;
        let name = format!("_NET_SYSTEM_TRAY_S{screen}");
        let selection = display.intern_atom(false, name.as_bytes()).ok()?.reply().ok()?.atom;
        Some(display.get_selection_owner(selection).ok()?.reply().ok()?.owner != x11rb::NONE)
    };
    std::env::var_os("DISPLAY").is_some() && owner().unwrap_or(false)
}
