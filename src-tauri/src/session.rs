//! The desktop session: when its screen is locked or the machine goes to sleep, Waxseal locks too.
//!
//! Any process on the bus can send these signals. All that they do is lock.

use tauri::AppHandle;

#[cfg(target_os = "linux")]
pub(crate) fn follow(app: &AppHandle) {
    use zbus::Connection;

    // The screen savers of the desktops; KDE's is the one without a name.
    for interface in [
        "org.freedesktop.ScreenSaver",
        "org.gnome.ScreenSaver",
        "org.cinnamon.ScreenSaver",
        "org.mate.ScreenSaver",
        "org.xfce.ScreenSaver",
    ] {
        linux::watch(app, Connection::session(), interface, "ActiveChanged", linux::says_yes);
    }
    linux::watch(app, Connection::system(), "org.freedesktop.login1.Manager", "PrepareForSleep", linux::says_yes);
    linux::watch(app, Connection::system(), "org.freedesktop.login1.Session", "Lock", |_| true);
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn follow(_app: &AppHandle) {}

#[cfg(target_os = "linux")]
mod linux {
    use futures_util::StreamExt as _;
    use tauri::{AppHandle, Manager as _};
    use zbus::{Connection, MatchRule, Message, MessageStream, message};

    use crate::core::Core;

    /// Locks whenever a signal comes that means it.
    pub(super) fn watch(
        app: &AppHandle,
        connecting: impl Future<Output = zbus::Result<Connection>> + Send + 'static,
        interface: &'static str,
        member: &'static str,
        means_it: fn(&Message) -> bool,
    ) {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            if let Err(error) = listen(&app, connecting, interface, member, means_it).await {
                tracing::info!(%error, "{interface}.{member} is not followed: {error}");
            }
        });
    }

    async fn listen(
        app: &AppHandle,
        connecting: impl Future<Output = zbus::Result<Connection>> + Send,
        interface: &'static str,
        member: &'static str,
        means_it: fn(&Message) -> bool,
    ) -> zbus::Result<()> {
        let connection = connecting.await?;
        let rule = MatchRule::builder().msg_type(message::Type::Signal).interface(interface)?.member(member)?.build();
        let mut signals = MessageStream::for_match_rule(rule, &connection, None).await?;
        while let Some(signal) = signals.next().await {
            if means_it(&signal?)
                && let Some(device) = app.state::<Core>().device()
            {
                device.session_locked();
            }
        }
        Ok(())
    }

    /// The signal's one argument.
    pub(super) fn says_yes(signal: &Message) -> bool {
        signal.body().deserialize::<bool>().unwrap_or(false)
    }
}
