//! One server for a data directory.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::serve::ServeError;

/// The file that a running server has locked.
const FILE: &str = "serve.lock";

/// The data directory, taken for one server until this is dropped or its process ends, however it ends. It is
/// taken before the store is opened: another version of the server would change its tables.
#[derive(Debug)]
pub struct DataLock {
    _file: File,
}

impl DataLock {
    /// Takes a directory, which is made if it is not there. An error if another server has it.
    pub fn take(data_dir: &Path) -> Result<Self, ServeError> {
        let failed = |source| ServeError::DataDir { path: data_dir.to_owned(), source };
        std::fs::create_dir_all(data_dir).map_err(failed)?;
        let open = File::options().create(true).truncate(false).write(true).open(data_dir.join(FILE));
        let file = open.map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(ServeError::DataDirInUse { path: data_dir.to_owned() }),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}
