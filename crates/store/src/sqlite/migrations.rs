//! The schema, step by step. What was applied is written down in the file, with the digest of its
//! text: a migration that was shipped is never edited.
//!
//! The table has the name and the columns that files of the first versions have.

use aws_lc_rs::digest::{SHA384, digest};
use rusqlite::{Connection, params};

use super::row::{all, begin, execute, first};
use crate::error::StoreError;

struct Migration {
    version: i64,
    description: &'static str,
    text: &'static str,
}

macro_rules! migration {
    ($version:literal, $file:literal, $description:literal) => {
        Migration {
            version: $version,
            description: $description,
            text: include_str!(concat!("../../migrations/sqlite/", $file, ".sql")),
        }
    };
}

const MIGRATIONS: [Migration; 17] = [
    migration!(1, "0001_create_backchannel_requests", "create backchannel requests"),
    migration!(2, "0002_create_devices", "create devices"),
    migration!(3, "0003_create_keys", "create keys"),
    migration!(4, "0004_recreate_backchannel_requests", "recreate backchannel requests"),
    migration!(5, "0005_create_grants", "create grants"),
    migration!(6, "0006_create_deliveries", "create deliveries"),
    migration!(7, "0007_create_audit_events", "create audit events"),
    migration!(8, "0008_create_directory_entries", "create directory entries"),
    migration!(9, "0009_extend_signing_keys", "extend signing keys"),
    migration!(10, "0010_index_refresh_tokens", "index refresh tokens"),
    migration!(11, "0011_record_decision_keys", "record decision keys"),
    migration!(12, "0012_mark_test_keys", "mark test keys"),
    migration!(13, "0013_create_key_successions", "create key successions"),
    migration!(14, "0014_record_two_approvals", "record two approvals"),
    migration!(15, "0015_record_answers_by_test_keys", "record answers by test keys"),
    migration!(16, "0016_end_tokens_of_removed_people", "end tokens of removed people"),
    migration!(17, "0017_search_audit_events_by_body", "search audit events by body"),
];

/// The newest schema this code knows.
pub(super) fn known() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// The newest schema in a file; 0 in an empty one.
pub(super) fn found(connection: &Connection) -> Result<i64, StoreError> {
    let query = "select exists (select 1 from sqlite_master where name = '_sqlx_migrations')";
    if !first(connection, query, [], |row| Ok(row.get(0)?))?.unwrap_or(false) {
        return Ok(0);
    }
    let newest = first(connection, "select max(version) from _sqlx_migrations", [], |row| Ok(row.get(0)?))?;
    Ok(newest.flatten().unwrap_or(0))
}

/// Brings the schema up to date.
pub(super) fn run(connection: &mut Connection) -> Result<(), StoreError> {
    connection.execute_batch(
        "create table if not exists _sqlx_migrations (
            version bigint primary key,
            description text not null,
            installed_on timestamp not null default current_timestamp,
            success boolean not null,
            checksum blob not null,
            execution_time bigint not null
        )",
    )?;
    for migration in &MIGRATIONS {
        apply(connection, migration)?;
    }
    Ok(())
}

fn apply(connection: &mut Connection, migration: &Migration) -> Result<(), StoreError> {
    let changed = |reason| StoreError::Migration { version: migration.version, reason };
    let checksum = digest(&SHA384, migration.text.as_bytes());
    // Two processes may open a new file at once: looking and applying are one step.
    let transaction = begin(connection)?;
    let query = "select success, checksum from _sqlx_migrations where version = ?";
    let applied = all(&transaction, query, [migration.version], |row| Ok((row.get(0)?, row.get(1)?)))?;
    match applied.into_iter().next() {
        Some((true, text)) if <Vec<u8> as AsRef<[u8]>>::as_ref(&text) == checksum.as_ref() => Ok(()),
        Some((true, _)) => Err(changed("it was applied in another form")),
        Some((false, _)) => Err(changed("it was begun and did not end")),
        None => {
            transaction.execute_batch(migration.text)?;
            execute(
                &transaction,
                "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
                values (?, ?, true, ?, 0)",
                params![migration.version, migration.description, checksum.as_ref()],
            )?;
            Ok(transaction.commit()?)
        }
    }
}
