//! What is different between two cards of one request.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::block::{EntryView, Row, Shown};
use crate::card::Card;
use crate::text::terminal;

/// A row that was shown with another value, or was not there, or no longer is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChangedRow {
    /// The row's label.
    pub label: String,
    /// What it said before; `null` if it was not there.
    pub was: Option<String>,
    /// What it says now; `null` if it is no longer there.
    pub now: Option<String>,
}

impl Card {
    /// The rows that say something else than on an earlier card of the same request, in the order of
    /// this one, then those that are gone. What both have in common is left out.
    pub fn changes_since(&self, before: &Self) -> Vec<ChangedRow> {
        let (old, new) = (said(before), said(self));
        let of =
            |rows: &[Said], key: &Said| rows.iter().find(|row| row.place == key.place).map(|row| row.value.clone());
        let mut changes: Vec<ChangedRow> = new
            .iter()
            .map(|row| ChangedRow { label: row.label.clone(), was: of(&old, row), now: Some(row.value.clone()) })
            .filter(|change| change.was != change.now)
            .collect();
        let gone = old.into_iter().filter(|row| of(&new, row).is_none());
        changes.extend(gone.map(|row| ChangedRow { label: row.label, was: Some(row.value), now: None }));
        changes
    }
}

/// A row as text.
struct Said {
    /// The entry and the places in it.
    place: (usize, Vec<String>),
    label: String,
    value: String,
}

fn said(card: &Card) -> Vec<Said> {
    let text = |shown: &Option<Shown>| shown.as_ref().map(|shown| shown.text.clone());
    let scopes: Vec<&str> = card.scopes.iter().map(|scope| scope.text.as_str()).collect();
    let host = [
        ("headline", Some(card.headline.clone())),
        ("audience", Some(card.audience.text.clone())),
        ("scopes", (!scopes.is_empty()).then(|| scopes.join(" "))),
        ("client", text(&card.client_name)),
        ("client id", text(&card.client_id)),
        ("code", text(&card.binding_message)),
    ];
    let host = host.into_iter().filter_map(|(place, value)| {
        Some(Said { place: (usize::MAX, vec![place.to_owned()]), label: String::new(), value: value? })
    });
    let rows = card.entries.iter().enumerate().flat_map(|(index, entry): (usize, &EntryView)| {
        entry.rows().chain(&entry.other).chain(&entry.messages).map(move |row: &Row| Said {
            place: (index, row.paths.iter().map(ToString::to_string).collect()),
            label: row.label.text.clone(),
            value: terminal::value(&row.value, card.language),
        })
    });
    host.chain(rows).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use waxseal_protocol::Timestamp;
    use waxseal_protocol::device::Consent;

    use super::*;
    use crate::{Display, Known, Registry};

    fn card(entry: &serde_json::Value) -> Card {
        let consent: Consent = serde_json::from_value(json!({
            "id": "cns_1", "created_at": 1_800_000_000, "expires_at": 1_800_000_300,
            "requested_details": {"audience": "urn:my-api", "authorization_details": [entry]},
        }))
        .unwrap();
        let display = Display::english_utc(Timestamp::from_second(1_800_000_000).unwrap());
        Card::new(&consent, &Registry::built_in(), &display, &Known::default())
    }

    #[test]
    fn what_changed_is_named_with_both_values() {
        let before = json!({"type": "note", "place": "Rome", "gone": "1"});
        let now = json!({"type": "note", "place": "Oslo", "new": "2"});
        let changes = card(&now).changes_since(&card(&before));
        let told: Vec<(&str, Option<&str>, Option<&str>)> = changes
            .iter()
            .map(|change| (change.label.as_str(), change.was.as_deref(), change.now.as_deref()))
            .collect();
        assert_eq!(told, [("New", None, Some("2")), ("Place", Some("Rome"), Some("Oslo")), ("Gone", Some("1"), None)]);
        assert!(card(&now).changes_since(&card(&now)).is_empty());
    }
}
