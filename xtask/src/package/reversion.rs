//! The same package as another version, which is what the check updates to.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, ensure};

use crate::process;

/// A version that is newer than one, and older than everything that may be released after it: whoever gets
/// hold of a package that was signed for the check can keep nobody from the next release.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Newer {
    /// The version that is signed, for semver.
    pub(super) signed: String,
    /// The same in the package, as Debian sorts it.
    pub(super) of_the_package: String,
}

impl Newer {
    pub(super) fn than(version: &str) -> anyhow::Result<Self> {
        if version.contains('-') {
            let signed = format!("{version}.0.check");
            return Ok(Self { of_the_package: signed.clone(), signed });
        }
        let (start, patch) = version.rsplit_once('.').context("the version has no patch")?;
        let next = format!("{start}.{}", patch.parse::<u64>()?.saturating_add(1));
        Ok(Self { signed: format!("{next}-0.check"), of_the_package: format!("{next}~0.check") })
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_check_signs_is_older_than_the_next_release() {
        let sorted = |lower: &str, higher: &str| {
            let mut compare = Command::new("dpkg");
            let compared = compare.args(["--compare-versions", lower, "lt", higher]).status();
            // Elsewhere no package is made.
            compared.is_err() || compared.is_ok_and(|status| status.success())
        };
        let newer = Newer::than("0.1.9").unwrap();
        assert_eq!(newer.signed, "0.1.10-0.check", "semver sorts a number below rc");
        for (lower, higher) in [
            ("0.1.9", newer.of_the_package.as_str()),
            (&newer.of_the_package, "0.1.10~rc.1"),
            (&newer.of_the_package, "0.1.10"),
        ] {
            assert!(sorted(lower, higher), "{lower} < {higher}");
        }
        let newer = Newer::than("0.2.0-rc.1").unwrap();
        assert_eq!(newer.signed, "0.2.0-rc.1.0.check");
        assert!(sorted("0.2.0-rc.1", &newer.of_the_package) && sorted(&newer.of_the_package, "0.2.0-rc.2"));
        assert!(Newer::than("newest").is_err());
    }
}
