//! What is kept of an account's templates: `packs/…json` in the device's folder.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use waxseal_details::trust::{InstalledPack, PackChange, PinnedPublisher};
use waxseal_protocol::ids::sha256_base64url;

use crate::accounts::Account;
use crate::persist::{self, PersistError};

/// The form of the file.
const FORMAT: u32 = 1;

/// The publisher an account pinned, and what it accepted from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptTemplates {
    format: u32,
    /// Pinned at enrolment.
    pub(crate) publisher: PinnedPublisher,
    /// The last pack that was accepted.
    #[serde(default)]
    pub(crate) installed: Option<InstalledPack>,
    /// What it changed.
    #[serde(default)]
    pub(crate) last_change: Option<PackChange>,
    /// The server's name for an offer that there was nothing to say against.
    #[serde(default)]
    pub(crate) etag: Option<String>,
    /// Why the last offer was refused, if that deserves the person's attention.
    #[serde(default)]
    pub(crate) warning: Option<String>,
}

impl KeptTemplates {
    /// What is kept from the enrolment on.
    pub(crate) fn new(publisher: PinnedPublisher) -> Self {
        Self { format: FORMAT, publisher, installed: None, last_change: None, etag: None, warning: None }
    }

    /// Where an account's templates are. Ids are chosen by servers, so the name is made from the
    /// issuer too, and holds nothing that a path could be made of.
    pub(crate) fn path(folder: &Path, account: &Account) -> PathBuf {
        let name = sha256_base64url(format!("{}\n{}", account.issuer, account.id).as_bytes());
        folder.join("packs").join(format!("{name}.json"))
    }

    /// Reads the file, if there is one.
    pub(crate) fn open(path: &Path) -> Result<Option<Self>, PersistError> {
        let Some(bytes) = persist::read(path)? else { return Ok(None) };
        let damaged = |reason: String| PersistError::Damaged { path: path.to_owned(), reason };
        let kept: Self = serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
        if kept.format == FORMAT { Ok(Some(kept)) } else { Err(damaged(format!("it has the form {}", kept.format))) }
    }

    /// Writes the file.
    pub(crate) fn save(&self, path: &Path) -> Result<(), PersistError> {
        let failed = |source| PersistError::File { path: path.to_owned(), source };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let bytes = serde_json::to_vec(self)
            .map_err(|error| PersistError::Damaged { path: path.to_owned(), reason: error.to_string() })?;
        persist::write_atomically(path, &bytes)
    }

    /// Wipes the file of an account that is gone.
    pub(crate) fn delete(path: &Path) {
        if let Err(error) = std::fs::remove_file(path)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "Could not remove {}: {error}", path.display());
        }
    }
}
