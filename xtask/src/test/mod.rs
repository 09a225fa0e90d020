//! `cargo xtask test`: everything, in the order in which mistakes are cheapest to find.

mod count;

use std::process::Command;

use anyhow::{Context as _, bail};

use crate::process::{self, binary, cargo, npm, root};
use crate::setup::{self, Needs};
use crate::{report, tidy};
use count::Count;

/// One set of features for all of it, so that nothing is built twice.
const FEATURES: [&str; 2] = ["--features", "waxseal-desktop/custom-protocol,e2e/desktop,e2e/docs,e2e/sdk"];

/// Where property tests start. A change is judged by the same cases each time, and what only other
/// cases find is `cargo xtask fuzz`'s to find; a number set from outside is kept.
const PROPERTY_SEED: &str = "PROPTEST_RNG_SEED";

pub(crate) fn run() -> anyhow::Result<()> {
    setup::run(Needs::Tests)?;

    report::step("Format");
    process::run(cargo().args(["fmt", "--all", "--check"])).context("hint: cargo fmt --all")?;

    report::step("Interface: build, lints, types, tests");
    process::run(npm().args(["run", "--silent", "build", "--", "--logLevel", "warn"]))?;
    process::run(npm().args(["run", "--silent", "lint"])).context("hint: npm --prefix ui run format")?;
    process::run(npm().args(["run", "--silent", "check"]))?;
    let mut count = Count::default();
    count.vitest(npm().args(["run", "--silent", "test", "--", "--reporter=default", "--no-color"]))?;

    tidy::run()?;
    optional("cargo-deny", cargo().args(["deny", "--log-level", "error", "check"]))?;
    optional("typos", Command::new("typos").current_dir(root()))?;

    report::step("Lints");
    process::run(
        cargo()
            .args(["clippy", "--quiet", "--workspace", "--all-targets"])
            .args(FEATURES)
            .args(["--", "-D", "warnings"]),
    )?;

    report::step("Build");
    process::run(cargo().args(["build", "--workspace"]).args(FEATURES))?;
    let examples = ["resume", "ping", "shop_tool"].map(|name| ["--example", name]);
    process::run(cargo().args(["build", "--workspace"]).args(FEATURES).args(examples.concat()))?;

    report::step("Documentation examples");
    count.cargo(tests().args(["--doc"]))?;
    report::step("Unit tests and journeys");
    count.cargo(tests().args(["--lib", "--bins"]).args(TOGETHER.iter().flat_map(|target| ["--test", target])))?;
    bindings_are_current()?;
    report::step("A thousand requests, twenty devices, every fault");
    count.cargo(tests().args(["--test", "chaos"]))?;
    if cfg!(target_os = "linux") {
        report::step("The documentation, command by command");
        count.cargo(tests().args(["--test", "docs"]))?;
    }
    report::step("Published SDKs");
    count.cargo(tests().args(["--test", "sdk", "--", "--test-threads=4"]))?;
    if cfg!(target_os = "linux") {
        report::step("The real app in a window");
        count.cargo_twice(tests, &["--test", "desktop"], "--test-threads=2")?;
    }
    report::line(&format!("\ntests: {} passed, {} failed", count.passed, count.failed));
    Ok(())
}

/// The tests that run in one go. Those that want the machine for themselves have a step of their own.
const TOGETHER: [&str; 5] = ["agent", "e2e", "attacks", "examples", "template"];

/// `cargo test`, with the programs that tests start already built.
fn tests() -> Command {
    let mut command = cargo();
    command
        .args(["test", "--quiet", "--workspace"])
        .args(FEATURES)
        .env("WAXSEAL_BIN", binary("waxseal"))
        .env("WAXSEAL_EXAMPLES", binary("waxseal").with_file_name("examples"))
        .env("WAXSEAL_DESKTOP_BIN", binary("waxseal-desktop"));
    if std::env::var_os(PROPERTY_SEED).is_none() {
        command.env(PROPERTY_SEED, "1");
    }
    command
}

/// Runs a tool that not everybody has.
fn optional(name: &str, command: &mut Command) -> anyhow::Result<()> {
    if !process::exists(name, "--version") {
        report::line(&format!("Left out: {name} is not installed."));
        return Ok(());
    }
    report::step(name);
    process::run(command)
}

/// The tests write the TypeScript types of what the UI hears; what is committed has to be that.
fn bindings_are_current() -> anyhow::Result<()> {
    let mut git = Command::new("git");
    git.args(["status", "--porcelain", "--", "ui/src/ipc/bindings"]).current_dir(root());
    let changed = process::output(&mut git)?;
    if !changed.is_empty() {
        bail!("the generated types in ui/src/ipc/bindings changed\nhint: commit them:\n{changed}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_test_is_left_out() {
        const ALONE: [&str; 4] = ["chaos", "docs", "sdk", "desktop"];
        let output = process::output(cargo().args(["metadata", "--no-deps", "--format-version", "1"])).unwrap();
        let metadata: serde_json::Value = serde_json::from_str(&output).unwrap();
        let packages = metadata["packages"].as_array().unwrap().iter();
        let targets = packages.flat_map(|package| package["targets"].as_array().unwrap());
        let tests = targets.filter(|target| target["kind"][0] == "test");
        let all: Vec<_> = tests.map(|target| target["name"].as_str().unwrap()).collect();
        assert!(all.len() >= TOGETHER.len() + ALONE.len(), "{all:?}");
        for name in all {
            assert!(TOGETHER.contains(&name) || ALONE.contains(&name), "{name} is never run");
        }
    }
}
