//! Opening a file: what is damaged or from the future is left untouched.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, Row as _, SqlitePool};

use super::SqliteStore;
use super::group_commit::GroupCommit;
use super::jtis::UsedJtis;
use crate::error::StoreError;

static MIGRATOR: Migrator = sqlx::migrate!("migrations/sqlite");

impl SqliteStore {
    /// Opens or creates the file and brings its schema up to date.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] and [`StoreError::FutureVersion`] leave the file as it is.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        if path.exists() {
            inspect(path).await?;
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5));
        // Pages that are written often stay in the log for longer before they are copied, and in
        // memory instead of being read again. Both cost memory only as far as they are used.
        let writing = options.clone().pragma("wal_autocheckpoint", "8000").pragma("cache_size", "-16000");
        let writer = SqlitePoolOptions::new().max_connections(1).connect_with(writing).await?;
        restrict_permissions(path);
        MIGRATOR.run(&writer).await?;
        let readers = SqlitePoolOptions::new().max_connections(4).connect_with(options.read_only(true)).await?;
        let jtis = Arc::new(UsedJtis::load(&writer).await?);
        Ok(Self { commits: GroupCommit::start(writer.clone()), jtis, writer, readers })
    }

    /// A store that is gone when dropped, for tests.
    pub async fn open_in_memory() -> Result<Self, StoreError> {
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(SqliteConnectOptions::new().in_memory(true))
            .await?;
        MIGRATOR.run(&pool).await?;
        let jtis = Arc::new(UsedJtis::load(&pool).await?);
        Ok(Self { commits: GroupCommit::start(pool.clone()), jtis, writer: pool.clone(), readers: pool })
    }

    /// Waits for running statements and closes the file.
    pub async fn close(&self) {
        for pool in [&self.readers, &self.writer] {
            SqlitePool::close(pool).await;
        }
    }
}

/// Looks at a file without writing to it.
async fn inspect(path: &Path) -> Result<(), StoreError> {
    let damaged = |reason: String| StoreError::Damaged { path: path.to_owned(), reason };
    if std::fs::metadata(path).is_ok_and(|file| file.len() == 0) {
        return Ok(());
    }
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(Duration::from_secs(5))
        .connect()
        .await
        .map_err(|error| damaged(error.to_string()))?;
    let check = sqlx::query("pragma quick_check(1)").fetch_one(&mut connection).await;
    let verdict: String = check.and_then(|row| row.try_get(0)).map_err(|error| damaged(error.to_string()))?;
    if verdict != "ok" {
        return Err(damaged(verdict));
    }
    let tables = sqlx::query("select count(*) from sqlite_master where name = '_sqlx_migrations'")
        .fetch_one(&mut connection)
        .await
        .and_then(|row| row.try_get::<i64, _>(0))
        .map_err(|error| damaged(error.to_string()))?;
    let found = if tables == 0 {
        0
    } else {
        sqlx::query("select coalesce(max(version), 0) from _sqlx_migrations")
            .fetch_one(&mut connection)
            .await
            .and_then(|row| row.try_get::<i64, _>(0))
            .map_err(|error| damaged(error.to_string()))?
    };
    connection.close().await?;
    let known = MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or_default();
    if found > known {
        return Err(StoreError::FutureVersion { path: path.to_owned(), found, known });
    }
    Ok(())
}

/// The file holds private keys: nobody but its owner reads it.
fn restrict_permissions(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if let Err(error) = std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)) {
            tracing::warn!(path = %path.display(), %error, "Could not restrict the permissions of {}", path.display());
        }
    }
    #[cfg(not(unix))]
    let _ = path;
}
