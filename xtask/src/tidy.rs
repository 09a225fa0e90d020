//! `cargo xtask tidy`: code stands in the rooms it belongs to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use serde_json::Value;

use crate::process::{cargo, output, root};
use crate::report;

/// Who may use whom, of our own crates.
const MAY_USE: [(&str, &[&str]); 11] = [
    ("bench", &["details", "protocol", "store"]),
    ("book", &[]),
    ("waxseal-protocol", &[]),
    ("waxseal-details", &["protocol"]),
    ("waxseal-store", &["protocol"]),
    ("waxseal-server", &["store", "details", "protocol"]),
    ("waxseal-device", &["details", "protocol"]),
    ("waxseal-agent", &["protocol"]),
    ("waxseal-cli", &["agent", "details", "device", "protocol", "server", "store"]),
    ("waxseal-desktop", &["device"]),
    ("xtask", &[]),
];

/// What a crate must not use of others'.
const NEVER: [(&str, &[&str]); 4] = [
    ("waxseal-protocol", &["tokio", "axum", "rusqlite", "tauri", "reqwest"]),
    ("waxseal-details", &["tokio", "axum", "rusqlite", "tauri", "reqwest"]),
    ("waxseal-store", &["axum", "tauri"]),
    ("waxseal-device", &["axum", "rusqlite", "tauri"]),
];

/// Names that say nothing about what a file holds.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "helper", "common", "misc", "manager"];

/// Files longer than this hold a second thing.
const MAX_LINES: usize = 500;

pub(crate) fn run() -> anyhow::Result<()> {
    report::step("Looking whether everything is in its room");
    let mut problems = dependencies()?;
    problems.extend(files()?);
    problems.extend(links()?);
    if problems.is_empty() {
        report::line("Everything is in its room.");
        return Ok(());
    }
    bail!("{}", problems.join("\n"))
}

fn dependencies() -> anyhow::Result<Vec<String>> {
    let text = output(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_str(&text).context("cargo metadata is not as expected")?;
    let mut problems = Vec::new();
    let packages: BTreeMap<&str, Vec<&str>> = array(&metadata, "packages")
        .iter()
        .map(|package| {
            (text_of(package, "name"), array(package, "dependencies").iter().map(|one| text_of(one, "name")).collect())
        })
        .collect();
    for (name, may_use) in MAY_USE {
        for used in packages.get(name).into_iter().flatten() {
            if let Some(short) = used.strip_prefix("waxseal-").filter(|short| !may_use.contains(short)) {
                problems.push(format!("{name} must not use waxseal-{short} (docs/architecture.md, code map)"));
            }
        }
    }
    for (name, never) in NEVER {
        for used in packages.get(name).into_iter().flatten().filter(|used| never.contains(used)) {
            problems.push(format!("{name} must not use {used} (docs/architecture.md, invariants)"));
        }
    }
    Ok(problems)
}

fn files() -> anyhow::Result<Vec<String>> {
    let mut problems = Vec::new();
    for path in tracked()? {
        let Some(extension) = path.extension().and_then(|extension| extension.to_str()) else { continue };
        if !["rs", "ts", "svelte"].contains(&extension) || path.starts_with("ui/src/ipc/bindings") {
            continue;
        }
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if EMPTY_NAMES.contains(&stem) {
            problems.push(format!("{}: the name says nothing about what the file holds", path.display()));
        }
        let lines = std::fs::read_to_string(root().join(&path)).unwrap_or_default().lines().count();
        if lines > MAX_LINES {
            problems.push(format!("{}: {lines} lines; look for the second concept in it", path.display()));
        }
    }
    Ok(problems)
}

/// Relative links in our Markdown lead somewhere.
fn links() -> anyhow::Result<Vec<String>> {
    let mut problems = Vec::new();
    for path in tracked()?.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "md")) {
        let text = std::fs::read_to_string(root().join(&path)).unwrap_or_default();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap_or_default();
            let outside = file.is_empty() || file.contains("://") || file.starts_with("mailto:");
            let folder = path.parent().unwrap_or(Path::new(""));
            if !outside && !root().join(folder).join(file).exists() {
                problems.push(format!("{}: the link to {file} leads nowhere", path.display()));
            }
        }
    }
    Ok(problems)
}

/// The files git knows or would add; without git, none.
fn tracked() -> anyhow::Result<Vec<PathBuf>> {
    let mut git = std::process::Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(root());
    let listed = output(&mut git).context("git does not list the files")?;
    Ok(listed.lines().map(PathBuf::from).filter(|path| root().join(path).exists()).collect())
}

fn array<'a>(value: &'a Value, member: &str) -> &'a [Value] {
    value.get(member).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn text_of<'a>(value: &'a Value, member: &str) -> &'a str {
    value.get(member).and_then(Value::as_str).unwrap_or_default()
}
