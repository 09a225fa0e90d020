//! The audit chain in SQLite.

use rusqlite::types::ToSql;
use rusqlite::{Connection, Row, params, params_from_iter};
use waxseal_protocol::ids::{ConsentId, UserId};

use super::row::{Columns, all, first};
use crate::error::StoreError;
use crate::model::{AuditEvent, CHAIN_START, ChainedEvent, EventKind, chain_hash};
use crate::store::EventFilter;

/// Adds events in their order. Runs inside the transaction of what they tell.
pub(super) fn append(connection: &Connection, events: &[&AuditEvent]) -> Result<(), StoreError> {
    if events.is_empty() {
        return Ok(());
    }
    // Another process may have added events since the last time.
    let query = "select sequence, hash from audit_events order by sequence desc limit 1";
    let last = first(connection, query, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (mut sequence, mut hash): (i64, String) = last.unwrap_or_else(|| (0, CHAIN_START.to_owned()));
    let mut insert = connection.prepare_cached("insert into audit_events (sequence, body, hash) values (?, ?, ?)")?;
    for event in events {
        let body = serde_json::to_string(event).map_err(|error| StoreError::Inconsistent {
            table: "audit_events",
            column: "body",
            row: sequence.to_string(),
            reason: error.to_string(),
        })?;
        sequence += 1;
        hash = chain_hash(&hash, sequence, &body);
        insert.execute(params![sequence, body, hash])?;
    }
    Ok(())
}

pub(super) fn events(connection: &Connection, filter: &EventFilter) -> Result<Vec<ChainedEvent>, StoreError> {
    let mut query = "select sequence, body, hash from audit_events where sequence > ?".to_owned();
    let after = filter.after.unwrap_or(0);
    let mut values: Vec<&dyn ToSql> = vec![&after];
    if let Some(before) = &filter.before {
        query.push_str(" and sequence < ?");
        values.push(before);
    }
    let texts = [
        (" and kind = ?", filter.kind.map(EventKind::as_str)),
        (" and user_id = ?", filter.user.as_ref().map(UserId::as_str)),
        (" and consent_id = ?", filter.consent.as_ref().map(ConsentId::as_str)),
    ];
    for (condition, text) in &texts {
        if let Some(text) = text {
            query.push_str(condition);
            values.push(text);
        }
    }
    query.push_str(if filter.descending { " order by sequence desc limit ?" } else { " order by sequence limit ?" });
    values.push(&filter.limit);
    all(connection, &query, params_from_iter(values), model)
}

fn model(row: &Row<'_>) -> Result<ChainedEvent, StoreError> {
    let sequence: i64 = row.get("sequence")?;
    let columns = Columns { table: "audit_events", key: sequence.to_string(), row };
    Ok(ChainedEvent { sequence, body: columns.text("body")?, hash: columns.text("hash")? })
}
