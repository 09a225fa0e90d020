//! Node.js and the interface's packages.

use std::process::Command;

use anyhow::{Context as _, bail};

use crate::process::{self, npm, root};
use crate::report;

/// Vite needs at least this one.
const OLDEST: (u32, u32) = (20, 19);

/// Whether Node.js is there and new enough.
pub(crate) fn check() -> anyhow::Result<()> {
    let hint = "hint: install Node.js 20.19 or newer from your system's packages or nodejs.org";
    let Ok(version) = process::output(Command::new("node").arg("--version")) else {
        bail!("Node.js is missing\n{hint}");
    };
    let mut numbers = version.trim().trim_start_matches('v').split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found < OLDEST {
        bail!("Node.js {} is too old\n{hint}", version.trim());
    }
    Ok(())
}

/// `npm ci`, unless the installed packages are those of the lock file.
pub(crate) fn install_packages() -> anyhow::Result<()> {
    let lock = root().join("ui/package-lock.json");
    let stamp = root().join("ui/node_modules/.waxseal-lock");
    let wanted = std::fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    report::step("Installing the interface's packages");
    process::run(npm().args(["ci", "--no-audit", "--no-fund", "--loglevel", "error"]))
        .context("the interface's packages were not installed\nhint: check the network, then run it again")?;
    std::fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}
