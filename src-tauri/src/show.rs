//! What somebody outside the page asks it to show: a notification, the tray, a link, a second
//! start. Showing is all that any of them can do.

use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tauri::{AppHandle, Emitter as _};
use waxseal_device::EnrollmentLink;
use waxseal_device::ids::ConsentId;

use crate::windows;

/// Something to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub(crate) enum Show {
    /// A request; with `report`, on the question whether to report it.
    Request { consent_id: ConsentId, report: bool },
    /// The review of an enrolment link.
    Enrollment { link: String },
}

/// What was asked for before the page was there.
#[derive(Debug, Default)]
pub(crate) struct Pending(Mutex<Option<Show>>);

impl Pending {
    /// A link among the program's arguments.
    pub(crate) fn from_arguments(arguments: impl Iterator<Item = String>) -> Self {
        Self(Mutex::new(link_among(arguments)))
    }

    /// Takes what is to be shown.
    pub(crate) fn take(&self) -> Option<Show> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The app was started again: the first instance comes to the front, with the link if there is one.
pub(crate) fn second_start(app: &AppHandle, arguments: &[String]) {
    windows::show_main(app);
    if let Some(show) = link_among(arguments.iter().cloned()) {
        emit(app, show);
    }
}

/// Opens the window and shows something in it.
pub(crate) fn show(app: &AppHandle, show: Show) {
    windows::show_main(app);
    emit(app, show);
}

fn emit(app: &AppHandle, show: Show) {
    if let Err(error) = app.emit_to(windows::MAIN, "show", show) {
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
    fn only_enrolment_links_are_followed() {
        let link = "waxseal://enroll?enrollment_tx_id=a&base_url=https%3A%2F%2Fx";
        assert_eq!(link_among(arguments(link)), Some(Show::Enrollment { link: link.to_owned() }));
        assert_eq!(link_among(arguments("waxseal://decide?id=cns_1&approve=1")), None);
        assert_eq!(link_among(arguments("--approve")), None);
    }
}
