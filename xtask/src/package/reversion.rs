//! The same package as another version, which is what the check updates to.

use std::path::Path;
use std::process::Command;

use anyhow::ensure;

use crate::process;

/// Writes a package as another version of itself.
pub(super) fn write(package: &Path, version: &str, to: &Path) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let files = folder.path().join("files");
    process::run(Command::new("dpkg-deb").arg("--raw-extract").args([package, &files]))?;
    let path = files.join("DEBIAN/control");
    let before = std::fs::read_to_string(&path)?;
    let lines = before.lines().map(|line| match line.split_once(": ") {
        Some(("Version", _)) => format!("Version: {version}\n"),
        _ => format!("{line}\n"),
    });
    let control: String = lines.collect();
    ensure!(control != before, "the package names no version");
    std::fs::write(&path, control)?;
    let mut build = Command::new("dpkg-deb");
    build.args(["--root-owner-group", "-Zgzip", "-z1", "--build"]).args([&files, to]);
    process::output(&mut build).map(drop)
}
