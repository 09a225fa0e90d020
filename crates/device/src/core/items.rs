//! The items as a UI sees them.

use waxseal_details::{ChangedRow, RiskTier};

use super::{AccountRuntime, Core};
use crate::decision::Friction;
use crate::inbox::{Item, ItemState, ItemView, PRACTICE_HOST};

impl Core {
    /// The items as a UI sees them.
    pub(crate) fn item_views(&self) -> Vec<ItemView> {
        let runtimes = self.runtimes();
        let inbox = self.inbox();
        let views = inbox.sorted().into_iter().filter_map(|item| {
            let runtime = runtimes.iter().find(|runtime| runtime.account().id == *item.account_id());
            if runtime.is_none() && !item.practice {
                return None;
            }
            Some(self.item_view(item, runtime.map(AsRef::as_ref)))
        });
        views.collect()
    }

    fn item_view(&self, item: &Item, runtime: Option<&AccountRuntime>) -> ItemView {
        let expires_at = item.notification.exp.timestamp();
        ItemView {
            consent_id: item.id().consent_id.clone(),
            account_id: item.account_id().clone(),
            host: runtime.map_or_else(|| PRACTICE_HOST.to_owned(), |runtime| runtime.account().host()),
            user_id: runtime.map_or_else(|| "".into(), |runtime| runtime.account().user_id.clone()),
            state: item.state.clone(),
            card: item.shown.as_ref().map(|shown| shown.card.clone()),
            consent_sha256: item.shown.as_ref().map(|shown| shown.sha256.clone()),
            received_at: item.received_at,
            expires_at,
            expires_in_ms: self.millis_left(item, runtime),
            friction: item.hurdle.as_ref().map_or(Friction::Hold, crate::decision::Hurdle::friction),
            practice: item.practice,
            in_flood: item.in_flood,
            batch_key: batch_key(item),
            changed: item.previous.is_some(),
            changes: changes(item),
            four_eyes: item.four_eyes().cloned(),
            revision: item.revision,
        }
    }

    /// Milliseconds until an item expires.
    pub(crate) fn millis_left(&self, item: &Item, runtime: Option<&AccountRuntime>) -> i64 {
        let at = item.notification.exp.timestamp();
        match runtime {
            Some(runtime) => runtime.millis_until(self, at),
            None => at.as_millisecond() - self.clock().now().as_millisecond(),
        }
    }
}

fn changes(item: &Item) -> Vec<ChangedRow> {
    match (&item.shown, &item.previous) {
        (Some(shown), Some(previous)) => shown.card.changes_since(previous),
        _ => Vec::new(),
    }
}

/// Items with the same key can be answered together: of little consequence, all of one kind, shown
/// in one way.
pub(crate) fn batch_key(item: &Item) -> Option<String> {
    let card = &item.shown.as_ref()?.card;
    let decidable = matches!(item.state, ItemState::Ready) && card.deny_only.is_none() && !item.practice;
    // What takes two people is looked at one by one.
    let decidable = decidable && item.four_eyes().is_none();
    let easy = card.tier == RiskTier::Low && item.hurdle.as_ref().is_some_and(|hurdle| !hurdle.has_code());
    if !decidable || !easy {
        return None;
    }
    let kinds =
        card.evidence().into_iter().map(|entry| format!("{}:{}", entry.detail_type, entry.sha256.unwrap_or_default()));
    let kinds = kinds.collect::<Vec<_>>().join(",");
    let client = card.client_id.as_ref().map_or("", |id| id.text.as_str());
    Some(format!("{} {client} {} {kinds}", item.account_id(), card.audience.text))
}
