//! Used token ids: looked for in memory, written down to survive the process.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sqlx::{QueryBuilder, Row as _, Sqlite, SqliteConnection, SqlitePool};
use waxseal_protocol::Timestamp;

use crate::error::StoreError;

/// Expired ids are thrown out whenever the number has doubled.
const SWEEP_AT: usize = 1_024;
/// Rows per statement; few different statements stay prepared.
const CHUNKS: [usize; 4] = [64, 16, 4, 1];

/// The ids and until when they count.
#[derive(Debug)]
pub(super) struct UsedJtis(Mutex<Known>);

#[derive(Debug)]
struct Known {
    until: HashMap<String, Timestamp>,
    sweep_at: usize,
}

impl UsedJtis {
    /// Reads what was written down.
    pub(super) async fn load(pool: &SqlitePool) -> Result<Self, StoreError> {
        let mut until = HashMap::new();
        for row in sqlx::query("select jti, expires_at from used_jtis").fetch_all(pool).await? {
            let expires_at = Timestamp::from_millisecond(row.try_get(1)?).unwrap_or(Timestamp::MAX);
            until.insert(row.try_get(0)?, expires_at);
        }
        let sweep_at = SWEEP_AT.max(until.len() * 2);
        Ok(Self(Mutex::new(Known { until, sweep_at })))
    }

    /// Notes an id, and says whether it was new.
    pub(super) fn take(&self, jti: &str, expires_at: Timestamp, now: Timestamp) -> bool {
        let mut known = self.lock();
        if known.until.len() >= known.sweep_at {
            known.until.retain(|_, until| *until > now);
            known.sweep_at = SWEEP_AT.max(known.until.len() * 2);
        }
        if known.until.get(jti).is_some_and(|until| *until > now) {
            return false;
        }
        known.until.insert(jti.to_owned(), expires_at);
        true
    }

    /// Forgets an id that could not be written down.
    pub(super) fn give_back(&self, jti: &str) {
        self.lock().until.remove(jti);
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes ids down, and throws those out at the beginning that have expired: they are in the order
/// of their use, which is nearly that of their expiry.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    jtis: &[(&str, Timestamp, Timestamp)],
) -> Result<(), StoreError> {
    let Some((_, _, now)) = jtis.first() else { return Ok(()) };
    sqlx::query("delete from used_jtis where id < (select min(id) from used_jtis where expires_at > ?)")
        .bind(now.as_millisecond())
        .execute(&mut *connection)
        .await?;
    let mut rest = jtis;
    while !rest.is_empty() {
        let size = CHUNKS.into_iter().find(|size| *size <= rest.len()).unwrap_or(1);
        let (chunk, tail) = rest.split_at(size);
        rest = tail;
        let mut query = QueryBuilder::<Sqlite>::new("insert into used_jtis (jti, expires_at) ");
        query.push_values(chunk, |mut row, (jti, expires_at, _)| {
            row.push_bind(*jti).push_bind(expires_at.as_millisecond());
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}
