//! From columns to values, naming the place where they do not fit.

use rusqlite::{Connection, Params, Row, Transaction, TransactionBehavior};
use serde::de::DeserializeOwned;
use waxseal_protocol::Timestamp;

use crate::error::StoreError;

/// A transaction that waits for the right to write before it reads.
pub(super) fn begin(connection: &mut Connection) -> Result<Transaction<'_>, StoreError> {
    Ok(connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
}

/// Runs a statement and says how many rows it changed.
pub(super) fn execute(connection: &Connection, statement: &str, values: impl Params) -> Result<usize, StoreError> {
    Ok(connection.prepare_cached(statement)?.execute(values)?)
}

/// The first row a query finds.
pub(super) fn first<T>(
    connection: &Connection,
    query: &str,
    values: impl Params,
    read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut statement = connection.prepare_cached(query)?;
    let mut rows = statement.query(values)?;
    rows.next()?.map(read).transpose()
}

/// Every row a query finds.
pub(super) fn all<T>(
    connection: &Connection,
    query: &str,
    values: impl Params,
    read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = connection.prepare_cached(query)?;
    let mut rows = statement.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// One row of one table, known by its key.
pub(super) struct Columns<'a> {
    pub(super) table: &'static str,
    pub(super) key: String,
    pub(super) row: &'a Row<'a>,
}

impl Columns<'_> {
    pub(super) fn text(&self, column: &'static str) -> Result<String, StoreError> {
        Ok(self.row.get(column)?)
    }

    pub(super) fn optional_text(&self, column: &'static str) -> Result<Option<String>, StoreError> {
        Ok(self.row.get(column)?)
    }

    /// JSON text in a column that may be empty.
    pub(super) fn optional_json<T: DeserializeOwned>(&self, column: &'static str) -> Result<Option<T>, StoreError> {
        let text = self.optional_text(column)?;
        let read = text.map(|text| serde_json::from_str(&text)).transpose();
        read.map_err(|error| self.inconsistent(column, error.to_string()))
    }

    pub(super) fn integer(&self, column: &'static str) -> Result<i64, StoreError> {
        Ok(self.row.get(column)?)
    }

    pub(super) fn time(&self, column: &'static str) -> Result<Timestamp, StoreError> {
        let millis = self.integer(column)?;
        Timestamp::from_millisecond(millis).map_err(|error| self.inconsistent(column, error.to_string()))
    }

    pub(super) fn optional_time(&self, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
        let millis: Option<i64> = self.row.get(column)?;
        millis
            .map(Timestamp::from_millisecond)
            .transpose()
            .map_err(|error| self.inconsistent(column, error.to_string()))
    }

    pub(super) fn inconsistent(&self, column: &'static str, reason: impl Into<String>) -> StoreError {
        StoreError::Inconsistent { table: self.table, column, row: self.key.clone(), reason: reason.into() }
    }
}
