//! The audit chain in SQLite.

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row as _, Sqlite, SqliteConnection, SqlitePool};

use super::row::Columns;
use crate::error::StoreError;
use crate::model::{AuditEvent, CHAIN_START, ChainedEvent, chain_hash};
use crate::store::EventFilter;

/// Rows per statement; few different statements stay prepared.
const CHUNKS: [usize; 4] = [64, 16, 4, 1];

/// Adds events in their order. Runs inside the transaction of what they tell.
pub(super) async fn append(connection: &mut SqliteConnection, events: &[&AuditEvent]) -> Result<(), StoreError> {
    if events.is_empty() {
        return Ok(());
    }
    let last = sqlx::query("select sequence, hash from audit_events order by sequence desc limit 1")
        .fetch_optional(&mut *connection)
        .await?;
    let (mut sequence, mut hash) = match last {
        Some(row) => (row.try_get::<i64, _>(0)?, row.try_get::<String, _>(1)?),
        None => (0, CHAIN_START.to_owned()),
    };
    let mut rows = Vec::with_capacity(events.len());
    for event in events {
        let body = serde_json::to_string(event).map_err(|error| StoreError::Inconsistent {
            table: "audit_events",
            column: "body",
            row: sequence.to_string(),
            reason: error.to_string(),
        })?;
        sequence += 1;
        hash = chain_hash(&hash, sequence, &body);
        rows.push((*event, ChainedEvent { sequence, body, hash: hash.clone() }));
    }
    let mut rest = rows.as_slice();
    while !rest.is_empty() {
        let size = CHUNKS.into_iter().find(|size| *size <= rest.len()).unwrap_or(1);
        let (chunk, tail) = rest.split_at(size);
        rest = tail;
        let mut query = QueryBuilder::<Sqlite>::new(
            "insert into audit_events (sequence, at, kind, client_id, user_id, consent_id, body, hash) ",
        );
        query.push_values(chunk, |mut row, (event, chained)| {
            row.push_bind(chained.sequence)
                .push_bind(event.at.as_millisecond())
                .push_bind(event.kind.as_str())
                .push_bind(event.client_id.as_ref().map(waxseal_protocol::ids::ClientId::as_str))
                .push_bind(event.user_id.as_ref().map(waxseal_protocol::ids::UserId::as_str))
                .push_bind(event.consent_id.as_ref().map(waxseal_protocol::ids::ConsentId::as_str))
                .push_bind(chained.body.as_str())
                .push_bind(chained.hash.as_str());
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// A write that is not of the hot path, with its event, in one transaction.
pub(super) async fn append_one(connection: &mut SqliteConnection, event: &AuditEvent) -> Result<(), StoreError> {
    append(connection, &[event]).await
}

pub(super) async fn events(pool: &SqlitePool, filter: &EventFilter) -> Result<Vec<ChainedEvent>, StoreError> {
    let mut query = QueryBuilder::<Sqlite>::new("select sequence, body, hash from audit_events where sequence > ");
    query.push_bind(filter.after.unwrap_or(0));
    if let Some(before) = filter.before {
        query.push(" and sequence < ").push_bind(before);
    }
    if let Some(kind) = &filter.kind {
        query.push(" and kind = ").push_bind(kind.as_str());
    }
    if let Some(user) = &filter.user {
        query.push(" and user_id = ").push_bind(user.as_str());
    }
    if let Some(consent) = &filter.consent {
        query.push(" and consent_id = ").push_bind(consent.as_str());
    }
    query.push(if filter.descending { " order by sequence desc limit " } else { " order by sequence limit " });
    query.push_bind(i64::from(filter.limit));
    let rows = query.build().fetch_all(pool).await?;
    rows.iter().map(model).collect()
}

fn model(row: &SqliteRow) -> Result<ChainedEvent, StoreError> {
    let sequence: i64 = row.try_get("sequence")?;
    let columns = Columns { table: "audit_events", key: sequence.to_string(), row };
    Ok(ChainedEvent { sequence, body: columns.text("body")?, hash: columns.text("hash")? })
}
