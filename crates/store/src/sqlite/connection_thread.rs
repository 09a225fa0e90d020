//! A connection on a thread of its own, which does one thing after the other. The one that writes is
//! such: SQLite has one writer, and waiting for it in order beats retrying.

use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::error::StoreError;

/// A connection that can be taken away.
pub(super) type Place = Arc<Mutex<Option<Connection>>>;

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// The way to the thread. It ends when the last one is gone.
#[derive(Debug, Clone)]
pub(super) struct ConnectionThread {
    place: Place,
    jobs: mpsc::Sender<Job>,
}

impl ConnectionThread {
    pub(super) fn start(name: &str, connection: Connection) -> Result<Self, StoreError> {
        let place = Arc::new(Mutex::new(Some(connection)));
        let (jobs, queue) = mpsc::channel::<Job>();
        let served = Arc::clone(&place);
        let run = move || {
            for job in queue {
                // Whoever waits for a job that is dropped hears that the store is closed.
                if let Some(connection) = lock(&served).as_mut() {
                    job(connection);
                }
            }
        };
        thread::Builder::new().name(name.to_owned()).spawn(run).map_err(StoreError::Thread)?;
        Ok(Self { place, jobs })
    }

    /// Does something with the connection, after everything that was asked for before.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (done, outcome) = oneshot::channel();
        let job = Box::new(move |connection: &mut Connection| {
            // Nobody waits any more when a caller went away. What was done stays done.
            done.send(work(connection)).ok();
        });
        self.jobs.send(job).map_err(|_| StoreError::Closed)?;
        outcome.await.map_err(|_| StoreError::Closed)?
    }

    /// The connection itself, for reading from a database that no other connection can see.
    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// Waits for what was asked for before, and closes the connection.
    pub(super) async fn close(&self) {
        self.run(|_| Ok(())).await.ok();
        close(&self.place);
    }
}

/// Closes a connection. Whoever comes later hears that the store is closed.
pub(super) fn close(place: &Place) {
    let connection = lock(place).take();
    if let Some(Err((_, error))) = connection.map(Connection::close) {
        tracing::warn!(%error, "Could not close a connection to the database: {error}");
    }
}

/// A panic while a statement ran leaves the connection usable: its transaction was rolled back.
pub(super) fn lock(place: &Place) -> std::sync::MutexGuard<'_, Option<Connection>> {
    place.lock().unwrap_or_else(PoisonError::into_inner)
}
