//! The published SDKs that tests run: from npm, and from PyPI into environments of their own.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use crate::process::{self, npm, root};
use crate::report;

/// Folders with packages from npm.
const NODE: [&str; 4] = ["tests/sdk/node", "examples/online-shop", "examples/call-centre", "examples/kiosk"];

/// Python environments, and the list of packages in each: `auth0-python` before and after its API
/// changed, and `auth0-ai`.
const PYTHON: [(&str, &str); 3] = [
    ("python", "tests/sdk/python/requirements.txt"),
    ("python-latest", "tests/sdk/python/requirements-latest.txt"),
    ("python-agent", "examples/python-agent/requirements.txt"),
];

/// Installs what is missing or changed.
pub(super) fn install() -> anyhow::Result<()> {
    for name in NODE {
        let folder = root().join(name);
        once(&folder.join("package-lock.json"), &folder.join("node_modules/.waxseal-lock"), || {
            report::step(&format!("Installing the SDKs for Node ({name})"));
            let mut command = npm();
            command.args(["ci", "--no-audit", "--no-fund", "--loglevel", "error"]).current_dir(&folder);
            process::run(&mut command)
                .context("the SDKs were not installed\nhint: check the network, then run it again")
        })?;
    }
    for (name, list) in PYTHON {
        let list = root().join(list);
        let folder = root().join("target/sdk").join(name);
        once(&list, &folder.join(".waxseal-lock"), || {
            report::step(&format!("Installing the SDKs for Python ({name})"));
            let hint = "hint: install Python 3.11 or newer with venv and pip";
            process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder)).context(hint)?;
            let mut pip = Command::new(folder.join("bin/python"));
            pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r"]).arg(&list);
            process::run(&mut pip).context("the SDKs were not installed\nhint: check the network, then run it again")
        })?;
    }
    Ok(())
}

/// Does something unless the stamp says that it was done for this list.
fn once(list: &Path, stamp: &Path, install: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
    let wanted = std::fs::read(list).with_context(|| format!("cannot read {}", list.display()))?;
    if std::fs::read(stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    install()?;
    std::fs::write(stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}
