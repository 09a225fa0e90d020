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

    /// Walks the history's chain on disk, and compares it with what the key store keeps of it.
    pub async fn verify_history(&self) -> Result<HistoryCheck, DeviceError> {
        self.core.refuse_when_locked()?;
        self.seal_if_possible().await;
        Ok(self.core.history.check()?)
    }

    /// Without the key store, the check says that nothing vouches for the history.
    async fn seal_if_possible(&self) {
        if let Err(error) = self.core.seal_history().await {
            tracing::warn!(%error, "The history could not be sealed: {error}");
        }
    }

    /// Writes the whole history to a new file in a folder, and says whether it is what was written. As lines it is signed with a key of this
    /// device, whose thumbprint [`Device::history_key_thumbprint`] says.
    pub async fn export_history(&self, folder: &Path, format: ExportFormat) -> Result<ExportedHistory, DeviceError> {
        self.core.refuse_when_locked()?;
        self.seal_if_possible().await;
        let key = self.core.history_key().await?;
        let now = self.core.clock().now();
        let (file, check) = self.core.history.export(format, &key, now)?;
        let path = persist::write_new(folder, "waxseal-history", format.extension(), &file)?;
        let sha256 = sha256_base64url(&file);
        Ok(ExportedHistory { path: path.display().to_string(), records: check.records, sha256, fault: check.fault })
    }

    /// The thumbprint of the key that signs exported histories (RFC 7638), base64url.
    pub async fn history_key_thumbprint(&self) -> Result<String, DeviceError> {
        let key = self.core.history_key().await?;
        Ok(key.public().thumbprint().unwrap_or_default())
    }
}
