//! `cargo xtask gen` and `cargo xtask docs`: the documentation.

use crate::process::{self, cargo};
use crate::report;

/// The tests that hold a page to the code write it instead when they see this variable.
const REGENERATE: &str = "WAXSEAL_REGENERATE";

/// Writes the reference pages that are made from the code.
pub(crate) fn generate() -> anyhow::Result<()> {
    report::step("Writing docs/reference/cli.md");
    let page = ["--package", "waxseal-cli", "--bin", "waxseal", "reference"];
    process::run(cargo().args(["test", "--quiet"]).args(page).env(REGENERATE, "1"))?;
    report::step("Writing docs/reference/errors.md and docs/reference/audit-events.md");
    let pages = ["--package", "e2e", "--features", "e2e/docs", "--test", "docs", "reference_is_what_the_code_says"];
    process::run(cargo().args(["test", "--quiet"]).args(pages).env(REGENERATE, "1"))
}

/// Builds the book, and says where it is.
pub(crate) fn build() -> anyhow::Result<()> {
    report::step("Building the book");
    process::run(cargo().args(["run", "--quiet", "--package", "book"]))
}
