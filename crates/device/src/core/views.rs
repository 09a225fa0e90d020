//! Requests that are on screen, each with its arming.

use waxseal_protocol::ids::{ConsentId, random_token};

use crate::decision::{Arming, PageSignal};

/// One request on one screen. A decision is only ever for what its view shows.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) token: String,
    pub(crate) consent_id: ConsentId,
    /// The digest of what is shown; `None` while nothing decidable is.
    pub(crate) sha256: Option<String>,
    pub(crate) arming: Arming,
}

/// The views of all windows, and whether their window has the focus.
#[derive(Debug, Default)]
pub(crate) struct Views {
    views: Vec<View>,
    focused: bool,
}

/// A window shows one request; more are views that were left without saying so.
const MAX_VIEWS: usize = 8;

impl Views {
    /// Opens a view and returns its token.
    pub(crate) fn open(&mut self, consent_id: ConsentId, sha256: Option<String>, now: std::time::Duration) -> String {
        let token = random_token::<16>();
        if self.views.len() >= MAX_VIEWS {
            self.views.remove(0);
        }
        self.views.push(View { token: token.clone(), consent_id, sha256, arming: Arming::new(now, self.focused) });
        token
    }

    /// A view by its token.
    pub(crate) fn get_mut(&mut self, token: &str) -> Option<&mut View> {
        self.views.iter_mut().find(|view| view.token == token)
    }

    /// What is shown of a request changed while it is on screen.
    pub(crate) fn changed(&mut self, consent_id: &ConsentId, now: std::time::Duration) {
        for view in self.views.iter_mut().filter(|view| view.consent_id == *consent_id) {
            view.arming.page(PageSignal::LayoutChanged, now);
        }
    }

    /// The window got or lost the focus.
    pub(crate) fn focus(&mut self, focused: bool, now: std::time::Duration) {
        self.focused = focused;
        for view in &mut self.views {
            view.arming.focus(focused, now);
        }
    }
}
