//! `waxseal template …`: writing templates, from a sample to a signed pack.

mod diff;
mod files;
mod lint;
mod new;
mod preview;
mod sign;
mod test;

use clap::Subcommand;
pub(super) use files::write_secret;

use crate::exit::Exit;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Draft a template from a sample.
    New(new::Arguments),
    /// Show what a person would see.
    Preview(preview::Arguments),
    /// Say what is wrong with a template although it parses.
    Lint(lint::Arguments),
    /// Show fixtures and examples in every language, and compare them with what is expected.
    Test(test::Arguments),
    /// Sign templates as a pack, or make a key for it.
    Sign(sign::Arguments),
    /// Say what a new version changes, alarms first.
    Diff(diff::Arguments),
}

impl Command {
    pub(crate) fn run(self) -> anyhow::Result<Exit> {
        match self {
            Self::New(arguments) => new::run(&arguments),
            Self::Preview(arguments) => preview::run(&arguments),
            Self::Lint(arguments) => lint::run(&arguments),
            Self::Test(arguments) => test::run(&arguments),
            Self::Sign(arguments) => sign::run(&arguments),
            Self::Diff(arguments) => diff::run(&arguments),
        }
    }
}
