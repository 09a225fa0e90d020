//! Native notifications: *Review* and *Not me*, never Approve.
//!
//! Any process on the session bus can forge a click, so a click only ever opens a window. No
//! notification service is no error: the tray and the window show the request too.

mod raise;
mod wording;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tauri::{AppHandle, Manager as _};
use tokio::sync::oneshot;
use waxseal_device::commands::Snapshot;
use waxseal_device::ids::DeviceId;
use waxseal_device::{AlertPrivacy, Announcement, Device, ItemState, ItemView, RequestId};

pub(crate) use wording::flat;

use crate::core::Core;
use crate::show::{Show, show_request};
use crate::windows;
use crate::words::Words;

/// Notifications that are on screen.
#[derive(Debug, Clone)]
pub(crate) struct Notifications {
    app: AppHandle,
    shown: Arc<Mutex<HashMap<Subject, Shown>>>,
}

/// What a notification is about. There is one for each at most.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Subject {
    Request(RequestId),
    /// All requests of a client that sends too many.
    Flood(String),
    /// How many wait, which is all that a locked device says.
    Locked,
    /// There is no connection.
    Outage,
    /// A server ended the enrolment.
    Ended(String),
}

/// A notification on screen.
#[derive(Debug)]
struct Shown {
    /// The service's number for it, so that the next one stands in its place.
    number: Option<u32>,
    withdraw: Option<oneshot::Sender<()>>,
    /// Counts what was shown about one subject: an older one does not take a newer one away.
    generation: u64,
}

/// What a person clicked. There is no way to say yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Click {
    Review,
    NotMe,
}

/// What a notification says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Text {
    title: String,
    body: String,
    review: &'static str,
    not_me: Option<&'static str>,
    /// Whether the desktop may show it over what it holds back otherwise.
    urgent: bool,
    life: Duration,
}

impl Notifications {
    pub(crate) fn new(app: AppHandle) -> Self {
        Self { app, shown: Arc::default() }
    }

    /// Announces a request.
    pub(crate) fn announce(&self, device: &Device, id: &RequestId, announcement: Announcement) {
        let snapshot = device.snapshot();
        let preferences = device.preferences();
        let item = snapshot.items.iter().find(|item| item.id() == *id);
        let waiting = usize::try_from(snapshot.lock.waiting).unwrap_or(usize::MAX);
        let locked_for = snapshot.lock.next_expires_in_ms.filter(|_| snapshot.lock.locked);
        let words = Words::of(device.language());
        let whose = item.and_then(|item| whose(&snapshot, item));
        let about = wording::About { item, whose, waiting, locked_for };
        let text = wording::text(words, &about, announcement, preferences.alerts.privacy);
        let subject = match (announcement, item.and_then(client)) {
            _ if snapshot.lock.locked => Subject::Locked,
            (Announcement::Flood { .. }, Some(client)) => Subject::Flood(client),
            _ => Subject::Request(id.clone()),
        };
        self.raise(subject, Some(id.clone()), text);
    }

    /// Says that requests do not arrive, until they do.
    pub(crate) fn tell_outage(&self, device: &Device, account: &DeviceId) {
        let snapshot = device.snapshot();
        let Some(account) = snapshot.accounts.into_iter().find(|one| one.id == *account) else { return };
        let words = Words::of(device.language());
        let private = snapshot.lock.locked || device.preferences().alerts.privacy == AlertPrivacy::Count;
        let text = wording::outage(words, (!private).then_some(account.host.as_str()));
        self.raise(Subject::Outage, None, text);
    }

    /// Says that a server ended the enrolment of this device.
    pub(crate) fn tell_ended(&self, device: &Device, host: &str) {
        let private = device.is_locked() || device.preferences().alerts.privacy == AlertPrivacy::Count;
        let text = wording::ended(Words::of(device.language()), (!private).then_some(host));
        self.raise(Subject::Ended(host.to_owned()), None, text);
    }

    /// Takes back that requests do not arrive, once all do.
    pub(crate) fn withdraw_outage(&self, device: &Device) {
        if !self.lock().contains_key(&Subject::Outage) {
            return;
        }
        if device.snapshot().accounts.iter().all(|account| account.connection.is_online()) {
            let told = self.lock().remove(&Subject::Outage);
            if let Some(withdraw) = told.and_then(|shown| shown.withdraw) {
                // The notification may be gone already.
                withdraw.send(()).ok();
            }
        }
    }

