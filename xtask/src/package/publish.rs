//! Signing packages, and the manifest from which installed apps learn of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minisign_verify::{PublicKey, Signature};
use serde::{Deserialize, Serialize};

use crate::process::{self, root};
use crate::report;

/// The public key that the build has in it, as the build script reads it.
const KEY: &str = "WAXSEAL_UPDATE_KEY";
/// What the manifest is called, and what the address ends in that the build has in it.
const MANIFEST: &str = "latest.json";

#[derive(Debug, clap::Args)]
pub(super) struct Publishing {
    /// Sign the packages with this key, which `tauri signer generate` made, and write latest.json beside
    /// them. Its password is read from `TAURI_SIGNING_PRIVATE_KEY_PASSWORD`.
    #[arg(long, value_name = "FILE", requires = "base_url")]
    sign: Option<PathBuf>,
    /// Where the packages will be fetched from.
    #[arg(long, value_name = "URL", requires = "sign")]
    base_url: Option<String>,
    /// A text file with what is new, shown to people before they install it.
    #[arg(long, value_name = "FILE", requires = "sign")]
    notes: Option<PathBuf>,
}

impl Publishing {
    /// Who signs, if anybody does.
    ///
    /// # Errors
    /// What would only be noticed when the first update does not come: a build without the public key, or
    /// an address without TLS.
    pub(super) fn signer(&self) -> anyhow::Result<Option<Signer>> {
        let (Some(key_file), Some(base_url)) = (&self.sign, &self.base_url) else { return Ok(None) };
        ensure!(base_url.starts_with("https://"), "{base_url}: updates come over https");
        ensure!(key_file.is_file(), "{} is not there\nhint: make one with `tauri signer generate`", key_file.display());
        let key = std::env::var(KEY)
            .with_context(|| format!("{KEY} is not set\nhint: it is the content of the .pub file beside the key"))?;
        let notes = match &self.notes {
            Some(file) => std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?,
            None => String::new(),
        };
        let base_url = base_url.trim_end_matches('/').to_owned();
        Ok(Some(Signer { key_file: key_file.clone(), key: key.trim().to_owned(), base_url, notes }))
    }
}

/// Who ships the build.
#[derive(Debug)]
pub(super) struct Signer {
    key_file: PathBuf,
    /// The public key that installed apps have.
    pub(super) key: String,
    base_url: String,
    notes: String,
}

impl Signer {
    /// Signs a package for a version, looks whether installed apps will take that, and returns the signature.
    pub(super) fn sign(&self, package: &Path, version: &str) -> anyhow::Result<String> {
        let mut sign = Command::new(root().join("ui/node_modules/.bin/tauri"));
        sign.args(["signer", "sign", "--app-version", version, "--private-key-path"]).arg(&self.key_file).arg(package);
        if std::env::var_os(PASSWORD).is_none() {
            // A key without a password is not asked for one.
            sign.env(PASSWORD, "");
        }
        process::output(&mut sign)?;
        let mut file = package.as_os_str().to_owned();
        file.push(".sig");
        let signature = std::fs::read_to_string(&file)?.trim().to_owned();
        self.verify(&std::fs::read(package)?, &signature, version)?;
        Ok(signature)
    }

    fn verify(&self, package: &[u8], signature: &str, version: &str) -> anyhow::Result<()> {
        let text = |base64: &str| anyhow::Ok(String::from_utf8(STANDARD.decode(base64)?)?);
        let key = text(&self.key).and_then(|key| Ok(PublicKey::decode(&key)?));
        let key = key.with_context(|| format!("{KEY} is not the content of a .pub file"))?;
        let signature = Signature::decode(&text(signature)?)?;
        if key.verify(package, &signature, false).is_err() {
            bail!("{} is not the key of {KEY}: no installed app would take this", self.key_file.display());
        }
        let names_it = signature.trusted_comment().split('\t').any(|field| field == format!("version:{version}"));
        ensure!(names_it, "the signature does not name the version {version}\nhint: run `npm ci` in ui/");
        Ok(())
    }

    /// Signs the packages of a version and writes the manifest beside the first of them. What an earlier
    /// run signed of the same version, perhaps on another system, stays in it.
    pub(super) fn publish(&self, packages: &[PathBuf], version: &str) -> anyhow::Result<()> {
        let folder = packages.first().and_then(|package| package.parent()).context("there is no package")?;
        let path = folder.join(MANIFEST);
        let before = std::fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Manifest>(&bytes).ok());
        let mut platforms = before.filter(|manifest| manifest.version == version).unwrap_or_default().platforms;
        for package in packages {
            let name = package.file_name().context("a package has a name")?.to_string_lossy();
            let url = format!("{}/{name}", self.base_url);
            platforms.insert(target(&name)?, Platform { url, signature: self.sign(package, version)? });
        }
        let date = process::output(Command::new("date").args(["--utc", "+%Y-%m-%dT%H:%M:%SZ"]))?;
        let pub_date = date.trim().to_owned();
        let manifest = Manifest { version: version.to_owned(), notes: self.notes.clone(), pub_date, platforms };
        std::fs::write(&path, format!("{}\n", serde_json::to_string_pretty(&manifest)?))?;
        report::line(&format!("{}: put it and the packages where {} serves them.", path.display(), self.base_url));
        Ok(())
    }
}

/// What installed apps read.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Manifest {
    version: String,
    notes: String,
    pub_date: String,
    platforms: BTreeMap<String, Platform>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Platform {
    url: String,
    signature: String,
}

const PASSWORD: &str = "TAURI_SIGNING_PRIVATE_KEY_PASSWORD";

/// What installed apps call a package in the manifest.
fn target(name: &str) -> anyhow::Result<String> {
    const KINDS: [(&str, &str, &str); 5] = [
        (".deb", "linux", "-deb"),
        (".rpm", "linux", "-rpm"),
        (".AppImage", "linux", "-appimage"),
        (".app.tar.gz", "darwin", "-app"),
        ("-setup.exe", "windows", "-nsis"),
    ];
    let known = KINDS.iter().find(|(ending, ..)| name.ends_with(ending));
    let (_, system, kind) = known.with_context(|| format!("{name} is no package that an app can be updated with"))?;
    Ok(format!("{system}-{}{kind}", std::env::consts::ARCH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_called_what_the_apps_of_its_kind_look_for() {
        let arch = std::env::consts::ARCH;
        for (name, kind) in [
            ("Waxseal_0.2.0_amd64.deb", format!("linux-{arch}-deb")),
            ("Waxseal-0.2.0-1.x86_64.rpm", format!("linux-{arch}-rpm")),
            ("Waxseal.app.tar.gz", format!("darwin-{arch}-app")),
            ("Waxseal_0.2.0_x64-setup.exe", format!("windows-{arch}-nsis")),
        ] {
            assert_eq!(target(name).unwrap(), kind);
        }
        assert!(target("Waxseal_0.2.0.zip").is_err());
    }
}
