//! `waxseal device …`: the authentication device without a window.

mod enroll;
mod export_history;
mod history;
mod run;
mod settings;
mod templates;
mod terminal;
mod verify_history;

use clap::Subcommand;

use crate::exit::Exit;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Enrol this device with a link or a code.
    Enroll(enroll::Arguments),
    /// Wait for requests and answer them, by hand or as told.
    Run(run::Arguments),
    /// Show what was asked and what became of it.
    History(history::Arguments),
    /// Write the history to a file, signed.
    ExportHistory(export_history::Arguments),
    /// Check a history that was exported: signature, chain, number of records.
    VerifyHistory(verify_history::Arguments),
    /// Show which templates requests are shown with.
    Templates(templates::Arguments),
}

impl Command {
    pub(crate) async fn run(self) -> anyhow::Result<Exit> {
        match self {
            Self::Enroll(arguments) => enroll::run(arguments).await,
            Self::Run(arguments) => run::run(arguments).await,
            Self::History(arguments) => history::run(&arguments),
            Self::ExportHistory(arguments) => export_history::run(arguments).await,
            Self::VerifyHistory(arguments) => verify_history::run(&arguments),
            Self::Templates(arguments) => templates::run(&arguments),
        }
    }
}
