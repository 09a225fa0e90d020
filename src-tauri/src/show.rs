//! What somebody outside a page asks it to show: a notification, the tray, a link, a second start.
//! Showing is all that any of them can do.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tauri::{AppHandle, Emitter as _, Manager as _};
use waxseal_device::clock::{Clock as _, SystemClock};
use waxseal_device::{EnrollmentLink, RequestId};

use crate::core::Core;
use crate::{popup, windows};

/// Something to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Show {
    /// A request; with `report`, on the question whether to report it.
    Request { request: RequestId, report: bool },
    /// The review of an enrolment link.
    Enrollment { link: String },
}

/// What was asked for before a window's page was there, by the window's label.
#[derive(Debug, Default)]
pub(crate) struct Pending(Mutex<HashMap<String, Show>>);

impl Pending {
    /// A link among the program's arguments is for the main window.
    pub(crate) fn from_arguments(arguments: impl Iterator<Item = String>) -> Self {
        let pending = Self::default();
        if let Some(show) = link_among(arguments) {
            pending.keep(windows::MAIN, show);
        }
        pending
    }

    /// Whether there is anything to show.
    pub(crate) fn has_any(&self) -> bool {
        !self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Whether a window has something to show that it did not take yet.
    fn has(&self, window: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(window)
    }

    /// Takes what is to be shown in a window.
    pub(crate) fn take(&self, window: &str) -> Option<Show> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(window)
    }

    fn keep(&self, window: &str, show: Show) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(window.to_owned(), show);
    }
}

/// How soon after one link the window comes to the front for the next: every page can open links.
const RAISED_EVERY: Duration = Duration::from_secs(3);

/// When the window last came to the front for a link.
#[derive(Debug, Default)]
pub(crate) struct Raised {
    clock: SystemClock,
    last: Mutex<Option<Duration>>,
}

impl Raised {
    /// Whether it may come again.
    fn may_again(&self) -> bool {
        self.again(self.clock.monotonic())
    }

    fn again(&self, now: Duration) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let may = last.is_none_or(|last| now.saturating_sub(last) >= RAISED_EVERY);
        if may {
            *last = Some(now);
        }
        may
    }
}

/// The app was started again: the first instance comes to the front, with the link if there is one. Who starts it
/// hidden, as the desktop does at its beginning, wants no window.
pub(crate) fn second_start(app: &AppHandle, arguments: &[String]) {
    let link = link_among(arguments.iter().cloned());
    if link.is_none() && arguments.iter().any(|argument| argument == crate::HIDDEN) {
        return;
    }
    let Some(show) = link else { return windows::show_main(app) };
    tell(app, windows::MAIN, show);
    if app.state::<Raised>().may_again() {
        windows::show_main(app);
    } else if let Some(window) = app.get_webview_window(windows::MAIN) {
        windows::ask_for_attention(&window);
    }
}

/// The system hands over a link.
pub(crate) fn link(app: &AppHandle, link: &str) {
    second_start(app, &[String::new(), link.to_owned()]);
}

/// Shows something in the main window.
pub(crate) fn show_main(app: &AppHandle, show: Show) {
    tell(app, windows::MAIN, show);
    windows::show_main(app);
}

/// Shows a request because the person asked for it: in the main window if that is on screen, and else
/// in the popup.
pub(crate) fn show_request(app: &AppHandle, show: Show) {
    if windows::main_is_visible(app) {
        show_main(app, show);
    } else {
        show_popup(app, show, true);
    }
}

/// Opens the popup by itself, if the person wants that, and says whether it did. It does not take the
/// focus, and does not change what is on screen.
pub(crate) fn arrived(app: &AppHandle, request: &RequestId) -> bool {
    let wanted = app
        .state::<Core>()
        .device()
        .is_some_and(|device| device.preferences().alerts.open_automatically && !device.is_locked());
    let there = app.get_webview_window(popup::LABEL).is_some() || app.state::<Pending>().has(popup::LABEL);
    let opens = wanted && !there && !windows::main_is_visible(app);
    if opens {
        show_popup(app, Show::Request { request: request.clone(), report: false }, false);
    }
    opens
}

fn show_popup(app: &AppHandle, show: Show, asked_for: bool) {
    tell(app, popup::LABEL, show);
    let handle = app.clone();
    let opened = app.run_on_main_thread(move || {
        if let Err(error) = popup::open(&handle, asked_for) {
            tracing::error!(%error, "The popup could not be opened: {error}");
            handle.state::<Pending>().take(popup::LABEL);
            windows::show_main(&handle);
        }
    });
    if let Err(error) = opened {
        tracing::error!(%error, "The popup could not be opened: {error}");
    }
}

/// Keeps what is to be shown until the window's page takes it, and tells a page that is there to do so. A
/// page that is still loading asks by itself.
fn tell(app: &AppHandle, window: &str, show: Show) {
    app.state::<Pending>().keep(window, show);
    if let Err(error) = app.emit_to(window, "show", ()) {
        tracing::warn!(%error, "The window was not told what to show: {error}");
    }
}

/// Only enrolment links are followed, and only to their review.
fn link_among(arguments: impl Iterator<Item = String>) -> Option<Show> {
    let link = arguments.skip(1).find(|argument| EnrollmentLink::parse(argument, None).is_ok())?;
    Some(Show::Enrollment { link })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(link: &str) -> impl Iterator<Item = String> + use<> {
        ["waxseal-desktop".to_owned(), link.to_owned()].into_iter()
    }

    #[test]
    fn a_flood_of_links_takes_the_focus_once() {
        let raised = Raised::default();
        let at = |millis| raised.again(Duration::from_millis(millis));
        assert_eq!([0, 10, 2999, 3000, 3001, 7000].map(at), [true, false, false, true, false, true]);
    }

    #[test]
    fn only_enrolment_links_are_followed() {
        let link = "waxseal://enroll?enrollment_tx_id=a&base_url=https%3A%2F%2Fx";
        assert_eq!(link_among(arguments(link)), Some(Show::Enrollment { link: link.to_owned() }));
        assert_eq!(link_among(arguments("waxseal://decide?id=cns_1&approve=1")), None);
        assert_eq!(link_among(arguments("--approve")), None);
    }
}
