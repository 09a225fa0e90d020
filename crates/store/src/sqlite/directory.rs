//! Users, clients, APIs and client grants of the Management API, in SQLite.

use rusqlite::{Connection, params};

use super::audit;
use super::row::{Columns, all, begin, execute};
use crate::error::StoreError;
use crate::model::{AuditEvent, DirectoryEntry, EntryKind};

pub(super) fn entries(connection: &Connection, kind: EntryKind) -> Result<Vec<DirectoryEntry>, StoreError> {
    let query = "select * from directory_entries where kind = ? order by created_at, id";
    all(connection, query, [kind.as_str()], |row| {
        let columns = Columns { table: "directory_entries", key: kind.as_str().to_owned(), row };
        Ok(DirectoryEntry {
            id: columns.text("id")?,
            document: columns.text("document")?,
            created_at: columns.time("created_at")?,
            updated_at: columns.time("updated_at")?,
        })
    })
}

pub(super) fn put(
    connection: &mut Connection,
    kind: EntryKind,
    entry: &DirectoryEntry,
    event: &AuditEvent,
) -> Result<(), StoreError> {
    let transaction = begin(connection)?;
    execute(
        &transaction,
        "insert into directory_entries (kind, id, document, created_at, updated_at)
        values (?, ?, ?, ?, ?)
        on conflict (kind, id) do update
        set document = excluded.document, updated_at = excluded.updated_at",
        params![
            kind.as_str(),
            entry.id,
            entry.document,
            entry.created_at.as_millisecond(),
            entry.updated_at.as_millisecond()
        ],
    )?;
    audit::append(&transaction, &[event])?;
    Ok(transaction.commit()?)
}

pub(super) fn delete(
    connection: &mut Connection,
    kind: EntryKind,
    id: &str,
    event: &AuditEvent,
) -> Result<bool, StoreError> {
    let transaction = begin(connection)?;
    let statement = "delete from directory_entries where kind = ? and id = ?";
    if execute(&transaction, statement, params![kind.as_str(), id])? == 0 {
        return Ok(false);
    }
    audit::append(&transaction, &[event])?;
    transaction.commit()?;
    Ok(true)
}
