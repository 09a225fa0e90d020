//! Signing keys in SQLite.

use rusqlite::{Connection, params};
use waxseal_protocol::jose::Algorithm;
use waxseal_protocol::{Secret, Timestamp};

use super::audit;
use super::row::{Columns, all, begin, execute, first};
use crate::error::StoreError;
use crate::model::{AuditEvent, KeyReplacement, StoredSigningKey};

pub(super) fn signing_keys(connection: &Connection, now: Timestamp) -> Result<Vec<StoredSigningKey>, StoreError> {
    let query = "select *
        from signing_keys
        where (retired_at is null or retired_at > ?) and length(pkcs8) > 0
        order by retired_at is not null, created_at desc, rowid desc";
    all(connection, query, [now.as_millisecond()], |row| {
        let kid: String = row.get("kid")?;
        let columns = Columns { table: "signing_keys", key: kid.clone(), row };
        let name = columns.text("algorithm")?;
        let algorithm = Algorithm::ALL.into_iter().find(|algorithm| algorithm.as_str() == name);
        Ok(StoredSigningKey {
            kid,
            algorithm: algorithm
                .ok_or_else(|| columns.inconsistent("algorithm", format!("{name:?} is none of ours")))?,
            pkcs8: Secret::new(row.get("pkcs8")?),
            created_at: columns.time("created_at")?,
            retired_at: columns.optional_time("retired_at")?,
        })
    })
}

/// Keeps a key, unless another one took the place of the previous one meanwhile.
pub(super) fn insert_signing_key(
    connection: &mut Connection,
    key: &StoredSigningKey,
    replacement: &KeyReplacement,
    event: &AuditEvent,
) -> Result<bool, StoreError> {
    let transaction = begin(connection)?;
    let algorithm = key.algorithm.as_str();
    let current = "select kid, created_at from signing_keys
        where algorithm = ? and retired_at is null
        order by created_at desc, rowid desc";
    let current =
        first(&transaction, current, [algorithm], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    if current.as_ref().map(|(kid, _)| kid) != replacement.previous_kid.as_ref() {
        return Ok(false);
    }
    // The clock may have been ahead when the previous one was made.
    let after_previous = current.map_or(i64::MIN, |(_, created_at)| created_at.saturating_add(1));
    let created_at = key.created_at.as_millisecond().max(after_previous);
    execute(
        &transaction,
        "update signing_keys
        set retired_at = ?1
        where algorithm = ?2 and (retired_at is null or (?3 and retired_at > ?1))",
        params![replacement.retire_at.as_millisecond(), algorithm, replacement.revoked],
    )?;
    execute(
        &transaction,
        "insert into signing_keys (kid, algorithm, pkcs8, created_at) values (?, ?, ?, ?)",
        params![key.kid, algorithm, key.pkcs8.expose(), created_at],
    )?;
    if let (Some(previous_kid), Some(statement)) = (&replacement.previous_kid, &replacement.statement) {
        let next_kid = (!replacement.revoked).then_some(&key.kid);
        execute(
            &transaction,
            "insert into key_successions (previous_kid, next_kid, statement, made_at) values (?, ?, ?, ?)",
            params![previous_kid, next_kid, statement, created_at],
        )?;
    }
    audit::append(&transaction, &[event])?;
    transaction.commit()?;
    Ok(true)
}

/// Overwrites what retired keys sign with. With `secure_delete`, `SQLite` leaves no copy in the free part of a
/// page; one in the write-ahead log goes with the next checkpoints.
pub(super) fn erase_retired(connection: &Connection, now: Timestamp) -> Result<usize, StoreError> {
    connection.pragma_update(None, "secure_delete", true)?;
    let statement = "update signing_keys set pkcs8 = x'' where retired_at <= ? and length(pkcs8) > 0";
    let erased = execute(connection, statement, [now.as_millisecond()]);
    connection.pragma_update(None, "secure_delete", false)?;
    erased
}

/// The statements that lead on from a key, in their order.
pub(super) fn key_succession(connection: &Connection, kid: &str, limit: u32) -> Result<Vec<String>, StoreError> {
    let query = "with recursive followed (next_kid, statement, position) as (
            select next_kid, statement, 1
            from key_successions
            where previous_kid = ?1
            union all
            select one.next_kid, one.statement, followed.position + 1
            from followed
            join key_successions as one on one.previous_kid = followed.next_kid
            where followed.position < ?2
        )
        select statement from followed order by position";
    all(connection, query, params![kid, limit], |row| Ok(row.get(0)?))
}
