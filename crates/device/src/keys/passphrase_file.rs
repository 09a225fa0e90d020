//! Key files under a passphrase: encrypted PKCS#8 (RFC 5958, PBES2 with scrypt), which other tools
//! can open too.

use std::path::{Path, PathBuf};

use pkcs8::der::pem::LineEnding;
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef, SecretDocument};
use waxseal_protocol::Secret;

use super::{KeyVault, Protection, VaultError};
use crate::persist;

/// Keys as files in one folder. Only ever used by explicit choice.
#[derive(Debug)]
pub struct PassphraseFile {
    folder: PathBuf,
    passphrase: Secret<String>,
}

const LABEL: &str = "ENCRYPTED PRIVATE KEY";

impl PassphraseFile {
    /// A vault in `folder`, which is made when the first key is kept.
    pub fn new(folder: &Path, passphrase: Secret<String>) -> Self {
        Self { folder: folder.to_owned(), passphrase }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.file(name, "pem")
    }

    fn file(&self, name: &str, extension: &str) -> PathBuf {
        let safe: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        self.folder.join(format!("{safe}.{extension}"))
    }
}

impl KeyVault for PassphraseFile {
    fn protection(&self) -> Protection {
        Protection::PassphraseFile
    }

    fn store(&self, name: &str, pkcs8: &Secret<Vec<u8>>) -> Result<(), VaultError> {
        let encrypted = PrivateKeyInfoRef::try_from(pkcs8.expose().as_slice())
            .and_then(|key| key.encrypt(self.passphrase.expose()))
            .map_err(|error| VaultError::Other(error.to_string()))?;
        let pem = encrypted.to_pem(LABEL, LineEnding::LF).map_err(|error| VaultError::Other(error.to_string()))?;
        std::fs::create_dir_all(&self.folder).map_err(|error| VaultError::Other(error.to_string()))?;
        persist::write_atomically(&self.path(name), pem.as_bytes())
            .map_err(|error| VaultError::Other(error.to_string()))
    }

    fn load(&self, name: &str) -> Result<Secret<Vec<u8>>, VaultError> {
        let bytes = persist::read(&self.path(name)).map_err(|error| VaultError::Other(error.to_string()))?;
        let pem = String::from_utf8(bytes.ok_or(VaultError::Missing)?)
            .map_err(|error| VaultError::Other(error.to_string()))?;
        let (_, document) = SecretDocument::from_pem(&pem).map_err(|error| VaultError::Other(error.to_string()))?;
        let encrypted = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes())
            .map_err(|error| VaultError::Other(error.to_string()))?;
        let key = encrypted.decrypt(self.passphrase.expose()).map_err(|_| VaultError::WrongPassphrase)?;
        Ok(Secret::new(key.as_bytes().to_vec()))
    }

    fn delete(&self, name: &str) -> Result<(), VaultError> {
        match std::fs::remove_file(self.path(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(VaultError::Other(error.to_string())),
            _ => Ok(()),
        }
    }

    fn store_note(&self, name: &str, note: &[u8]) -> Result<(), VaultError> {
        std::fs::create_dir_all(&self.folder).map_err(|error| VaultError::Other(error.to_string()))?;
        persist::write_atomically(&self.file(name, "note"), note).map_err(|error| VaultError::Other(error.to_string()))
    }

    fn load_note(&self, name: &str) -> Result<Vec<u8>, VaultError> {
        let note = persist::read(&self.file(name, "note")).map_err(|error| VaultError::Other(error.to_string()))?;
        note.ok_or(VaultError::Missing)
    }
}

#[cfg(test)]
mod tests {
    use waxseal_protocol::jose::{Algorithm, SigningKey};

    use super::*;

    fn vault(folder: &Path, passphrase: &str) -> PassphraseFile {
        PassphraseFile::new(folder, Secret::new(passphrase.to_owned()))
    }

    #[test]
    fn a_key_comes_back_with_its_passphrase_only() {
        let folder = tempfile::tempdir().unwrap();
        let key = SigningKey::generate().unwrap();
        vault(folder.path(), "right").store("dev_1", key.pkcs8()).unwrap();
        let loaded = vault(folder.path(), "right").load("dev_1").unwrap();
        assert_eq!(SigningKey::from_pkcs8(Algorithm::ES256, loaded.expose()).unwrap().public(), key.public());
        assert!(matches!(vault(folder.path(), "wrong").load("dev_1"), Err(VaultError::WrongPassphrase)));
        assert!(matches!(vault(folder.path(), "right").load("dev_2"), Err(VaultError::Missing)));
        let text = std::fs::read_to_string(folder.path().join("dev_1.pem")).unwrap();
        assert!(text.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
        vault(folder.path(), "right").delete("dev_1").unwrap();
        assert!(matches!(vault(folder.path(), "right").load("dev_1"), Err(VaultError::Missing)));
    }
}
