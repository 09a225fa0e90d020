//! Windows that come to the screen with their page. Shown before, they are empty for as long as the web view
//! takes to start, and without a graphics card `WebKitGTK` then often holds up everything for half a
//! second, waiting for a first picture in the right size.
//!
//! Not for windows that are not to take the focus: shown late, they do.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Manager as _, WebviewWindow, WebviewWindowBuilder, Wry};

use crate::windows;

/// After this a window is shown without its page: what is wrong is better seen than hidden.
const PATIENCE: Duration = Duration::from_secs(3);

/// The windows whose pages are loading.
#[derive(Debug, Default)]
pub(crate) struct Opening(Mutex<Loading>);

#[derive(Debug, Default)]
struct Loading {
    windows: HashMap<String, Entry>,
    /// How many windows were opened so far.
    opened: u64,
}

#[derive(Debug)]
struct Entry {
    /// Which opening it is: a label comes again.
    number: u64,
    /// Whether the window goes to the front.
    front: bool,
}

impl Opening {
    /// Whether a window is still loading.
    pub(crate) fn has(&self, label: &str) -> bool {
        self.loading().windows.contains_key(label)
    }

    /// Lets a window that is still loading go to the front later, and says whether it is one.
    pub(crate) fn wants_the_front(&self, label: &str) -> bool {
        self.loading().windows.get_mut(label).map(|entry| entry.front = true).is_some()
    }

    /// A window is gone.
    pub(crate) fn forget(&self, label: &str) {
        self.loading().windows.remove(label);
    }

    /// A window begins to load; `None` if one of the label does so already.
    fn begin(&self, label: &str) -> Option<u64> {
        let mut loading = self.loading();
        if loading.windows.contains_key(label) {
            return None;
        }
        loading.opened += 1;
        let number = loading.opened;
        loading.windows.insert(label.to_owned(), Entry { number, front: false });
        Some(number)
    }

    /// Ends the loading of a window of that opening, and says whether it goes to the front.
    fn end(&self, label: &str, number: u64) -> Option<bool> {
        let mut loading = self.loading();
        if loading.windows.get(label)?.number != number {
            return None;
        }
        loading.windows.remove(label).map(|entry| entry.front)
    }

    fn loading(&self) -> MutexGuard<'_, Loading> {
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
    let number = opening.begin(label).ok_or_else(|| tauri::Error::WindowLabelAlreadyExists(label.to_owned()))?;
    let builder = builder.visible(false).on_page_load(move |window, load| {
        if load.event() == PageLoadEvent::Finished {
            appear(&window, number);
        }
    });
    let window = builder.build().inspect_err(|_| {
        opening.end(label, number);
    })?;
    let late = window.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(PATIENCE).await;
        appear(&late, number);
    });
    Ok(window)
}

/// Shows a window, if it is the one of that opening and was not shown yet.
fn appear(window: &WebviewWindow, number: u64) {
    let Some(front) = window.state::<Opening>().end(window.label(), number) else { return };
    if front {
        windows::to_front(window);
    } else if let Err(error) = window.show() {
        tracing::error!(%error, "The window could not be shown: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_one_opening_is_not_that_of_the_next() {
        let opening = Opening::default();
        let first = opening.begin("main").unwrap();
        assert_eq!(opening.begin("main"), None, "it is opening");
        opening.forget("main");
        let second = opening.begin("main").unwrap();
        assert_eq!(opening.end("main", first), None, "the timer of the first one");
        assert!(opening.wants_the_front("main"));
        assert_eq!(opening.end("main", second), Some(true));
        assert_eq!((opening.end("main", second), opening.has("main")), (None, false));
    }
}
