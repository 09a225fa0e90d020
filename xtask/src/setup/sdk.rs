//! The published SDKs that tests run: from npm, and from PyPI into environments of their own.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use crate::process::{self, npm, root};
use crate::report;

/// Python environments, and the list of packages in each. `auth0-ai` needs an older `auth0-python`
/// than the latest, and `mcp` newer versions of what both need.
const ENVIRONMENTS: [(&str, &str); 3] = [
    ("python", "requirements.txt"),
    ("python-latest", "requirements-latest.txt"),
    ("python-mcp", "requirements-mcp.txt"),
];

/// Installs what is missing or changed.
pub(super) fn install() -> anyhow::Result<()> {
    let node = root().join("tests/sdk/node");
    once(&node.join("package-lock.json"), &node.join("node_modules/.waxseal-lock"), || {
        report::step("Installing the SDKs for Node");
        let mut command = npm();
        command.args(["ci", "--no-audit", "--no-fund", "--loglevel", "error"]).current_dir(&node);
        process::run(&mut command).context("the SDKs were not installed\nhint: check the network, then run it again")
    })?;
    for (name, list) in ENVIRONMENTS {
        let list = root().join("tests/sdk/python").join(list);
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
