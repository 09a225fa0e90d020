//! Quitting, which is asked about when requests wait.

use tauri::{AppHandle, Manager as _};
use tauri_plugin_dialog::{DialogExt as _, MessageDialogButtons, MessageDialogKind};

use crate::core::Core;
use crate::update::Updates;
use crate::words::{Words, with};

/// Quits; if requests wait, only after the person said so. First comes the update that they want to be
/// installed then.
pub(crate) fn ask(app: &AppHandle) {
    if !app.state::<Updates>().is_due_on_quit(app) {
        leave(app);
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        app.state::<Updates>().install_on_quit(&app).await;
        // The system's question may have been on screen for long, and requests may have come meanwhile.
        leave(&app);
    });
}

fn leave(app: &AppHandle) {
    let core = app.state::<Core>();
    let Some(device) = core.device() else {
        app.exit(0);
        return;
    };
    let waiting = usize::try_from(device.waiting()).unwrap_or(usize::MAX);
    if waiting == 0 {
        app.exit(0);
        return;
    }
    let words = Words::of(device.language());
    let handle = app.clone();
    app.dialog()
        .message(with(words.quit_body, &words.waiting(waiting)))
        .title(words.quit_title)
        .kind(MessageDialogKind::Warning)
        .buttons(MessageDialogButtons::OkCancelCustom(words.quit.to_owned(), words.stay.to_owned()))
        .show(move |quit| {
            if quit {
                handle.exit(0);
            }
        });
}
