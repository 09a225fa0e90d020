//! The tray: what waits, and the way back to the window. It is optional: without a tray host the app
//! runs all the same.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder, MenuItemBuilder, SubmenuBuilder};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager as _, Wry};
use waxseal_device::commands::Snapshot;
use waxseal_device::{AlertPrivacy, Device, ItemView, RequestId, RiskTier};

use crate::core::Core;
use crate::notification::{flat, whose};
use crate::show::{Show, show_request};
use crate::words::Words;
use crate::{quit, windows};

const ID: &str = "waxseal";
/// How the names of requests in the menu begin.
const REQUEST: &str = "request:";
/// How many requests the menu names.
const IN_MENU: usize = 5;
/// A request that expires so soon makes the icon urgent.
const URGENT_MS: i64 = 60_000;

/// What the icon says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Idle,
    Waiting,
    Urgent,
    Offline,
    Locked,
}

impl Look {
    fn icon(self) -> &'static [u8] {
        match self {
            Self::Idle => include_bytes!("../../icons/tray-idle.png"),
            Self::Waiting => include_bytes!("../../icons/tray-waiting.png"),
            Self::Urgent => include_bytes!("../../icons/tray-urgent.png"),
            Self::Offline => include_bytes!("../../icons/tray-offline.png"),
            Self::Locked => include_bytes!("../../icons/tray-locked.png"),
        }
    }
}

/// What the tray shows now, so that a menu that is open is not taken away for nothing.
#[derive(Debug, Default)]
pub(crate) struct Shown(Mutex<Option<State>>);

/// All that the tray shows.
#[derive(Debug, Clone, PartialEq, Eq)]
struct State {
    look: Look,
    tooltip: String,
    count: usize,
    requests: Vec<(RequestId, String)>,
    paused: bool,
    can_lock: bool,
    language: waxseal_device::Language,
}

/// Makes the tray icon. The library panics where the system's tray library is missing.
pub(crate) fn create(app: &AppHandle) {
    match catch_unwind(AssertUnwindSafe(|| build(app))) {
        Ok(Ok(_)) => update(app),
        Ok(Err(error)) => tracing::warn!(%error, "There is no tray: {error}"),
        Err(_) => tracing::warn!("There is no tray: the system's tray library is missing"),
    }
}

/// Whether there is an icon, so that the app goes on without a window.
pub(crate) fn is_there(app: &AppHandle) -> bool {
    app.tray_by_id(ID).is_some()
}

/// Whether somebody shows it.
pub(crate) async fn is_shown(app: &AppHandle) -> bool {
    #[cfg(target_os = "linux")]
    let host = crate::tray_host::is_there().await;
    #[cfg(not(target_os = "linux"))]
    let host = true;
    is_there(app) && host
}

/// Shows what waits.
pub(crate) fn update(app: &AppHandle) {
    let Some(tray) = app.tray_by_id(ID) else { return };
    let Some(core) = app.try_state::<Core>() else { return };
    let Some(device) = core.device() else { return };
    let state = state(device);
    let shown = app.state::<Shown>();
    let mut shown = shown.0.lock().unwrap_or_else(PoisonError::into_inner);
    if shown.as_ref() == Some(&state) {
        return;
    }
    let changed = Image::from_bytes(state.look.icon())
        .and_then(|icon| tray.set_icon(Some(icon)))
        .and_then(|()| tray.set_tooltip(Some(format!("Waxseal: {}", state.tooltip))))
        .and_then(|()| tray.set_title((state.count > 0).then(|| state.count.to_string())))
        .and_then(|()| menu(app, &state))
        .and_then(|menu| tray.set_menu(Some(menu)));
    if let Err(error) = changed {
        tracing::warn!(%error, "The tray could not be changed: {error}");
    }
    badge(app, state.count);
    *shown = Some(state);
}

/// Sets everything anew: a window came that can carry the badge.
pub(crate) fn renew(app: &AppHandle) {
    if let Some(shown) = app.try_state::<Shown>() {
        *shown.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
        update(app);
    }
}

/// The number on the app's icon, where the desktop has that.
fn badge(app: &AppHandle, count: usize) {
    // Which window says it does not matter; without one, nobody can.
    let Some(window) = app.webview_windows().into_values().next() else { return };
    let count = i64::try_from(count).ok().filter(|count| *count > 0);
    if let Err(error) = window.set_badge_count(count) {
        tracing::debug!(%error, "There is no badge: {error}");
    }
}

fn state(device: &Device) -> State {
    let snapshot = device.snapshot();
    let words = Words::of(device.language());
    let count = usize::try_from(snapshot.lock.waiting).unwrap_or(usize::MAX);
    let look = look(&snapshot);
    let tooltip = match (look, snapshot.lock.next_expires_in_ms) {
        (Look::Offline, _) if snapshot.accounts.is_empty() && count == 0 => words.not_enrolled.to_owned(),
        (Look::Offline, _) if count == 0 => words.offline.to_owned(),
        (Look::Offline, _) => format!("{} · {}", words.offline, words.waiting(count)),
        (Look::Locked, _) => format!("{} · {}", words.locked, words.waiting(count)),
        (_, Some(left)) => format!("{} · {}", words.waiting(count), words.left(left)),
        (_, None) => words.waiting(count),
    };
    let privacy = device.preferences().alerts.privacy;
    let open = snapshot.items.iter().filter(|item| item.state.needs_answer() && !item.in_flood).take(IN_MENU);
    State {
        look,
        tooltip,
        count,
        requests: open.map(|item| (item.id(), line(words, item, whose(&snapshot, item), privacy))).collect(),
        paused: snapshot.alerts_paused_ms.is_some(),
        can_lock: snapshot.lock.has_passphrase && !snapshot.lock.locked,
        language: device.language(),
    }
}

