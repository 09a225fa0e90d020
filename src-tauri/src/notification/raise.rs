//! Putting a notification on the desktop, and waiting for what becomes of it.

use tokio::sync::oneshot;

use super::{Click, Text};

#[cfg(target_os = "linux")]
const SOUND: &str = "message-new-instant";

#[cfg(target_os = "linux")]
pub(super) async fn raise(
    text: &Text,
    sound: bool,
    replaces: Option<u32>,
    withdrawn: oneshot::Receiver<()>,
    shown: impl FnOnce(u32),
) -> Result<Option<Click>, String> {
    use notify_rust::{Hint, Notification, NotificationResponse, Timeout, Urgency};

    let mut notification = Notification::new();
    notification
        .appname("Waxseal")
        .summary(&text.title)
        .body(&super::wording::escape(&text.body))
        .action("default", text.review)
        .action("review", text.review)
        .urgency(if text.urgent { Urgency::Critical } else { Urgency::Normal })
        .timeout(Timeout::Never);
    if let Some(not_me) = text.not_me {
        notification.action("not_me", not_me);
    }
    // Named by freedesktop's sound theme; without a hint, some services play one of their own.
    notification.hint(if sound { Hint::SoundName(SOUND.to_owned()) } else { Hint::SuppressSound(true) });
    if let Some(number) = replaces {
        notification.id(number);
    }
    let handle = notification.show_async().await.map_err(|error| error.to_string())?;
    shown(handle.id());
    let clicked = async {
        loop {
            let mut response = None;
            handle.wait_for_action_async(|given| response = Some(given.clone())).await;
            match response {
                Some(NotificationResponse::Action(action)) if action == "not_me" => return Some(Click::NotMe),
                Some(NotificationResponse::Action(action)) if action == "review" => return Some(Click::Review),
                Some(NotificationResponse::Default) => return Some(Click::Review),
                // Nobody was offered anything else: it is forged, and changes nothing.
                Some(NotificationResponse::Action(_)) => {}
                _ => return None,
            }
        }
    };
    // The wait never ends if the service dies, so it ends with the request.
    tokio::select! {
        click = clicked => {
            // Some services leave what was clicked on screen.
            handle.close_async().await;
            return Ok(click);
        }
        ended = withdrawn => {
            // Dropped without a word, it was replaced by a newer one of the same number.
            if ended.is_err() {
                return Ok(None);
            }
        }
        () = tokio::time::sleep(text.life) => {}
    }
    handle.close_async().await;
    Ok(None)
}

/// What Windows knows the installed app by.
#[cfg(target_os = "windows")]
const APP_ID: &str = "com.waxseal.desktop";

/// Without numbers: nothing is replaced there, and what is withdrawn stays until the system takes it away.
#[cfg(not(target_os = "linux"))]
pub(super) async fn raise(
    text: &Text,
    sound: bool,
    _replaces: Option<u32>,
    withdrawn: oneshot::Receiver<()>,
    _shown: impl FnOnce(u32),
) -> Result<Option<Click>, String> {
    use notify_rust::{Notification, NotificationResponse};

    let mut notification = Notification::new();
    if sound {
        notification.sound_name("Default");
    }
    notification.appname("Waxseal").summary(&text.title).body(&text.body).action("review", text.review);
    if let Some(not_me) = text.not_me {
        notification.action("not_me", not_me);
    }
    #[cfg(target_os = "windows")]
    notification.app_id(APP_ID);
    let (sender, clicked) = oneshot::channel();
    // To show it and to wait for a click both block, the latter for as long as it is there.
    std::thread::spawn(move || {
        let handle = match notification.show() {
            Ok(handle) => handle,
            Err(error) => return drop(sender.send(Err(error.to_string()))),
        };
        let waited = handle.wait_for_response(move |response: &NotificationResponse| {
            let click = match response {
                NotificationResponse::Action(action) if action == "not_me" => Some(Click::NotMe),
                NotificationResponse::Action(action) if action == "review" => Some(Click::Review),
                NotificationResponse::Default => Some(Click::Review),
                _ => None,
            };
            sender.send(Ok(click)).ok();
        });
        if let Err(error) = waited {
            tracing::debug!(%error, "The notification says no more: {error}");
        }
    });
    tokio::select! {
        click = clicked => click.unwrap_or(Ok(None)),
        _ = withdrawn => Ok(None),
        () = tokio::time::sleep(text.life) => Ok(None),
    }
}
