//! One commit for many writes: those of the hot path wait in a queue, and one task saves whatever
//! waits in one transaction. A single `fsync` then serves hundreds of requests, and each of them
//! is answered only after it.

use std::sync::Arc;

use sqlx::{SqliteConnection, SqlitePool};
use tokio::sync::{mpsc, oneshot};
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::ConsentId;

use super::{audit, jtis, requests};
use crate::error::StoreError;
use crate::model::{AuditEvent, BackchannelRequest, RequestState};
use crate::store::Effects;

/// How many writes share a commit at most.
const BATCH: usize = 256;
/// How many may wait. Beyond, the store is overloaded and says so.
const QUEUE: usize = 8 * 1024;

/// A write of the hot path, and who waits for it.
pub(super) struct Write {
    pub(super) operation: Operation,
    pub(super) done: oneshot::Sender<Result<Outcome, StoreError>>,
}

pub(super) enum Operation {
    Insert { request: Box<BackchannelRequest>, event: AuditEvent },
    Transition(Box<Transition>),
    UseJti { jti: String, expires_at: Timestamp, now: Timestamp },
    Event(AuditEvent),
}

pub(super) struct Transition {
    pub(super) id: ConsentId,
    pub(super) from: RequestState,
    pub(super) to: RequestState,
    pub(super) now: Timestamp,
    pub(super) effects: Effects,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Outcome {
    Sequence(i64),
    Applied(bool),
}

/// The queue's entrance.
#[derive(Debug, Clone)]
pub(super) struct GroupCommit {
    queue: mpsc::Sender<Write>,
}

impl std::fmt::Debug for Write {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Write")
    }
}

impl GroupCommit {
    /// Starts the task. It ends when the last entrance is gone.
    pub(super) fn start(pool: SqlitePool) -> Self {
        let (queue, writes) = mpsc::channel(QUEUE);
        tokio::spawn(run(pool, writes));
        Self { queue }
    }

    pub(super) async fn write(&self, operation: Operation) -> Result<Outcome, StoreError> {
        let (done, outcome) = oneshot::channel();
        self.send(Write { operation, done })?;
        outcome.await.map_err(|_| StoreError::Closed)?
    }

    /// Hands a write over without waiting for it. It is saved no later than any write that is handed
    /// over after it.
    pub(super) fn queue(&self, operation: Operation) -> Result<(), StoreError> {
        let (done, _) = oneshot::channel();
        self.send(Write { operation, done })
    }

    fn send(&self, write: Write) -> Result<(), StoreError> {
        self.queue.try_send(write).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StoreError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
        })
    }

    pub(super) async fn write_flag(&self, operation: Operation) -> Result<bool, StoreError> {
        Ok(matches!(self.write(operation).await?, Outcome::Applied(true)))
    }
}

async fn run(pool: SqlitePool, mut writes: mpsc::Receiver<Write>) {
    let mut batch = Vec::with_capacity(BATCH);
    while writes.recv_many(&mut batch, BATCH).await > 0 {
        let outcomes = save(&pool, &batch).await;
        match outcomes {
            Ok(outcomes) => {
                for (write, outcome) in batch.drain(..).zip(outcomes) {
                    write.done.send(Ok(outcome)).ok();
                }
            }
            // Nothing of the batch was saved, and everybody in it hears so.
            Err(error) => {
                let error = Arc::new(error);
                for write in batch.drain(..) {
                    write.done.send(Err(StoreError::Commit(Arc::clone(&error)))).ok();
                }
            }
        }
    }
}

async fn save(pool: &SqlitePool, batch: &[Write]) -> Result<Vec<Outcome>, StoreError> {
    let mut transaction = pool.begin_with("begin immediate").await?;
    let outcomes = apply(&mut transaction, batch).await?;
    transaction.commit().await?;
    Ok(outcomes)
}

/// Applies a batch kind by kind: none of its writes was acknowledged, so none can have come before
/// another. Only transitions of one request compete, and those keep their order.
async fn apply(connection: &mut SqliteConnection, batch: &[Write]) -> Result<Vec<Outcome>, StoreError> {
    let inserts: Vec<_> = batch
        .iter()
        .filter_map(|write| match &write.operation {
            Operation::Insert { request, .. } => Some(request.as_ref()),
            _ => None,
        })
        .collect();
    let mut sequence = requests::insert_all(connection, &inserts).await?;

    let used: Vec<_> = batch
        .iter()
        .filter_map(|write| match &write.operation {
            Operation::UseJti { jti, expires_at, now } => Some((jti.as_str(), *expires_at, *now)),
            _ => None,
        })
        .collect();
    jtis::write(connection, &used).await?;

    let mut outcomes = Vec::with_capacity(batch.len());
    let mut events = Vec::with_capacity(batch.len());
    for write in batch {
        outcomes.push(match &write.operation {
            Operation::Insert { event, .. } => {
                sequence += 1;
                events.push(event);
                Outcome::Sequence(sequence)
            }
            Operation::UseJti { .. } => Outcome::Applied(true),
            Operation::Event(event) => {
                events.push(event);
                Outcome::Applied(true)
            }
            Operation::Transition(transition) => {
                let applied = requests::transition(connection, transition).await?;
                if applied {
                    events.extend(&transition.effects.event);
                }
                Outcome::Applied(applied)
            }
        });
    }
    audit::append(connection, &events).await?;
    Ok(outcomes)
}
