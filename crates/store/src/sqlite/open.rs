//! Opening a file: what is damaged or from the future is left untouched.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::available_parallelism;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::connection_thread::ConnectionThread;
use super::group_commit::GroupCommit;
use super::jtis::UsedJtis;
use super::readers::Readers;
use super::{SqliteStore, migrations};
use crate::error::StoreError;

/// How long a statement waits for another process.
const PATIENCE: Duration = Duration::from_secs(5);
/// Statements that stay prepared; there are fewer.
const PREPARED: usize = 64;
/// Connections that look rows up: more threads than this seldom look at once.
const READERS: usize = 4;

impl SqliteStore {
    /// Opens or creates the file and brings its schema up to date.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] and [`StoreError::FutureVersion`] leave the file as it is.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let path = path.to_owned();
        Self::start(move || open(&path)).await
    }

    /// A store that is gone when dropped, for tests.
    pub async fn open_in_memory() -> Result<Self, StoreError> {
        Self::start(open_in_memory).await
    }

    async fn start(open: impl FnOnce() -> Result<Opened, StoreError> + Send + 'static) -> Result<Self, StoreError> {
        let opened = tokio::task::spawn_blocking(open).await.map_err(|_| StoreError::Closed)?;
        let Opened { writer, readers, jtis } = opened?;
        Ok(Self { commits: GroupCommit::start(writer.clone()), jtis: Arc::new(jtis), writer, readers })
    }

    /// Waits for running statements and closes the file.
    pub async fn close(&self) {
        self.writer.close().await;
        self.readers.close().await;
    }
}

struct Opened {
    writer: ConnectionThread,
    readers: Readers,
    jtis: UsedJtis,
}

fn open(path: &Path) -> Result<Opened, StoreError> {
    if path.exists() {
        inspect(path)?;
    }
    let mut connection = configured(Connection::open(path)?)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    // Pages that are written often stay in the log for longer before they are copied, and in
    // memory instead of being read again. Both cost memory only as far as they are used.
    connection.pragma_update(None, "wal_autocheckpoint", 8000)?;
    connection.pragma_update(None, "cache_size", -16000)?;
    restrict_permissions(path);
    migrations::run(&mut connection)?;
    let jtis = UsedJtis::load(&connection)?;
    let reader = || configured(read_only(path)?);
    let readers = available_parallelism().map_or(1, usize::from).min(READERS);
    let keyed =
        (0..readers).map(|_| Ok(Arc::new(Mutex::new(Some(reader()?))))).collect::<Result<Vec<_>, StoreError>>()?;
    let lists = ConnectionThread::start("sqlite lists", reader()?)?;
    let writer = ConnectionThread::start("sqlite writer", connection)?;
    Ok(Opened { writer, readers: Readers::new(keyed, lists), jtis })
}

fn open_in_memory() -> Result<Opened, StoreError> {
    let mut connection = configured(Connection::open_in_memory()?)?;
    migrations::run(&mut connection)?;
    let jtis = UsedJtis::load(&connection)?;
    let writer = ConnectionThread::start("sqlite", connection)?;
    // No other connection could see what is in it.
    let readers = Readers::new(vec![Arc::clone(writer.place())], writer.clone());
    Ok(Opened { writer, readers, jtis })
}

fn configured(connection: Connection) -> Result<Connection, StoreError> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

fn read_only(path: &Path) -> Result<Connection, rusqlite::Error> {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

/// Looks at a file without writing to it.
fn inspect(path: &Path) -> Result<(), StoreError> {
    if std::fs::metadata(path).is_ok_and(|file| file.len() == 0) {
        return Ok(());
    }
    let damaged = |reason: String| StoreError::Damaged { path: path.to_owned(), reason };
    let look = || {
        let connection = read_only(path)?;
        connection.busy_timeout(PATIENCE)?;
        let verdict: String = connection.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
        Ok::<_, StoreError>((verdict, migrations::found(&connection)?))
    };
    let (verdict, found) = look().map_err(|error| damaged(error.to_string()))?;
    if verdict != "ok" {
        return Err(damaged(verdict));
    }
    let known = migrations::known();
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
