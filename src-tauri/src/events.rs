//! From the device's events to the pages, the tray and the notifications.

use std::time::Duration;

use tauri::{AppHandle, Emitter as _, Manager as _};
use tokio::sync::broadcast::error::RecvError;
use waxseal_device::DeviceEvent;

use crate::core::Core;
use crate::notification::Notifications;
use crate::{popup, show, tray, windows};

/// How often the tray looks at the time while something waits.
const TRAY_EVERY: Duration = Duration::from_secs(20);

/// Passes events on until the app ends.
pub(crate) fn follow(app: &AppHandle) {
    let Some(device) = app.state::<Core>().device().cloned() else { return };
    let mut events = device.events();
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let notifications = Notifications::new(app.clone());
        let mut tray_due = tokio::time::interval(TRAY_EVERY);
        let mut locked = device.is_locked();
        loop {
            let event = tokio::select! {
                event = events.recv() => event,
                _ = tray_due.tick() => {
                    if device.waiting() > 0 {
                        update_tray(&app);
                    }
                    continue;
                }
            };
            // What a notification says of a request is not for who passes by a locked desk.
            if device.is_locked() != locked {
                locked = !locked;
                if locked {
                    notifications.withdraw_all();
                }
            }
            let history = match event {
                Ok(DeviceEvent::Announce { request, announcement }) => {
                    // A popup that opens by itself says it all, and a notification would cover it.
                    if !show::arrived(&app, &request) {
                        notifications.announce(&device, &request, announcement);
                    }
                    false
                }
                Ok(DeviceEvent::Closed { request, .. }) => {
                    notifications.withdraw(&device, &request);
                    true
                }
                Ok(DeviceEvent::Outage { account_id }) => {
                    notifications.tell_outage(&device, &account_id);
                    false
                }
                Ok(DeviceEvent::Ended { host }) => {
                    notifications.tell_ended(&device, &host);
                    false
                }
                Ok(DeviceEvent::HistoryChanged) | Err(RecvError::Lagged(_)) => true,
                Ok(DeviceEvent::Changed) => {
                    notifications.withdraw_outage(&device);
                    notifications.withdraw_answered(&device);
                    false
                }
                Ok(DeviceEvent::Arrived { .. }) => false,
                Err(RecvError::Closed) => return,
            };
            changed(&app, history);
        }
    });
}

/// The pages and the tray look again; at the history, which is long, only when it is another one.
fn changed(app: &AppHandle, history: bool) {
    for window in [windows::MAIN, popup::LABEL] {
        if app.get_webview_window(window).is_some()
            && let Err(error) = app.emit_to(window, "device-changed", history)
        {
            tracing::warn!(%error, "The window was not told of a change: {error}");
        }
    }
    update_tray(app);
}

fn update_tray(app: &AppHandle) {
    let handle = app.clone();
    if app.try_state::<Core>().is_some()
        && let Err(error) = app.run_on_main_thread(move || tray::update(&handle))
    {
        tracing::warn!(%error, "The tray was not told of a change: {error}");
    }
}
