//! What was asked and what became of it.

use std::path::Path;

use waxseal_protocol::ids::sha256_base64url;

use crate::device::Device;
use crate::error::DeviceError;
use crate::history::{ExportFormat, ExportedHistory, HistoryCheck, HistoryRecord};
use crate::persist;

impl Device {
    /// All records, newest first.
    pub fn history(&self) -> Vec<HistoryRecord> {
        self.core.history.newest_first()
    }

    /// Walks the history's chain on disk.
    pub fn verify_history(&self) -> Result<HistoryCheck, DeviceError> {
        self.core.refuse_when_locked()?;
        Ok(self.core.history.check()?)
    }

    /// Writes the whole history to a new file in a folder. As lines it is signed with a key of this
    /// device, whose thumbprint [`Device::history_key_thumbprint`] says.
    pub async fn export_history(&self, folder: &Path, format: ExportFormat) -> Result<ExportedHistory, DeviceError> {
        self.core.refuse_when_locked()?;
        let key = self.core.history_key().await?;
        let now = self.core.clock().now();
        let (file, records) = self.core.history.export(format, &key, now)?;
        let path = persist::write_new(folder, "waxseal-history", format.extension(), &file)?;
        let sha256 = sha256_base64url(&file);
        Ok(ExportedHistory { path: path.display().to_string(), records, sha256 })
    }

    /// The thumbprint of the key that signs exported histories (RFC 7638), base64url.
    pub async fn history_key_thumbprint(&self) -> Result<String, DeviceError> {
        let key = self.core.history_key().await?;
        Ok(key.public().thumbprint().unwrap_or_default())
    }
}
