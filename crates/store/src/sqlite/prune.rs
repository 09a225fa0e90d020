//! Taking out what ended long ago. Each table is looked at from its oldest row on, some rows at a
//! time, so that no index is needed for it and nobody waits long.

use rusqlite::{Connection, params};
use waxseal_protocol::Timestamp;

use super::row::{begin, execute};
use crate::error::StoreError;

/// What to delete, by the time before which it ended and how many of the oldest rows are looked at.
/// Consent ids grow with time, like row ids.
const STATEMENTS: [&str; 4] = [
    "delete from backchannel_requests
    where sequence in (select sequence from backchannel_requests order by sequence limit ?2)
    and expires_at <= ?1",
    "delete from refresh_tokens
    where consent_id in (
        select consent_id from (select consent_id, expires_at from grants order by consent_id limit ?2)
        where expires_at <= ?1
    )",
    "delete from grants
    where consent_id in (select consent_id from grants order by consent_id limit ?2)
    and expires_at <= ?1",
    "delete from enrollment_tickets
    where rowid in (select rowid from enrollment_tickets order by rowid limit ?2)
    and expires_at <= ?1",
];

pub(super) fn prune(connection: &mut Connection, before: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let transaction = begin(connection)?;
    let mut gone = 0;
    for statement in STATEMENTS {
        gone += execute(&transaction, statement, params![before.as_millisecond(), limit])?;
    }
    transaction.commit()?;
    Ok(gone)
}
