//! Users, clients, APIs and client grants of the Management API, in SQLite.

use sqlx::SqlitePool;

use super::audit;
use super::row::Columns;
use crate::error::StoreError;
use crate::model::{AuditEvent, DirectoryEntry, EntryKind};

pub(super) async fn entries(pool: &SqlitePool, kind: EntryKind) -> Result<Vec<DirectoryEntry>, StoreError> {
    let rows = sqlx::query("select * from directory_entries where kind = ? order by created_at, id")
        .bind(kind.as_str())
        .fetch_all(pool)
        .await?;
    rows.iter()
        .map(|row| {
            let columns = Columns { table: "directory_entries", key: kind.as_str().to_owned(), row };
            Ok(DirectoryEntry {
                id: columns.text("id")?,
                document: columns.text("document")?,
                created_at: columns.time("created_at")?,
                updated_at: columns.time("updated_at")?,
            })
        })
        .collect()
}

pub(super) async fn put(
    pool: &SqlitePool,
    kind: EntryKind,
    entry: &DirectoryEntry,
    event: &AuditEvent,
) -> Result<(), StoreError> {
    let mut transaction = pool.begin_with("begin immediate").await?;
    sqlx::query(
        "insert into directory_entries (kind, id, document, created_at, updated_at)
        values (?, ?, ?, ?, ?)
        on conflict (kind, id) do update
        set document = excluded.document, updated_at = excluded.updated_at",
    )
    .bind(kind.as_str())
    .bind(&entry.id)
    .bind(&entry.document)
    .bind(entry.created_at.as_millisecond())
    .bind(entry.updated_at.as_millisecond())
    .execute(&mut *transaction)
    .await?;
    audit::append_one(&mut transaction, event).await?;
    transaction.commit().await?;
    Ok(())
}

pub(super) async fn delete(
    pool: &SqlitePool,
    kind: EntryKind,
    id: &str,
    event: &AuditEvent,
) -> Result<bool, StoreError> {
    let mut transaction = pool.begin_with("begin immediate").await?;
    let result = sqlx::query("delete from directory_entries where kind = ? and id = ?")
        .bind(kind.as_str())
        .bind(id)
        .execute(&mut *transaction)
        .await?;
    if result.rows_affected() == 0 {
        return Ok(false);
    }
    audit::append_one(&mut transaction, event).await?;
    transaction.commit().await?;
    Ok(true)
}
