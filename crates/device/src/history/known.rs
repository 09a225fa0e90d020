//! What the history knows: clients that were approved here, and who was paid or let in.

use waxseal_details::{EntryView, Known, KnownClient};
use waxseal_protocol::ids::ClientId;

use super::{HistoryOutcome, HistoryRecord};

/// Learns from a record. A request that was not approved teaches nothing, and neither does a name
/// that the host warned of.
pub(super) fn learn(known: &mut Known, record: &HistoryRecord) {
    let approved = record.outcome == HistoryOutcome::Approved;
    let Some(card) = record.card.as_ref().filter(|_| approved) else { return };
    if let (Some(id), Some(name)) = (&card.client_id, &card.client_name) {
        match known.clients.iter_mut().find(|client| client.client_id.as_str() == id.text) {
            Some(client) => client.first_seen = client.first_seen.min(record.at),
            None => known.clients.push(KnownClient {
                client_id: ClientId::new(id.text.as_str()),
                name: name.text.clone(),
                first_seen: record.at,
            }),
        }
    }
    let rows = card.entries.iter().flat_map(EntryView::rows).filter(|row| row.notices.is_empty());
    rows.flat_map(|row| row.value.identities()).for_each(|name| known.identities.add(name));
}
