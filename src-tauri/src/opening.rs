//! Windows that open: each comes to the screen with its page. Shown before, it is empty for as long as the
//! web view takes to start, and without a graphics card `WebKitGTK` then often holds up everything for
//! half a second, waiting for a first picture in the right size.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tauri::{AppHandle, Manager as _, WebviewWindow, WebviewWindowBuilder, Wry};

use crate::windows;

/// After this a window is shown without its page: what is wrong is better seen than hidden.
const PATIENCE: Duration = Duration::from_secs(3);

/// The windows whose pages are loading, by label, and whether each goes to the front.
#[derive(Debug, Default)]
pub(crate) struct Opening(Mutex<HashMap<String, bool>>);

impl Opening {
    /// Whether a window is still loading.
    pub(crate) fn has(&self, label: &str) -> bool {
        self.windows().contains_key(label)
    }

    /// Lets a window that is still loading go to the front later, and says whether it is one.
    pub(crate) fn wants_the_front(&self, label: &str) -> bool {
        self.windows().get_mut(label).map(|front| *front = true).is_some()
    }

    /// A window is gone.
    pub(crate) fn forget(&self, label: &str) {
        self.windows().remove(label);
    }

    fn windows(&self) -> MutexGuard<'_, HashMap<String, bool>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens the window of a label, which appears once its page is loaded.
pub(crate) fn open(
    app: &AppHandle,
    label: &str,
    builder: WebviewWindowBuilder<'_, Wry, AppHandle>,
) -> tauri::Result<WebviewWindow> {
    let opening = app.state::<Opening>();
    opening.windows().insert(label.to_owned(), false);
    let window = builder.build().inspect_err(|_| opening.forget(label))?;
    let late = window.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(PATIENCE).await;
        appear(&late);
    });
    Ok(window)
}

/// Shows a window that was opened, once.
pub(crate) fn appear(window: &WebviewWindow) {
    let Some(front) = window.state::<Opening>().windows().remove(window.label()) else { return };
    if front {
        windows::to_front(window);
    } else if let Err(error) = window.show() {
        tracing::error!(%error, "The window could not be shown: {error}");
    }
}
