//! From columns to values, naming the place where they do not fit.

use serde::de::DeserializeOwned;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;
use waxseal_protocol::Timestamp;

use crate::error::StoreError;

/// One row of one table, known by its key.
pub(super) struct Columns<'a> {
    pub(super) table: &'static str,
    pub(super) key: String,
    pub(super) row: &'a SqliteRow,
}

impl Columns<'_> {
    pub(super) fn text(&self, column: &'static str) -> Result<String, StoreError> {
        Ok(self.row.try_get(column)?)
    }

    pub(super) fn optional_text(&self, column: &'static str) -> Result<Option<String>, StoreError> {
        Ok(self.row.try_get(column)?)
    }

    /// JSON text in a column that may be empty.
    pub(super) fn optional_json<T: DeserializeOwned>(&self, column: &'static str) -> Result<Option<T>, StoreError> {
        let text = self.optional_text(column)?;
        let read = text.map(|text| serde_json::from_str(&text)).transpose();
        read.map_err(|error| self.inconsistent(column, error.to_string()))
    }

    pub(super) fn integer(&self, column: &'static str) -> Result<i64, StoreError> {
        Ok(self.row.try_get(column)?)
    }

    pub(super) fn time(&self, column: &'static str) -> Result<Timestamp, StoreError> {
        let millis = self.integer(column)?;
        Timestamp::from_millisecond(millis).map_err(|error| self.inconsistent(column, error.to_string()))
    }

    pub(super) fn optional_time(&self, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
        let millis: Option<i64> = self.row.try_get(column)?;
        millis
            .map(Timestamp::from_millisecond)
            .transpose()
            .map_err(|error| self.inconsistent(column, error.to_string()))
    }

    pub(super) fn inconsistent(&self, column: &'static str, reason: impl Into<String>) -> StoreError {
        StoreError::Inconsistent { table: self.table, column, row: self.key.clone(), reason: reason.into() }
    }
}
