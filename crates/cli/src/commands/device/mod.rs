//! `waxseal device …`: the authentication device without a window.

mod enroll;
mod history;
mod run;
mod settings;
mod templates;
mod terminal;

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
    /// Show which templates requests are shown with.
    Templates(templates::Arguments),
}

impl Command {
    pub(crate) async fn run(self) -> anyhow::Result<Exit> {
        match self {
            Self::Enroll(arguments) => enroll::run(arguments).await,
            Self::Run(arguments) => run::run(arguments).await,
            Self::History(arguments) => history::run(&arguments),
            Self::Templates(arguments) => templates::run(&arguments),
        }
    }
}
