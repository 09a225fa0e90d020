//! Where the device's private keys live: the OS keyring, or a passphrase-encrypted file when the
//! person chooses it. Calls block; run them on a blocking thread.

mod keyring;
mod passphrase_file;
mod wipe_list;

pub use keyring::OsKeyring;
pub use passphrase_file::PassphraseFile;
pub(crate) use wipe_list::WipeList;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::Secret;

/// How well a key is guarded, as shown to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Protection {
    /// The OS keyring: other users and a copied disk do not get at it.
    OsKeyring,
    /// A file under a passphrase.
    PassphraseFile,
}

/// Why a key cannot be kept or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// There is no keyring on this machine.
    #[error("there is no keyring to keep the key in: {0}")]
    NoKeyring(String),
    /// There is one, but it is locked or refuses.
    #[error("the keyring is locked or refuses: {0}")]
    Locked(String),
    /// The passphrase does not open the file.
    #[error("the passphrase does not open the key file")]
    WrongPassphrase,
    /// No key of that name.
    #[error("the key is missing")]
    Missing,
    /// Anything else.
    #[error("the key store failed: {0}")]
    Other(String),
}

/// A place for private keys, by name.
pub trait KeyVault: Send + Sync + std::fmt::Debug {
    /// How well it guards.
    fn protection(&self) -> Protection;
    /// Keeps a key, replacing one of the same name.
    fn store(&self, name: &str, pkcs8: &Secret<Vec<u8>>) -> Result<(), VaultError>;
    /// Reads a key.
    fn load(&self, name: &str) -> Result<Secret<Vec<u8>>, VaultError>;
    /// Wipes a key. A missing one is fine.
    fn delete(&self, name: &str) -> Result<(), VaultError>;
    /// Keeps a few bytes that are no secret, replacing those of the same name. Who reads them has to check
    /// whose they are: not every vault guards them.
    fn store_note(&self, name: &str, note: &[u8]) -> Result<(), VaultError>;
    /// Reads such bytes.
    fn load_note(&self, name: &str) -> Result<Vec<u8>, VaultError>;
}
