//! Used token ids: looked for in memory, written down to survive the process.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, params};
use waxseal_protocol::Timestamp;

use super::row::{all, execute};
use crate::error::StoreError;

/// Expired ids are thrown out whenever the number has doubled.
const SWEEP_AT: usize = 1_024;

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
    pub(super) fn load(connection: &Connection) -> Result<Self, StoreError> {
        let written = all(connection, "select jti, expires_at from used_jtis", [], |row| {
            Ok((row.get(0)?, Timestamp::from_millisecond(row.get(1)?).unwrap_or(Timestamp::MAX)))
        })?;
        let until: HashMap<String, Timestamp> = written.into_iter().collect();
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
pub(super) fn write(connection: &Connection, jtis: &[(&str, Timestamp, Timestamp)]) -> Result<(), StoreError> {
    let Some((_, _, now)) = jtis.first() else { return Ok(()) };
    execute(
        connection,
        "delete from used_jtis where id < (select min(id) from used_jtis where expires_at > ?)",
        [now.as_millisecond()],
    )?;
    let mut insert = connection.prepare_cached("insert into used_jtis (jti, expires_at) values (?, ?)")?;
    for (jti, expires_at, _) in jtis {
        insert.execute(params![jti, expires_at.as_millisecond()])?;
    }
    Ok(())
}
