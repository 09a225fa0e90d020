//! What was asked and what became of it.

use crate::device::Device;
use crate::history::HistoryRecord;

impl Device {
    /// All records, newest first.
    pub fn history(&self) -> Vec<HistoryRecord> {
        self.core.history.newest_first()
    }
}
