//! Signing keys in SQLite.

use sqlx::{Row as _, SqlitePool};
use waxseal_protocol::jose::Algorithm;
use waxseal_protocol::{Secret, Timestamp};

use super::audit;
use super::row::Columns;
use crate::error::StoreError;
use crate::model::{AuditEvent, StoredSigningKey};

pub(super) async fn signing_keys(pool: &SqlitePool, now: Timestamp) -> Result<Vec<StoredSigningKey>, StoreError> {
    let rows = sqlx::query(
        "select *
        from signing_keys
        where retired_at is null or retired_at > ?
        order by created_at desc, rowid desc",
    )
    .bind(now.as_millisecond())
    .fetch_all(pool)
    .await?;
    rows.iter()
        .map(|row| {
            let kid: String = row.try_get("kid")?;
            let columns = Columns { table: "signing_keys", key: kid.clone(), row };
            let name = columns.text("algorithm")?;
            let algorithm = Algorithm::ALL.into_iter().find(|algorithm| algorithm.as_str() == name);
            Ok(StoredSigningKey {
                kid,
                algorithm: algorithm
                    .ok_or_else(|| columns.inconsistent("algorithm", format!("{name:?} is none of ours")))?,
                pkcs8: Secret::new(row.try_get("pkcs8")?),
                created_at: columns.time("created_at")?,
                retired_at: columns.optional_time("retired_at")?,
            })
        })
        .collect()
}

pub(super) async fn insert_signing_key(
    pool: &SqlitePool,
    key: &StoredSigningKey,
    retire_older_at: Timestamp,
    event: &AuditEvent,
) -> Result<(), StoreError> {
    let mut transaction = pool.begin_with("begin immediate").await?;
    sqlx::query("update signing_keys set retired_at = ? where algorithm = ? and retired_at is null")
        .bind(retire_older_at.as_millisecond())
        .bind(key.algorithm.as_str())
        .execute(&mut *transaction)
        .await?;
    sqlx::query("insert into signing_keys (kid, algorithm, pkcs8, created_at) values (?, ?, ?, ?)")
        .bind(&key.kid)
        .bind(key.algorithm.as_str())
        .bind(key.pkcs8.expose().as_slice())
        .bind(key.created_at.as_millisecond())
        .execute(&mut *transaction)
        .await?;
    audit::append_one(&mut transaction, event).await?;
    transaction.commit().await?;
    Ok(())
}
