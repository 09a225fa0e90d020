//! The connections that read.

use std::sync::{Arc, MutexGuard, TryLockError};

use rusqlite::Connection;

use super::connection_thread::{ConnectionThread, Place, close, lock};
use crate::error::StoreError;

/// Connections for rows that are found by their key, and one for lists.
#[derive(Debug, Clone)]
pub(super) struct Readers {
    keyed: Arc<[Place]>,
    /// A long list keeps nobody waiting who looks for one row.
    lists: ConnectionThread,
}

impl Readers {
    pub(super) fn new(keyed: Vec<Place>, lists: ConnectionThread) -> Self {
        Self { keyed: keyed.into(), lists }
    }

    /// Reads what an index leads to, where the caller stands: some microseconds, in WAL mode without
    /// waiting for anybody, where handing the question to another thread costs several times that.
    pub(super) fn row<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let free = self.keyed.iter().find_map(|place| match place.try_lock() {
            Ok(free) => Some(free),
            Err(TryLockError::Poisoned(error)) => Some(error.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        });
        let connection = free.unwrap_or_else(|| lock(self.keyed.first().unwrap_or(self.lists.place())));
        open(&connection).and_then(work)
    }

    /// Reads what may be long, where nobody else waits for it.
    pub(super) async fn list<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.lists.run(|connection| work(connection)).await
    }

    pub(super) async fn close(&self) {
        self.keyed.iter().for_each(close);
        self.lists.close().await;
    }
}

fn open<'a>(place: &'a MutexGuard<'_, Option<Connection>>) -> Result<&'a Connection, StoreError> {
    place.as_ref().ok_or(StoreError::Closed)
}
