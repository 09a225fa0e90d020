//! Signing keys in SQLite.

use rusqlite::{Connection, params};
use waxseal_protocol::jose::Algorithm;
use waxseal_protocol::{Secret, Timestamp};

use super::audit;
use super::row::{Columns, all, begin, execute};
use crate::error::StoreError;
use crate::model::{AuditEvent, StoredSigningKey};

pub(super) fn signing_keys(connection: &Connection, now: Timestamp) -> Result<Vec<StoredSigningKey>, StoreError> {
    let query = "select *
        from signing_keys
        where retired_at is null or retired_at > ?
        order by created_at desc, rowid desc";
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

pub(super) fn insert_signing_key(
    connection: &mut Connection,
    key: &StoredSigningKey,
    retire_older_at: Timestamp,
    event: &AuditEvent,
) -> Result<(), StoreError> {
    let transaction = begin(connection)?;
    execute(
        &transaction,
        "update signing_keys set retired_at = ? where algorithm = ? and retired_at is null",
        params![retire_older_at.as_millisecond(), key.algorithm.as_str()],
    )?;
    execute(
        &transaction,
        "insert into signing_keys (kid, algorithm, pkcs8, created_at) values (?, ?, ?, ?)",
        params![key.kid, key.algorithm.as_str(), key.pkcs8.expose(), key.created_at.as_millisecond()],
    )?;
    audit::append(&transaction, &[event])?;
    Ok(transaction.commit()?)
}
