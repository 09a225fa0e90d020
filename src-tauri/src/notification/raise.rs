//! Putting a notification on the desktop, and waiting for what becomes of it.

use tokio::sync::oneshot;

use super::{Click, Text};

#[cfg(target_os = "linux")]
pub(super) async fn raise(
    text: &Text,
    replaces: Option<u32>,
    withdrawn: oneshot::Receiver<()>,
    shown: impl FnOnce(u32),
) -> Result<Option<Click>, String> {
    use notify_rust::{Notification, NotificationResponse, Timeout, Urgency};

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
    if let Some(number) = replaces {
        notification.id(number);
    }
    let handle = notification.show_async().await.map_err(|error| error.to_string())?;
    shown(handle.id());
    let mut response = None;
    // The wait never ends if the service dies, so it ends with the request.
    let answered = tokio::select! {
        () = handle.wait_for_action_async(|given| response = Some(given.clone())) => true,
        ended = withdrawn => {
            // Dropped without a word, it was replaced by a newer one of the same number.
            if ended.is_err() {
                return Ok(None);
            }
            false
        }
        () = tokio::time::sleep(text.life) => false,
    };
    if !answered {
        handle.close_async().await;
    }
    Ok(match response {
        Some(NotificationResponse::Action(action)) if action == "not_me" => Some(Click::NotMe),
        Some(NotificationResponse::Action(action)) if action == "review" => Some(Click::Review),
        Some(NotificationResponse::Default) => Some(Click::Review),
        // Nobody was offered anything else.
        _ => None,
    })
}

#[cfg(not(target_os = "linux"))]
pub(super) async fn raise(
    text: &Text,
    _replaces: Option<u32>,
    withdrawn: oneshot::Receiver<()>,
    _shown: impl FnOnce(u32),
) -> Result<Option<Click>, String> {
    notify_rust::Notification::new()
        .appname("Waxseal")
        .summary(&text.title)
        .body(&text.body)
        .show()
        .map_err(|error| error.to_string())?;
    tokio::select! {
        _ = withdrawn => {}
        () = tokio::time::sleep(text.life) => {}
    }
    Ok(None)
}
