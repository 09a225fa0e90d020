//! What happens when the process that draws a window's page dies: the page is loaded anew. The rest of the app is
//! another process, and goes on.

use std::cell::RefCell;
use std::time::Duration;

use tauri::{Manager as _, WebviewWindow};
use waxseal_device::clock::{Clock as _, SystemClock};

use crate::core::Core;

/// How often a page may die within some time before its window is given up.
const OFTEN: usize = 3;
const WITHIN: Duration = Duration::from_mins(1);

/// When the page of a window died.
#[derive(Debug, Default)]
struct Crashes(RefCell<Vec<Duration>>);

impl Crashes {
    /// Another one, and whether it is worth a try to load the page again.
    fn again(&self, now: Duration) -> bool {
        let mut crashes = self.0.borrow_mut();
        crashes.retain(|crash| now.saturating_sub(*crash) < WITHIN);
        crashes.push(now);
        crashes.len() <= OFTEN
    }
}

/// Watches over the page of a window.
pub(crate) fn watch(window: &WebviewWindow) {
    use webkit2gtk::WebViewExt as _;

    let crashes = Crashes::default();
    let clock = SystemClock::new();
    let own = window.clone();
    let watched = window.with_webview(move |webview| {
        webview.inner().connect_web_process_terminated(move |page, reason| {
            tracing::error!("The page of {:?} ended: {reason:?}", own.label());
            // What it showed is not on screen any more.
            if let Some(device) = own.state::<Core>().device() {
                device.window_closed(own.label());
            }
            if crashes.again(clock.monotonic()) {
                load_anew(page);
            } else if let Err(error) = own.destroy() {
                tracing::error!(%error, "The window could not be given up: {error}");
            }
        });
    });
    if let Err(error) = watched {
        tracing::warn!(%error, "The page of {:?} is not watched over: {error}", window.label());
    }
}

/// Loads what the page had, or was about to have: `reload` does nothing for a page that died before its first load
/// began, and leaves the window white.
fn load_anew(page: &webkit2gtk::WebView) {
    use webkit2gtk::WebViewExt as _;

    match page.uri() {
        Some(uri) => page.load_uri(&uri),
        None => page.reload(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_dies_again_and_again_is_given_up() {
        let crashes = Crashes::default();
        let at = |seconds| crashes.again(Duration::from_secs(seconds));
        assert_eq!([0, 10, 20, 30].map(at), [true, true, true, false]);
        assert!(at(85), "and tried again later");
    }
}
