//! One commit for many writes: those of the hot path wait in a queue, and one task saves whatever
//! waits in one transaction. A single `fsync` then serves hundreds of requests, and each of them
//! is answered only after it.

use std::sync::Arc;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::ConsentId;

use super::connection_thread::ConnectionThread;
use super::row::begin;
use super::{audit, deliveries, grants, jtis, requests};
use crate::error::StoreError;
use crate::model::{AuditEvent, BackchannelRequest, RefreshToken, RequestState};
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
    Rotate { used: String, next: RefreshToken, now: Timestamp, event: AuditEvent },
    PostponeDelivery { id: i64, attempts: u32, next_at: Timestamp },
    FinishDelivery { id: i64, event: AuditEvent },
}

pub(super) struct Transition {
    pub(super) id: ConsentId,
    pub(super) from: RequestState,
    pub(super) to: RequestState,
    pub(super) now: Timestamp,
    pub(super) effects: Effects,
}

#[derive(Debug)]
pub(super) enum Outcome {
    Stored(Box<BackchannelRequest>),
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
    pub(super) fn start(writer: ConnectionThread) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(run(writer, waiting));
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

async fn run(writer: ConnectionThread, mut queue: mpsc::Receiver<Write>) {
    let mut batch = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut batch, BATCH).await > 0 {
        // Whoever can go on at this moment brings its write along first. Alone, nobody waits.
        tokio::task::yield_now().await;
        while batch.len() < BATCH
            && let Ok(write) = queue.try_recv()
        {
            batch.push(write);
        }
        let (operations, waiting): (Vec<_>, Vec<_>) =
            batch.drain(..).map(|write| (write.operation, write.done)).unzip();
        match writer.run(move |connection| save(connection, operations)).await {
            Ok(outcomes) => {
                for (done, outcome) in waiting.into_iter().zip(outcomes) {
                    done.send(Ok(outcome)).ok();
                }
            }
            // Nothing of the batch was saved, and everybody in it hears so.
            Err(error) => {
                let error = Arc::new(error);
                for done in waiting {
                    done.send(Err(StoreError::Commit(Arc::clone(&error)))).ok();
                }
            }
        }
    }
}

fn save(connection: &mut Connection, mut batch: Vec<Operation>) -> Result<Vec<Outcome>, StoreError> {
    let transaction = begin(connection)?;
    let applied = apply(&transaction, &mut batch)?;
    transaction.commit()?;
    let outcomes = batch.into_iter().zip(applied).map(|(operation, applied)| match operation {
        Operation::Insert { request, .. } => Outcome::Stored(request),
        _ => Outcome::Applied(applied),
    });
    Ok(outcomes.collect())
}

/// Applies a batch in its order, and says of each write whether it changed something. Token ids and
/// events go at its end, all at once.
fn apply(connection: &Connection, batch: &mut [Operation]) -> Result<Vec<bool>, StoreError> {
    let mut applied = Vec::with_capacity(batch.len());
    let mut events = Vec::with_capacity(batch.len());
    let mut used = Vec::new();
    for operation in batch {
        applied.push(match operation {
            Operation::Insert { request, event } => {
                request.sequence = requests::insert(connection, request)?;
                events.push(&*event);
                true
            }
            Operation::UseJti { jti, expires_at, now } => {
                used.push((jti.as_str(), *expires_at, *now));
                true
            }
            Operation::Event(event) => {
                events.push(&*event);
                true
            }
            Operation::Rotate { used, next, now, event } => {
                let applied = grants::rotate(connection, used, next, *now)?;
                events.extend(applied.then_some(&*event));
                applied
            }
            Operation::PostponeDelivery { id, attempts, next_at } => {
                deliveries::postpone(connection, *id, *attempts, *next_at)?;
                true
            }
            Operation::FinishDelivery { id, event } => {
                deliveries::remove(connection, *id)?;
                events.push(&*event);
                true
            }
            Operation::Transition(transition) => {
                let applied = requests::transition(connection, transition)?;
                if applied {
                    events.extend(&transition.effects.event);
                }
                applied
            }
        });
    }
    jtis::write(connection, &used)?;
    audit::append(connection, &events)?;
    Ok(applied)
}
