//! What the history knows: clients that were approved here, and who was paid or let in.

use std::collections::{BTreeMap, BTreeSet};

use waxseal_details::{EntryView, Known, KnownClient};
use waxseal_protocol::ids::ClientId;

use super::{HistoryOutcome, HistoryRecord};

/// What the person approved. A request that ended in another way teaches nothing, and neither does
/// a name that the host warned of.
pub(super) fn known<'a>(records: impl Iterator<Item = &'a HistoryRecord>) -> Known {
    let mut clients: BTreeMap<&str, KnownClient> = BTreeMap::new();
    let mut identities = BTreeSet::new();
    for record in records {
        let approved = record.outcome == HistoryOutcome::Approved;
        let Some(card) = record.card.as_ref().filter(|_| approved) else { continue };
        if let (Some(id), Some(name)) = (&card.client_id, &card.client_name) {
            let client = clients.entry(&id.text).or_insert_with(|| KnownClient {
                client_id: ClientId::new(id.text.as_str()),
                name: name.text.clone(),
                first_seen: record.at,
            });
            client.first_seen = client.first_seen.min(record.at);
        }
        let rows = card.entries.iter().flat_map(EntryView::rows).filter(|row| row.notices.is_empty());
        identities.extend(rows.flat_map(|row| row.value.identities()).map(str::to_owned));
    }
    Known { clients: clients.into_values().collect(), identities: identities.into_iter().collect() }
}
