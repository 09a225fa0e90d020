//! Native notifications: *Review* and *Not me*, never Approve.
//!
//! Any process on the session bus can forge a click, so a click only ever opens the window.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tauri::AppHandle;
use tokio::sync::oneshot;
use waxseal_device::ItemView;
use waxseal_device::ids::ConsentId;

use crate::show::{Show, show};

/// Notifications that are on screen, each with the way to withdraw it.
#[derive(Debug, Clone)]
pub(crate) struct Notifications {
    app: AppHandle,
    shown: Arc<Mutex<HashMap<ConsentId, oneshot::Sender<()>>>>,
}

/// The longest line of a notification.
const MAX_LINE: usize = 120;

impl Notifications {
    pub(crate) fn new(app: AppHandle) -> Self {
        Self { app, shown: Arc::default() }
    }

    /// Raises a notification for a request. No notification service is no error: the tray and the
    /// window show the request too.
    pub(crate) fn show(&self, item: ItemView) {
        let (withdraw, withdrawn) = oneshot::channel();
        self.lock().insert(item.consent_id.clone(), withdraw);
        let this = self.clone();
        tauri::async_runtime::spawn(async move {
            let id = item.consent_id.clone();
            let clicked = raise(&item, withdrawn).await;
            this.lock().remove(&id);
            match clicked {
                Ok(Some(click)) => show(&this.app, Show::Request { consent_id: id, report: click == Click::NotMe }),
                Ok(None) => {}
                Err(reason) => tracing::info!(reason, "No notification was shown: {reason}"),
            }
        });
    }

    /// Takes the notification of a request off the screen.
    pub(crate) fn withdraw(&self, id: &ConsentId) {
        if let Some(withdraw) = self.lock().remove(id) {
            // The notification may be gone already.
            withdraw.send(()).ok();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<ConsentId, oneshot::Sender<()>>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a person clicked. There is no way to say yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Click {
    Review,
    NotMe,
}

/// Title and body: the card's headline and the client's registered name, never a message.
fn words(item: &ItemView) -> (String, String) {
    let Some(card) = &item.card else {
        return ("A request cannot be verified".to_owned(), item.host.clone());
    };
    let client = card.client_name.as_ref().map_or("Unknown client", |name| &name.text);
    let minutes = item.expires_in_ms.max(0) / 60_000;
    let left = if minutes == 0 { "under a minute".to_owned() } else { format!("{minutes} min") };
    (clamp(&format!("Approve? {}", card.headline)), clamp(&format!("{client} · {left} left")))
}

fn clamp(text: &str) -> String {
    let flat = text.replace('\n', " ");
    if flat.chars().count() <= MAX_LINE {
        return flat;
    }
    flat.chars().take(MAX_LINE - 1).chain(['…']).collect()
}

/// Notification services read the body as markup.
#[cfg(any(target_os = "linux", test))]
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(target_os = "linux")]
async fn raise(item: &ItemView, withdrawn: oneshot::Receiver<()>) -> Result<Option<Click>, String> {
    use notify_rust::{Notification, NotificationResponse, Timeout};

    let (title, body) = words(item);
    let life = Duration::from_millis(u64::try_from(item.expires_in_ms).unwrap_or(0));
    let handle = Notification::new()
        .appname("Waxseal")
        .summary(&title)
        .body(&escape(&body))
        .action("default", "Review")
        .action("review", "Review")
        .action("not_me", "Not me")
        .timeout(Timeout::Never)
        .show_async()
        .await
        .map_err(|error| error.to_string())?;
    let mut response = None;
    // The wait never ends if the service dies, so it ends with the request.
    let answered = tokio::select! {
        () = handle.wait_for_action_async(|given| response = Some(given.clone())) => true,
        _ = withdrawn => false,
        () = tokio::time::sleep(life) => false,
    };
    if !answered {
        handle.close_async().await;
    }
    Ok(match response {
        Some(NotificationResponse::Action(action)) if action == "not_me" => Some(Click::NotMe),
        Some(NotificationResponse::Action(_) | NotificationResponse::Default) => Some(Click::Review),
        _ => None,
    })
}

#[cfg(not(target_os = "linux"))]
async fn raise(item: &ItemView, withdrawn: oneshot::Receiver<()>) -> Result<Option<Click>, String> {
    let (title, body) = words(item);
    notify_rust::Notification::new()
        .appname("Waxseal")
        .summary(&title)
        .body(&body)
        .show()
        .map_err(|error| error.to_string())?;
    let life = Duration::from_millis(u64::try_from(item.expires_in_ms).unwrap_or(0));
    tokio::select! {
        _ = withdrawn => {}
        () = tokio::time::sleep(life) => {}
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_request_stays_text() {
        assert_eq!(escape("<a href=\"x\">A & B</a>"), "&lt;a href=\"x\"&gt;A &amp; B&lt;/a&gt;");
    }

    #[test]
    fn a_long_line_is_cut_and_flat() {
        let line = clamp(&"a\n".repeat(200));
        assert_eq!(line.chars().count(), MAX_LINE);
        assert!(!line.contains('\n') && line.ends_with('…'));
    }
}
