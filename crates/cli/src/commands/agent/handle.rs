//! The handle of a request: printed, kept in a file, read back.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::Context as _;
use waxseal_agent::PendingApproval;

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

/// Writes the handle to its file: first beside it, so that a file is never half a handle.
pub(crate) fn save(path: &Path, pending: &PendingApproval) -> anyhow::Result<()> {
    let beside = path.with_added_extension("new");
    let text = serde_json::to_string(pending)? + "\n";
    let written = write_private(&beside, &text).and_then(|()| std::fs::rename(&beside, path));
    written.with_context(|| format!("cannot write {}", path.display()))
}

/// Who was asked about what is nobody else's matter.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
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
        save(&path, &pending).unwrap();
        save(&path, &pending).unwrap();
        let source: Source = format!("@{}", path.display()).parse().unwrap();
        assert_eq!(source.read().unwrap(), pending);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
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
