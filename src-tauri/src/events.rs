//! From the device's events to the page, the tray and the notifications.

use tauri::{AppHandle, Emitter as _, Manager as _};
use tokio::sync::broadcast::error::RecvError;
use waxseal_device::{Device, DeviceEvent};

use crate::core::Core;
use crate::notification::Notifications;
use crate::{tray, windows};

/// Passes events on until the app ends.
pub(crate) fn follow(app: &AppHandle, core: &Core) {
    let Some(device) = core.device().cloned() else { return };
    let mut events = device.events();
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let notifications = Notifications::new(app.clone());
        loop {
            match events.recv().await {
                Ok(DeviceEvent::Arrived { consent_id }) => {
                    if let Some(item) = item(&device, &consent_id) {
                        notifications.show(item);
                    }
                }
                Ok(DeviceEvent::Closed { consent_id, .. }) => notifications.withdraw(&consent_id),
                Ok(DeviceEvent::Changed) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
            changed(&app);
        }
    });
}

fn item(device: &Device, id: &waxseal_device::ids::ConsentId) -> Option<waxseal_device::ItemView> {
    device.snapshot().items.into_iter().find(|item| item.consent_id == *id)
}

/// The page and the tray look again.
fn changed(app: &AppHandle) {
    if let Err(error) = app.emit_to(windows::MAIN, "device-changed", ()) {
        tracing::warn!(%error, "The window was not told of a change: {error}");
    }
    let handle = app.clone();
    if app.try_state::<Core>().is_some()
        && let Err(error) = app.run_on_main_thread(move || tray::update(&handle))
    {
        tracing::warn!(%error, "The tray was not told of a change: {error}");
    }
}
