//! `waxseal device …`: the authentication device without a window.

mod account;
mod answered;
mod check_script;
mod connected;
mod decide;
mod enroll;
mod export_history;
mod hint;
mod history;
mod pending;
mod prompt;
mod run;
mod screen;
mod settings;
mod show;
mod telling;
mod templates;
mod user_code;
mod verify_history;

use clap::Subcommand;

use crate::exit::Exit;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Enrol this device with a link or a code.
    Enroll(enroll::Arguments),
    /// Wait for requests and answer them: by hand, as told, or by the rules of a script.
    Run(run::Arguments),
    /// Check a script without running it.
    CheckScript(check_script::Arguments),
    /// List the requests that wait for an answer.
    Pending(pending::Arguments),
    /// Show one request, as a person sees it.
    Show(show::Arguments),
    /// Answer one request.
    Decide(decide::Arguments),
    /// Print a one-time code by which somebody can ask you once, without knowing who you are.
    Hint(hint::Arguments),
    /// Set or remove the code that agents have to give before they may ask you.
    UserCode(user_code::Arguments),
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
            Self::CheckScript(arguments) => check_script::run(&arguments),
            Self::Pending(arguments) => pending::run(arguments).await,
            Self::Show(arguments) => show::run(arguments).await,
            Self::Decide(arguments) => decide::run(arguments).await,
            Self::Hint(arguments) => hint::run(&arguments).await,
            Self::UserCode(arguments) => user_code::run(&arguments).await,
            Self::History(arguments) => history::run(&arguments),
            Self::ExportHistory(arguments) => export_history::run(arguments).await,
            Self::VerifyHistory(arguments) => verify_history::run(&arguments),
            Self::Templates(arguments) => templates::run(&arguments),
        }
    }
}
