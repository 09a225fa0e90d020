//! What the history knows: clients that were decided about here, and who was paid or let in.

use std::collections::{BTreeMap, BTreeSet};

use waxseal_details::{Known, KnownClient, Value};
use waxseal_protocol::ids::ClientId;

use super::{HistoryOutcome, HistoryRecord};

/// What the person decided about. A request that merely ended teaches nothing, and neither does a
/// denied one about the names in it.
pub(super) fn known<'a>(records: impl Iterator<Item = &'a HistoryRecord>) -> Known {
    let mut clients: BTreeMap<&str, KnownClient> = BTreeMap::new();
    let mut identities = BTreeSet::new();
    for record in records {
        let decided = matches!(record.outcome, HistoryOutcome::Approved | HistoryOutcome::Denied);
        let Some(card) = record.card.as_ref().filter(|_| decided) else { continue };
        if let (Some(id), Some(name)) = (&card.client_id, &card.client_name) {
            let client = clients.entry(&id.text).or_insert_with(|| KnownClient {
                client_id: ClientId::new(id.text.as_str()),
                name: name.text.clone(),
                first_seen: record.at,
            });
            client.first_seen = client.first_seen.min(record.at);
        }
        if record.outcome == HistoryOutcome::Approved {
            for row in card.entries.iter().flat_map(waxseal_details::EntryView::rows) {
                if let Value::Identity { text } | Value::Masked { full: text, .. } = &row.value {
                    identities.insert(text.text.clone());
                }
            }
        }
    }
    Known { clients: clients.into_values().collect(), identities: identities.into_iter().collect() }
}
