//! What the bundler leaves to be done: it keeps the program's symbols, which its own patching needs and
//! nobody after it, and packs with gzip. Debian's own tools do both better.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use crate::process;

pub(super) fn pack(package: &Path) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let files = folder.path().join("files");
    let smaller = folder.path().join("smaller.deb");
    process::run(Command::new("dpkg-deb").arg("--raw-extract").args([package, &files]))?;
    process::run(Command::new("strip").arg(files.join("usr/bin/waxseal-desktop")))?;
    let mut sums = Command::new("sh");
    let sum = "find * -path DEBIAN -prune -o -type f -exec md5sum {} + > DEBIAN/md5sums";
    process::run(sums.args(["-eu", "-c", sum]).current_dir(&files))?;
    let mut build = Command::new("dpkg-deb");
    build.args(["--root-owner-group", "-Zxz", "-z9", "--build"]).args([&files, &smaller]);
    process::output(&mut build)?;
    // Copied, because the temporary folder may be on another disk.
    std::fs::copy(&smaller, package).with_context(|| format!("cannot write {}", package.display()))?;
    Ok(())
}
