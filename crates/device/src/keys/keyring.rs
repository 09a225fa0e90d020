//! The operating system's keyring: Secret Service, Keychain or Credential Manager.

use waxseal_protocol::Secret;

use super::{KeyVault, Protection, VaultError};

/// Keys in the OS keyring, under one service name.
#[derive(Debug, Clone)]
pub struct OsKeyring {
    service: String,
}

/// The service name of our entries. The desktop app and the headless device share it.
const SERVICE: &str = "com.waxseal.desktop";

impl Default for OsKeyring {
    fn default() -> Self {
        Self { service: SERVICE.to_owned() }
    }
}

#[cfg(target_os = "linux")]
mod platform {
    use std::collections::HashMap;
    use std::sync::Arc;

    use keyring_core::api::CredentialStoreApi as _;
    use keyring_core::{Entry, Error};

    use super::VaultError;

    /// A fresh connection each time: the keyring may have been started since the last call.
    pub(super) fn entry(service: &str, name: &str) -> Result<Entry, VaultError> {
        let store = zbus_secret_service_keyring_store::Store::new_with_configuration(&HashMap::new())
            .map_err(|error| VaultError::NoKeyring(reason(&error)))?;
        Arc::clone(&store).build(service, name, None).map_err(|error| failed(&error))
    }

    pub(super) fn failed(error: &Error) -> VaultError {
        match error {
            Error::NoEntry => VaultError::Missing,
            Error::NoStorageAccess(_) => VaultError::Locked(reason(error)),
            Error::NoDefaultStore => VaultError::NoKeyring(reason(error)),
            other => VaultError::Other(reason(other)),
        }
    }

    /// The innermost cause: the outer messages say only "platform failure".
    fn reason(error: &Error) -> String {
        let mut cause: &dyn std::error::Error = error;
        while let Some(source) = cause.source() {
            cause = source;
        }
        cause.to_string()
    }
}

#[cfg(not(target_os = "linux"))]
mod platform {
    use keyring::{Entry, Error};

    use super::VaultError;

    pub(super) fn entry(service: &str, name: &str) -> Result<Entry, VaultError> {
        Entry::new(service, name).map_err(|error| failed(&error))
    }

    pub(super) fn failed(error: &Error) -> VaultError {
        match error {
            Error::NoEntry => VaultError::Missing,
            Error::NoStorageAccess(_) => VaultError::Locked(error.to_string()),
            other => VaultError::Other(other.to_string()),
        }
    }
}

impl KeyVault for OsKeyring {
    fn protection(&self) -> Protection {
        Protection::OsKeyring
    }

    fn store(&self, name: &str, pkcs8: &Secret<Vec<u8>>) -> Result<(), VaultError> {
        let entry = platform::entry(&self.service, name)?;
        entry.set_secret(pkcs8.expose()).map_err(|error| platform::failed(&error))
    }

    fn load(&self, name: &str) -> Result<Secret<Vec<u8>>, VaultError> {
        let entry = platform::entry(&self.service, name)?;
        entry.get_secret().map(Secret::new).map_err(|error| platform::failed(&error))
    }

    fn delete(&self, name: &str) -> Result<(), VaultError> {
        let entry = platform::entry(&self.service, name)?;
        match entry.delete_credential().map_err(|error| platform::failed(&error)) {
            Err(VaultError::Missing) => Ok(()),
            other => other,
        }
    }

    fn store_note(&self, name: &str, note: &[u8]) -> Result<(), VaultError> {
        self.store(name, &Secret::new(note.to_vec()))
    }

    fn load_note(&self, name: &str) -> Result<Vec<u8>, VaultError> {
        Ok(self.load(name)?.expose().clone())
    }
}