    /// Takes all notifications off the screen.
    pub(crate) fn withdraw_all(&self) {
        for (_, mut shown) in self.lock().drain() {
            if let Some(withdraw) = shown.withdraw.take() {
                // The notification may be gone already.
                withdraw.send(()).ok();
            }
        }
    }

    /// A request is over: its notification goes, and that of a flood with its last request.
    pub(crate) fn withdraw(&self, device: &Device, id: &RequestId) {
        let snapshot = device.snapshot();
        let (items, waiting) = (snapshot.items, snapshot.lock.waiting);
        let flooding: Vec<String> =
            items.iter().filter(|item| item.in_flood && item.state.is_open()).filter_map(client).collect();
        self.take_back(|subject| match subject {
            Subject::Request(request) => request == id,
            Subject::Flood(client) => !flooding.contains(client),
            Subject::Locked => waiting == 0,
            Subject::Outage | Subject::Ended(_) => false,
        });
    }

    /// What was approved and waits for somebody else calls nobody any more.
    pub(crate) fn withdraw_answered(&self, device: &Device) {
        if !self.lock().keys().any(|subject| matches!(subject, Subject::Request(_))) {
            return;
        }
        let items = device.snapshot().items.into_iter();
        let answered: Vec<RequestId> =
            items.filter(|item| item.state == ItemState::Awaiting).map(|item| item.id()).collect();
        self.take_back(|subject| matches!(subject, Subject::Request(request) if answered.contains(request)));
    }

    fn take_back(&self, over: impl Fn(&Subject) -> bool) {
        self.lock().retain(|subject, shown| {
            let over = over(subject);
            if let Some(withdraw) = shown.withdraw.take_if(|_| over) {
                // The notification may be gone already.
                withdraw.send(()).ok();
            }
            !over
        });
    }

    /// Shows a notification; a click opens the request it is about, or the main window.
    fn raise(&self, subject: Subject, about: Option<RequestId>, text: Text) {
        let (withdraw, withdrawn) = oneshot::channel();
        let (number, generation) = {
            let mut shown = self.lock();
            let before = shown.remove(&subject);
            let generation = before.as_ref().map_or(0, |before| before.generation + 1);
            let number = before.and_then(|before| before.number);
            shown.insert(subject.clone(), Shown { number, withdraw: Some(withdraw), generation });
            (number, generation)
        };
        let this = self.clone();
        let device = self.app.try_state::<Core>().and_then(|core| core.device().cloned());
        let sound = device.is_some_and(|device| device.preferences().alerts.sound);
        tauri::async_runtime::spawn(async move {
            let raised = raise::raise(&text, sound, number, withdrawn, |number| {
                if let Some(shown) = this.lock().get_mut(&subject).filter(|shown| shown.generation == generation) {
                    shown.number = Some(number);
                }
            });
            let clicked = raised.await;
            {
                let mut shown = this.lock();
                if shown.get(&subject).is_some_and(|shown| shown.generation == generation) {
                    shown.remove(&subject);
                }
            }
            match clicked {
                Ok(Some(click)) => match about {
                    Some(request) => {
                        show_request(&this.app, Show::Request { request, report: click == Click::NotMe });
                    }
                    None => windows::show_main(&this.app),
                },
                Ok(None) => {}
                Err(reason) => tracing::info!(reason, "No notification was shown: {reason}"),
            }
        });
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Subject, Shown>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whose request it is, where several accounts are here: the person, and the server where two have the same
/// name for the person. Whatever it is made of, it changes the direction of nothing around it.
pub(crate) fn whose(snapshot: &Snapshot, item: &ItemView) -> Option<String> {
    if snapshot.accounts.len() < 2 || item.practice {
        return None;
    }
    let namesakes = snapshot.accounts.iter().filter(|account| account.user_id == item.user_id).count();
    let name = if namesakes > 1 { format!("{} · {}", item.user_id, item.host) } else { item.user_id.to_string() };
    Some(format!("\u{2068}{name}\u{2069}"))
}

/// The client of a request, at its account.
fn client(item: &ItemView) -> Option<String> {
    let card = item.card.as_ref()?;
    Some(format!("{} {}", item.account_id, card.client_id.as_ref()?.text))
}