fn look(snapshot: &Snapshot) -> Look {
    let open = || snapshot.items.iter().filter(|item| item.state.needs_answer());
    // Connected to nobody, or not enrolled anywhere: nothing comes.
    let alone = snapshot.accounts.iter().all(|account| !account.connection.is_online());
    let soon = || open().any(|item| item.expires_in_ms < URGENT_MS);
    let warned = || {
        let high = |item: &ItemView| {
            item.card.as_ref().is_some_and(|card| card.tier == RiskTier::High && !card.notices.is_empty())
        };
        open().any(high)
    };
    if snapshot.lock.locked {
        Look::Locked
    } else if alone && (!snapshot.accounts.is_empty() || open().next().is_none()) {
        Look::Offline
    } else if open().next().is_none() {
        // One server of several that is gone is no reason to hide what the others send.
        let any_gone = snapshot.accounts.iter().any(|account| !account.connection.is_online());
        if any_gone { Look::Offline } else { Look::Idle }
    } else if soon() || warned() {
        Look::Urgent
    } else {
        Look::Waiting
    }
}

/// A request in the menu, saying as much as a notification may.
fn line(words: &Words, item: &ItemView, whose: Option<String>, privacy: AlertPrivacy) -> String {
    let card = item.card.as_ref();
    let name = card.and_then(|card| card.client_name.as_ref()).map_or(words.unknown_client, |name| &name.text);
    let what = match (privacy, card) {
        (AlertPrivacy::Full, Some(card)) => card.headline.clone(),
        (AlertPrivacy::Full, None) => words.unverifiable.to_owned(),
        (AlertPrivacy::Sender, _) => crate::words::with(words.from, name),
        (AlertPrivacy::Count, _) => words.one_waits.to_owned(),
    };
    let whose =
        whose.filter(|_| privacy != AlertPrivacy::Count).map_or_else(String::new, |whose| format!("{whose} · "));
    flat(&format!("{whose}{what} · {}", words.left(item.expires_in_ms)))
}

fn menu(app: &AppHandle, state: &State) -> tauri::Result<Menu<Wry>> {
    let words = Words::of(state.language);
    let mut menu = MenuBuilder::new(app);
    for (id, line) in &state.requests {
        // An ampersand would underline the letter after it.
        menu = menu.item(&MenuItemBuilder::with_id(menu_id(id), line.replace('&', "&&")).build(app)?);
    }
    if !state.requests.is_empty() {
        menu = menu.separator();
    }
    menu = menu.item(&MenuItemBuilder::with_id("status", &state.tooltip).enabled(false).build(app)?);
    menu = menu.text("open", words.open);
    if state.paused {
        menu = menu.text("resume", words.resume);
    } else {
        let pause = SubmenuBuilder::new(app, words.pause)
            .text("pause:30", words.pause_half_hour)
            .text("pause:60", words.pause_hour)
            .text("pause:tomorrow", words.pause_tomorrow)
            .build()?;
        menu = menu.item(&pause);
    }
    if state.can_lock {
        menu = menu.text("lock", words.lock);
    }
    menu.separator().text("quit", words.quit).build()
}

/// What the menu calls a request, and back. Both parts of its id are texts of a server's choice.
fn menu_id(request: &RequestId) -> String {
    format!("{REQUEST}{}", serde_json::to_string(request).unwrap_or_default())
}

fn request_of(menu_id: &str) -> Option<RequestId> {
    serde_json::from_str(menu_id.strip_prefix(REQUEST)?).ok()
}

fn chosen(app: &AppHandle, id: &str) {
    let core = app.state::<Core>();
    if let Some(request) = request_of(id) {
        show_request(app, Show::Request { request, report: false });
        return;
    }
    match (id, core.device()) {
        ("open", _) => windows::show_main(app),
        ("quit", _) => quit::ask(app),
        ("lock", Some(device)) => {
            // The item is there only while it can be locked.
            device.lock().ok();
        }
        ("resume", Some(device)) => device.pause_alerts(None),
        ("pause:30", Some(device)) => device.pause_alerts(Some(30)),
        ("pause:60", Some(device)) => device.pause_alerts(Some(60)),
        ("pause:tomorrow", Some(device)) => device.pause_alerts(Some(device.minutes_until_tomorrow())),
        _ => {}
    }
}

fn build(app: &AppHandle) -> tauri::Result<TrayIcon> {
    // The shared default folder may belong to another user.
    let folder = app.path().app_cache_dir()?.join("tray");
    TrayIconBuilder::with_id(ID)
        .icon(Image::from_bytes(Look::Idle.icon())?)
        .temp_dir_path(folder)
        .on_menu_event(|app, event| chosen(app, event.id().as_ref()))
        .build(app)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_menu_knows_a_request_and_its_account_again() {
        for (account, consent) in [("dev_1", "cns_1"), ("dev_1", "a:b \"c\" 🦭"), ("request:", "{}")] {
            let request = RequestId { account_id: account.into(), consent_id: consent.into() };
            assert_eq!(request_of(&menu_id(&request)), Some(request));
        }
        assert_eq!(request_of("quit"), None);
    }
}
