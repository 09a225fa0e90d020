//! A verified package on its way to being installed: the bytes, and the manifest that offered them. What
//! is here is whole: a fetch that breaks off leaves nothing, and what is read back is verified again.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::problem::{UpdateProblem, UpdateProblemKind};

/// The folder of the update.
#[derive(Debug)]
pub(super) struct Kept {
    folder: PathBuf,
}

/// What is known about the package.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct About {
    /// The manifest, as the server sent it.
    pub(super) manifest: serde_json::Value,
    /// Why it was not installed the last time, if that was tried.
    #[serde(default)]
    pub(super) problem: Option<UpdateProblem>,
}

impl Kept {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Keeps a verified package in place of any other.
    pub(super) fn save(&self, about: &About, package: &[u8]) -> Result<(), UpdateProblem> {
        // What describes a package comes after it: neither is ever there for the other.
        self.clear();
        std::fs::create_dir_all(&self.folder).map_err(|error| storage(&self.folder, &error))?;
        write(&self.package(), package)?;
        self.describe(about)
    }

    /// Says something else about the package.
    pub(super) fn describe(&self, about: &About) -> Result<(), UpdateProblem> {
        let bytes = serde_json::to_vec(about);
        write(&self.about(), &bytes.map_err(|error| UpdateProblem::new(UpdateProblemKind::Storage, error))?)
    }

    /// What is known about the package, if there is one.
    pub(super) fn read(&self) -> Option<About> {
        serde_json::from_slice(&std::fs::read(self.about()).ok()?).ok()
    }

    /// The package.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, UpdateProblem> {
        std::fs::read(self.package()).map_err(|error| storage(&self.package(), &error))
    }

    /// Removes everything.
    pub(super) fn clear(&self) {
        for path in [self.about(), self.package(), partial(&self.about()), partial(&self.package())] {
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(%error, "An old update stays in {}: {error}", path.display());
                }
                _ => {}
            }
        }
    }

    fn package(&self) -> PathBuf {
        self.folder.join("package")
    }

    fn about(&self) -> PathBuf {
        self.folder.join("update.json")
    }
}

/// Where a file is while it is written.
fn partial(path: &Path) -> PathBuf {
    path.with_extension("part")
}

/// Writes a file that is whole or absent, and that only its owner reads.
fn write(path: &Path, bytes: &[u8]) -> Result<(), UpdateProblem> {
    let part = partial(path);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&part).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.and_then(|()| std::fs::rename(&part, path)).map_err(|error| {
        std::fs::remove_file(&part).ok();
        storage(path, &error)
    })
}

fn storage(path: &Path, error: &io::Error) -> UpdateProblem {
    UpdateProblem::new(UpdateProblemKind::Storage, format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(version: &str) -> About {
        About { manifest: serde_json::json!({ "version": version }), problem: None }
    }

    #[test]
    fn a_package_is_kept_with_its_manifest_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::new(folder.path().join("update"));
        assert!(kept.read().is_none());
        kept.save(&about("2.0.0"), b"two").unwrap();
        kept.save(&about("3.0.0"), b"three").unwrap();
        assert_eq!(kept.read().unwrap().manifest["version"], "3.0.0");
        assert_eq!(kept.bytes().unwrap(), b"three");
        // A folder in the way of the package: what was there is gone, and nothing stands in its place.
        kept.clear();
        std::fs::create_dir(folder.path().join("update/package")).unwrap();
        assert_eq!(kept.save(&about("4.0.0"), b"four").unwrap_err().kind, UpdateProblemKind::Storage);
        assert!(kept.read().is_none());
        assert!(!folder.path().join("update/package.part").exists());
    }
}
