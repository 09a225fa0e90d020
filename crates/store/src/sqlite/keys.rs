//! Signing keys and used token ids in SQLite.

use sqlx::{Row as _, SqlitePool};
use waxseal_protocol::{Secret, Timestamp};

use super::row::Columns;
use crate::error::StoreError;
use crate::model::StoredSigningKey;

pub(super) async fn use_jti(
    pool: &SqlitePool,
    jti: &str,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut transaction = pool.begin().await?;
    sqlx::query("delete from used_jtis where expires_at <= ?")
        .bind(now.as_millisecond())
        .execute(&mut *transaction)
        .await?;
    let result = sqlx::query("insert into used_jtis (jti, expires_at) values (?, ?) on conflict do nothing")
        .bind(jti)
        .bind(expires_at.as_millisecond())
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(result.rows_affected() == 1)
}

pub(super) async fn signing_keys(pool: &SqlitePool) -> Result<Vec<StoredSigningKey>, StoreError> {
    let rows = sqlx::query("select * from signing_keys order by created_at desc, kid").fetch_all(pool).await?;
    rows.iter()
        .map(|row| {
            let kid: String = row.try_get("kid")?;
            let columns = Columns { table: "signing_keys", key: kid.clone(), row };
            Ok(StoredSigningKey {
                kid,
                pkcs8: Secret::new(row.try_get("pkcs8")?),
                created_at: columns.time("created_at")?,
            })
        })
        .collect()
}

pub(super) async fn insert_signing_key(pool: &SqlitePool, key: &StoredSigningKey) -> Result<(), StoreError> {
    sqlx::query("insert into signing_keys (kid, pkcs8, created_at) values (?, ?, ?)")
        .bind(&key.kid)
        .bind(key.pkcs8.expose().as_slice())
        .bind(key.created_at.as_millisecond())
        .execute(pool)
        .await?;
    Ok(())
}
