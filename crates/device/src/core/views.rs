//! Requests that are on screen, each with its arming.

use waxseal_protocol::ids::random_token;

use super::Core;
use crate::decision::Arming;
use crate::event::DeviceEvent;
use crate::request_id::RequestId;

/// Requests on one screen: one, or a batch. A decision is only ever for what its view shows.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) token: String,
    /// The window it is in.
    window: String,
    pub(crate) shown: Vec<Target>,
    pub(crate) arming: Arming,
    /// Whether the operating system may ask whether it is the person, for what is on screen.
    pub(crate) asking: bool,
    /// Whether it says that an approval goes out without the operating system's word on the person.
    pub(crate) says_unasked: bool,
}

/// A request as it is on screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) request: RequestId,
    /// The digest of what is shown; `None` while nothing decidable is.
    pub(crate) sha256: Option<String>,
}

/// The views of all windows, and which window has the focus.
#[derive(Debug, Default)]
pub(crate) struct Views {
    views: Vec<View>,
    focused: Option<String>,
}

impl Views {
    /// Whether the system is asked about what a window shows.
    fn is_asked(&self, window: &str) -> bool {
        self.views.iter().any(|view| view.window == window && view.asking)
    }

    /// Opens a view in a window and returns its token.
    fn open(&mut self, window: &str, shown: Vec<Target>, now: std::time::Duration) -> String {
        let token = random_token::<16>();
        // A window shows one thing at a time: what was on screen before can no longer be answered.
        self.views.retain(|view| view.window != window);
        let focused = self.focused.as_deref() == Some(window);
        let arming = Arming::new(now, focused);
        let (window, says_unasked) = (window.to_owned(), false);
        self.views.push(View { token: token.clone(), window, shown, arming, asking: false, says_unasked });
        token
    }

    /// A view by its token.
    pub(crate) fn get_mut(&mut self, token: &str) -> Option<&mut View> {
        self.views.iter_mut().find(|view| view.token == token)
    }

    /// Closes the views of a request: what they show is not what is there.
    pub(crate) fn close(&mut self, request: &RequestId) {
        self.views.retain(|view| view.shown.iter().all(|target| target.request != *request));
    }

    /// Closes one view, and says whether it was open.
    pub(crate) fn leave(&mut self, token: &str) -> bool {
        let before = self.views.len();
        self.views.retain(|view| view.token != token);
        self.views.len() < before
    }

    /// The system begins to ask for what a view shows.
    pub(crate) fn ask(&mut self, token: &str) {
        if let Some(view) = self.get_mut(token) {
            view.asking = true;
        }
    }

    /// A view says that nobody asks.
    pub(crate) fn say_unasked(&mut self, token: &str) {
        if let Some(view) = self.get_mut(token) {
            view.says_unasked = true;
        }
    }

    /// Whether it does.
    pub(crate) fn says_unasked(&mut self, token: &str) -> bool {
        self.get_mut(token).is_some_and(|view| view.says_unasked)
    }

    /// Whatever is asked for what a window shows is withdrawn.
    pub(crate) fn withdraw(&mut self, window: &str) {
        for view in self.views.iter_mut().filter(|view| view.window == window) {
            view.asking = false;
        }
    }

    /// Closes all views: what was on screen no longer is.
    pub(crate) fn close_all(&mut self) {
        self.views.clear();
    }

    /// A window got or lost the focus.
    pub(crate) fn focus(&mut self, window: &str, focused: bool, now: std::time::Duration) {
        if focused {
            self.focused = Some(window.to_owned());
        } else if self.focused.as_deref() == Some(window) {
            self.focused = None;
        }
        for view in self.views.iter_mut().filter(|view| view.window == window) {
            view.arming.focus(focused, now);
        }
    }
}

impl Core {
    /// Opens a view in a window and returns its token. What was asked about the one before is withdrawn.
    pub(crate) fn open_view(&self, window: &str, shown: Vec<Target>) -> String {
        let now = self.clock().monotonic();
        let (token, asked) = {
            let mut views = self.views();
            let asked = views.is_asked(window);
            (views.open(window, shown, now), asked)
        };
        if asked {
            self.tell(DeviceEvent::Changed);
        }
        token
    }
}
