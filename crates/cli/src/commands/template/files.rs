//! The files that template commands read and write.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use serde_json::Value;
use waxseal_details::Template;
use waxseal_protocol::jose::Jwk;
use waxseal_protocol::json::Json;

/// The text of a file.
pub(super) fn text(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// A template that parses.
pub(super) fn template(path: &Path) -> anyhow::Result<Template> {
    Template::parse(&text(path)?)
        .map_err(|error| anyhow!("{}: {error}\nhint: waxseal template lint says more about it", path.display()))
}

/// The JSON Schema of a type, if a file is named.
pub(super) fn schema(path: Option<&PathBuf>) -> anyhow::Result<Option<Value>> {
    let Some(path) = path else { return Ok(None) };
    let schema = serde_json::from_str(&text(path)?).with_context(|| format!("{} is not JSON", path.display()))?;
    Ok(Some(schema))
}

/// One entry of `authorization_details`, alone or as the only one of an array.
pub(super) fn entry(path: &Path) -> anyhow::Result<Json> {
    let sample = Json::parse(&text(path)?).with_context(|| format!("{} is not JSON", path.display()))?;
    let entry = match sample {
        Json::Array(mut entries) if entries.len() == 1 => entries.pop(),
        other => Some(other),
    };
    match entry {
        Some(entry @ Json::Object(_)) => Ok(entry),
        _ => bail!("{} is not one entry\nhint: a sample is one object of authorization_details", path.display()),
    }
}

/// A public key, as JSON.
pub(super) fn public_key(path: &Path) -> anyhow::Result<Jwk> {
    let hint = "hint: waxseal template sign --new-key prints one";
    serde_json::from_str(&text(path)?).with_context(|| format!("{} is not a public key\n{hint}", path.display()))
}

/// A file's name without folder and extension.
pub(super) fn name(path: &Path) -> String {
    path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Writes a file that does not exist yet, or may be replaced.
pub(super) fn write(path: &Path, text: &str, replace: bool) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true);
    if replace {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    create(&options, path, text)
}

/// Writes a new file that only its owner may read.
pub(in crate::commands) fn write_secret(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    create(&options, path, text)
}

fn create(options: &OpenOptions, path: &Path, text: &str) -> anyhow::Result<()> {
    match options.open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            bail!("{} exists\nhint: choose another name, or remove it first", path.display())
        }
        file => {
            let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
            written.with_context(|| format!("cannot write {}", path.display()))
        }
    }
}
