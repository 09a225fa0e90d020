//! The handle of a request: printed, kept in a file, read back.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::Context as _;
use tempfile::NamedTempFile;
use waxseal_agent::PendingApproval;

use crate::output;

/// No handle is longer.
const MAX_BYTES: u64 = 64 * 1024;

/// Where a handle is.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Text(String),
    File(PathBuf),
    StandardInput,
}

impl FromStr for Source {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text.strip_prefix('@') {
            Some(path) => Self::File(path.into()),
            None if text == "-" => Self::StandardInput,
            None => Self::Text(text.to_owned()),
        })
    }
}

impl Source {
    pub(crate) fn read(&self) -> anyhow::Result<PendingApproval> {
        let mut text = String::new();
        match self {
            Self::Text(given) => text.clone_from(given),
            Self::File(path) => {
                let file = std::fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
                file.take(MAX_BYTES).read_to_string(&mut text).with_context(|| path.display().to_string())?;
            }
            Self::StandardInput => {
                std::io::stdin().take(MAX_BYTES).read_to_string(&mut text).context("cannot read standard input")?;
            }
        }
        serde_json::from_str(&text).map_err(|error| {
            anyhow::anyhow!(
                "this is no handle: {error}\nhint: waxseal agent ask --no-wait prints one; give it as it is, or @FILE, or - for standard input"
            )
        })
    }

    /// Where the handle is kept from now on.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Text(_) | Self::StandardInput => None,
        }
    }
}

/// A place for a handle, made before there is one: what cannot be written is noticed before anybody
/// is asked.
pub(crate) struct Place<'a> {
    path: &'a Path,
    /// Beside the path, so that a file is never half a handle; for its owner's eyes only, because who
    /// was asked about what is nobody else's matter.
    beside: NamedTempFile,
}

impl<'a> Place<'a> {
    pub(crate) fn new(path: &'a Path) -> anyhow::Result<Self> {
        let cannot = || format!("cannot write {}", path.display());
        // A folder cannot be replaced, and a device or a pipe must not be.
        if std::fs::metadata(path).is_ok_and(|there| !there.is_file()) {
            anyhow::bail!("{}: it is there, and no file", cannot());
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let beside = tempfile::Builder::new().prefix(".handle-").tempfile_in(folder).with_context(cannot)?;
        Ok(Self { path, beside })
    }

    pub(crate) fn fill(mut self, pending: &PendingApproval) -> anyhow::Result<()> {
        let text = serde_json::to_string(pending)? + "\n";
        let written = self.beside.write_all(text.as_bytes());
        let kept = written.and_then(|()| self.beside.persist(self.path).map(drop).map_err(|error| error.error));
        kept.with_context(|| format!("cannot write {}", self.path.display()))
    }
}

/// Keeps a file current. That it cannot be written changes nothing about the request: it is noted.
/// Returns whether the file has the handle.
pub(crate) fn keep(path: &Path, pending: &PendingApproval) -> bool {
    noted(Place::new(path).and_then(|place| place.fill(pending)))
}

/// Whether a handle is in its file; if not, says why.
pub(crate) fn noted(saved: anyhow::Result<()>) -> bool {
    saved.inspect_err(|error| output::note(&format!("warning: the handle is not kept: {error:#}"))).is_ok()
}

/// The handle as one word of a shell command.
pub(crate) fn quoted(pending: &PendingApproval) -> String {
    let text = serde_json::to_string(pending).unwrap_or_default();
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HANDLE: &str = r#"{"auth_req_id":"1c26","expires_in":300,"interval":5,"issuer":"https://localhost:8443/","client_id":"o'brien","expires_at":"2026-11-24T14:05:00Z","next_poll_at":"2026-11-24T14:00:05Z"}"#;

    #[test]
    fn a_handle_goes_through_a_file_and_a_shell() {
        let pending = Source::Text(HANDLE.to_owned()).read().unwrap();
        assert!(quoted(&pending).contains(r"o'\''brien"));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("handle.json");
        assert!(keep(&path, &pending));
        // An unfinished one goes away by itself.
        drop(Place::new(&path).unwrap());
        assert!(keep(&path, &pending));
        let source: Source = format!("@{}", path.display()).parse().unwrap();
        assert_eq!(source.read().unwrap(), pending);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn what_cannot_be_written_is_noticed_before_there_is_a_handle() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path(), &folder.path().join("nowhere/handle.json")] {
            let error = Place::new(path).err().expect("it cannot be written").to_string();
            assert!(error.starts_with("cannot write "), "{error}");
        }
        assert!(!keep(folder.path(), &Source::Text(HANDLE.to_owned()).read().unwrap()));
    }

    #[cfg(unix)]
    #[test]
    fn a_handle_is_for_its_owner_and_does_not_follow_a_link() {
        use std::os::unix::fs::PermissionsExt as _;
        let pending = Source::Text(HANDLE.to_owned()).read().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("handle.json"), folder.path().join("other"));
        std::fs::write(&other, "other").unwrap();
        std::os::unix::fs::symlink(&other, &path).unwrap();
        assert!(keep(&path, &pending));
        let kept = std::fs::symlink_metadata(&path).unwrap();
        assert!(kept.is_file() && kept.permissions().mode() & 0o777 == 0o600, "{kept:?}");
        assert_eq!(std::fs::read_to_string(&other).unwrap(), "other");
    }

    #[test]
    fn what_is_no_handle_is_said_so() {
        for text in ["", "{}", "1c266114", r#"{"auth_req_id":"x"}"#] {
            let error = format!("{:#}", Source::Text(text.to_owned()).read().unwrap_err());
            assert!(error.starts_with("this is no handle: ") && error.contains("\nhint: "), "{error}");
        }
        assert!(Source::File("/nowhere/handle".into()).read().is_err());
    }
}
