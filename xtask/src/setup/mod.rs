//! `cargo xtask setup`: what is needed is installed, or the exact command is printed.

mod node;
mod packages;
mod sdk;

use crate::report;

/// How much has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Needs {
    /// Server, headless device and agent: Rust alone.
    Terminal,
    /// The desktop app too.
    Window,
    /// The desktop app, driven by tests on a display of their own.
    Tests,
}

/// Installs what is missing. Doing it twice changes nothing.
pub(crate) fn run(needs: Needs) -> anyhow::Result<()> {
    if needs == Needs::Terminal {
        return Ok(());
    }
    report::step("Looking at what is installed");
    packages::install(needs)?;
    node::check()?;
    node::install_packages()?;
    if needs == Needs::Tests {
        sdk::install()?;
    }
    report::line("Everything needed is here.");
    Ok(())
}
