//! What can go wrong with a store.

use std::path::PathBuf;
use std::sync::Arc;

/// A store's failure.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database did not answer or refused. Nothing was changed.
    #[error("the database failed: {0}")]
    Database(#[from] rusqlite::Error),
    /// So many writes wait that another one would wait too long. Nothing was changed.
    #[error("the database is overloaded")]
    Overloaded,
    /// The store is being closed.
    #[error("the database is closed")]
    Closed,
    /// The commit this write shared with others failed. Nothing was changed.
    #[error("{0}")]
    Commit(Arc<Self>),
    /// A row that our code cannot have written.
    #[error("inconsistent data in {table}.{column}, row {row}: {reason}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        row: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The file is no SQLite database or its pages are damaged. It was not touched.
    #[error(
        "{path} is damaged or no database: {reason}\nhint: restore it from a backup, or move it away to start empty"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        reason: String,
    },
    /// The file was written by a newer version. It was not touched.
    #[error(
        "{path} was written by a newer version (its schema is {found}, this version knows {known})\nhint: run the newer version"
    )]
    FutureVersion {
        /// The file.
        path: PathBuf,
        /// The schema in the file.
        found: i64,
        /// The newest schema this code knows.
        known: i64,
    },
    /// The schema could not be brought up to date.
    #[error("the database could not be migrated to version {version}: {reason}")]
    Migration {
        /// The migration.
        version: i64,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The thread that writes could not be started.
    #[error("no thread for the database: {0}")]
    Thread(std::io::Error),
}
