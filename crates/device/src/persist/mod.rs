//! Files that are whole or absent, and a folder that one program uses at a time.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Why the device's folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PersistError {
    /// A file cannot be read or written.
    #[error("cannot use {path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Another program has the folder open.
    #[error("{0} is in use by another Waxseal\nhint: close it first, or use another folder with --state")]
    InUse(PathBuf),
    /// A file is not what this version writes. It was left as it is.
    #[error("{path} is damaged: {reason}\nhint: move it away to start empty; the server still knows the device")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

/// The device's folder, held until dropped.
#[derive(Debug)]
pub(crate) struct StateFolder {
    path: PathBuf,
    _lock: File,
}

impl StateFolder {
    /// Makes the folder if missing, readable by its owner alone, and takes it.
    pub(crate) fn open(path: &Path) -> Result<Self, PersistError> {
        let failed = |source| PersistError::File { path: path.to_owned(), source };
        std::fs::create_dir_all(path).map_err(failed)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).map_err(failed)?;
        }
        let lock =
            OpenOptions::new().create(true).truncate(false).write(true).open(path.join("lock")).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(std::fs::TryLockError::WouldBlock) => Err(PersistError::InUse(path.to_owned())),
            Err(std::fs::TryLockError::Error(source)) => Err(failed(source)),
        }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The path of a file in it.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

/// Replaces a file: after a crash it has the old bytes or the new ones.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), PersistError> {
    let failed = |source| PersistError::File { path: path.to_owned(), source };
    let temporary = path.with_extension("new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(&temporary).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
    std::fs::rename(&temporary, path).map_err(failed)
}

/// Reads a file that may not exist yet.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, PersistError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(PersistError::File { path: path.to_owned(), source }),
    }
}

/// Adds one line to a file and syncs it.
pub(crate) fn append_line(path: &Path, line: &str) -> Result<(), PersistError> {
    let failed = |source| PersistError::File { path: path.to_owned(), source };
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(failed)?;
    let before = file.metadata().map_err(failed)?.len();
    let written = file.write_all(format!("{line}\n").as_bytes()).and_then(|()| file.sync_data());
    if written.is_err() {
        // Half a line would make a damaged one of the next.
        file.set_len(before).ok();
    }
    written.map_err(failed)
}

/// Removes a file. A missing one is fine.
pub(crate) fn remove(path: &Path) -> Result<(), PersistError> {
    match std::fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(PersistError::File { path: path.to_owned(), source })
        }
        _ => Ok(()),
    }
}

/// Writes a new file beside others of its kind, and says where: an existing one is never replaced.
pub(crate) fn write_new(folder: &Path, stem: &str, extension: &str, bytes: &[u8]) -> Result<PathBuf, PersistError> {
    std::fs::create_dir_all(folder).map_err(|source| PersistError::File { path: folder.to_owned(), source })?;
    for number in 1_u32.. {
        let name = if number == 1 { format!("{stem}.{extension}") } else { format!("{stem}-{number}.{extension}") };
        let path = folder.join(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        match options.open(&path) {
            Ok(mut file) => {
                let written = file.write_all(bytes).and_then(|()| file.sync_all());
                return match written {
                    Ok(()) => Ok(path),
                    Err(source) => Err(PersistError::File { path, source }),
                };
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(source) => return Err(PersistError::File { path, source }),
        }
    }
    unreachable!("a folder has fewer files than there are numbers")
}

/// Cuts a file off after `length` bytes.
pub(crate) fn truncate(path: &Path, length: usize) -> Result<(), PersistError> {
    let failed = |source| PersistError::File { path: path.to_owned(), source };
    let length = u64::try_from(length).unwrap_or(u64::MAX);
    let file = OpenOptions::new().write(true).open(path).map_err(failed)?;
    file.set_len(length).and_then(|()| file.sync_all()).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_used_by_one_program_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let first = StateFolder::open(&path).unwrap();
        assert!(matches!(StateFolder::open(&path), Err(PersistError::InUse(_))));
        drop(first);
        assert!(StateFolder::open(&path).is_ok());
    }
}
