//! What notifications say: facts of the host alone, never a message of the requester.

use std::time::Duration;

use waxseal_device::{AlertPrivacy, Announcement, ItemView, RiskTier};

use super::Text;
use crate::words::{Words, number, with};

/// The longest line of a notification.
const MAX_LINE: usize = 120;
/// A request of this little life left may be urgent.
const URGENT_MS: i64 = 120_000;

/// Who has not seen it in a day looks at the tray.
const OUTAGE_LIFE: Duration = Duration::from_hours(24);

/// What a text is about.
#[derive(Debug, Default)]
pub(super) struct About<'a> {
    /// The request; `None` while the device is locked.
    pub(super) item: Option<&'a ItemView>,
    /// Whose request it is, where that is not clear by itself.
    pub(super) whose: Option<String>,
    /// How many requests wait.
    pub(super) waiting: usize,
    /// How many milliseconds it lives while the device is locked.
    pub(super) locked_for: Option<i64>,
}

/// The text about a request. Of a locked device it only counts.
pub(super) fn text(
    words: &'static Words,
    about: &About<'_>,
    announcement: Announcement,
    privacy: AlertPrivacy,
) -> Text {
    let About { item, whose, waiting, locked_for } = about;
    let (item, waiting) = (*item, *waiting);
    let left = item.map_or(locked_for.unwrap_or(0), |item| item.expires_in_ms);
    let life = Duration::from_millis(u64::try_from(left).unwrap_or(0)).max(Duration::from_secs(5));
    let counted = || (words.waiting(waiting.max(1)), item.map_or_else(String::new, |item| item.host.clone()));
    let (title, body) = match (item, privacy) {
        (None, _) => (words.waiting(waiting.max(1)), words.locked.to_owned()),
        (_, AlertPrivacy::Count) => counted(),
        (Some(item), AlertPrivacy::Sender) => {
            let name = client_name(words, item);
            let title = match announcement {
                Announcement::Flood { count } => flood(words, count, &name),
                Announcement::Request | Announcement::Reminder => with(words.from, &name),
            };
            (title, words.left(left))
        }
        (Some(item), AlertPrivacy::Full) => full(words, item, announcement),
    };
    // First, because a long line is cut at its end.
    let body = match whose {
        Some(whose) if privacy != AlertPrivacy::Count => format!("{whose} · {body}"),
        _ => body,
    };
    let high = item.and_then(|item| item.card.as_ref()).is_some_and(|card| card.tier == RiskTier::High);
    Text {
        title: flat(&title),
        body: flat(&body),
        review: words.review,
        not_me: (item.is_some() && announcement == Announcement::Request).then_some(words.not_me),
        urgent: high && item.is_some() && left < URGENT_MS,
        life,
    }
}

/// That there is no connection. It stands until there is one again.
pub(super) fn outage(words: &'static Words, host: Option<&str>) -> Text {
    Text {
        title: words.outage.to_owned(),
        body: flat(&host.map_or_else(String::new, |host| with(words.outage_body, host))),
        review: words.open,
        not_me: None,
        urgent: false,
        life: OUTAGE_LIFE,
    }
}

/// That a server sends nothing any more. It stands until somebody takes it away.
pub(super) fn ended(words: &'static Words, host: Option<&str>) -> Text {
    Text {
        title: words.ended.to_owned(),
        body: flat(&host.map_or_else(String::new, |host| with(words.ended_body, host))),
        review: words.open,
        not_me: None,
        urgent: true,
        life: OUTAGE_LIFE,
    }
}

fn full(words: &Words, item: &ItemView, announcement: Announcement) -> (String, String) {
    let Some(card) = &item.card else { return (words.unverifiable.to_owned(), item.host.clone()) };
    let name = client_name(words, item);
    let body = format!("{name} · {}", words.left(item.expires_in_ms));
    let generic = card.entries.iter().any(|entry| entry.template_sha256.is_none());
    let title = match announcement {
        Announcement::Flood { count } => return (flood(words, count, &name), words.flood_body.to_owned()),
        Announcement::Reminder => with(words.reminder, &card.headline),
        Announcement::Request if generic => words.no_template.to_owned(),
        // High alone is what most payments are; a warning is what is not as usual.
        Announcement::Request if card.tier == RiskTier::High && !card.notices.is_empty() => {
            with(words.careful, &card.headline)
        }
        Announcement::Request => with(words.approve, &card.headline),
    };
    (title, body)
}

fn flood(words: &Words, count: u32, name: &str) -> String {
    with(&number(words.flood, usize::try_from(count).unwrap_or(usize::MAX)), name)
}

fn client_name(words: &Words, item: &ItemView) -> String {
    let name = item.card.as_ref().and_then(|card| card.client_name.as_ref());
    name.map_or_else(|| words.unknown_client.to_owned(), |name| name.text.clone())
}

/// One line that is not too long.
pub(crate) fn flat(text: &str) -> String {
    let flat: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if flat.chars().count() <= MAX_LINE {
        return flat;
    }
    flat.chars().take(MAX_LINE - 1).chain(['…']).collect()
}

/// Notification services read the body as markup.
#[cfg(any(target_os = "linux", test))]
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use waxseal_device::Language;

    use super::*;

    #[test]
    fn markup_in_a_request_stays_text() {
        assert_eq!(escape("<a href=\"x\">A & B</a>"), "&lt;a href=\"x\"&gt;A &amp; B&lt;/a&gt;");
    }

    #[test]
    fn a_long_line_is_cut_and_flat() {
        let line = flat(&"a\n".repeat(200));
        assert_eq!(line.chars().count(), MAX_LINE);
        assert!(!line.contains('\n') && line.ends_with('…'));
    }

    #[test]
    fn a_locked_device_only_counts() {
        let words = Words::of(Language::English);
        let text = text(
            words,
            &About { waiting: 3, locked_for: Some(90_000), ..About::default() },
            Announcement::Request,
            AlertPrivacy::Full,
        );
        assert_eq!((text.title.as_str(), text.body.as_str(), text.not_me), ("3 requests waiting", "Locked", None));
        assert_eq!(text.life, Duration::from_secs(90));
    }

    #[test]
    fn with_several_accounts_it_says_whose_it_is_unless_it_only_counts() {
        let item: ItemView = serde_json::from_value(serde_json::json!({
            "consent_id": "cns_1", "account_id": "dev_2", "host": "localhost", "user_id": "auth0|bob",
            "state": {"kind": "unverifiable", "reason": "It is not signed."}, "card": null, "consent_sha256": null,
            "received_at": "2026-11-20T10:00:00Z", "expires_at": "2026-11-20T10:05:00Z", "expires_in_ms": 90_000,
            "friction": {"kind": "click"}, "practice": false, "in_flood": false, "batch_key": null, "changed": false, "changes": [],
            "revision": 0
        }))
        .unwrap();
        let words = Words::of(Language::English);
        let body = |whose: Option<&str>, announcement, privacy| {
            let whose = whose.map(ToOwned::to_owned);
            text(words, &About { item: Some(&item), whose, waiting: 1, locked_for: None }, announcement, privacy).body
        };
        let bob = Some("auth0|bob");
        for announcement in [Announcement::Request, Announcement::Reminder] {
            assert_eq!(body(bob, announcement, AlertPrivacy::Full), "auth0|bob · localhost");
            assert!(body(bob, announcement, AlertPrivacy::Sender).starts_with("auth0|bob · "));
            assert_eq!(body(bob, announcement, AlertPrivacy::Count), "localhost");
            assert_eq!(body(None, announcement, AlertPrivacy::Full), "localhost", "one account needs no name");
        }
    }
}
