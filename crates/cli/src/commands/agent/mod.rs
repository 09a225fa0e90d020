//! `waxseal agent`: asking from shells and pipelines.

mod ask;
mod check;
mod connection;
mod fields;
mod handle;
mod outcome;
mod public_key;
mod wait;

use clap::Subcommand;

use crate::exit::Exit;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Ask, wait for the answer and print the token.
    #[command(after_help = ask::EXAMPLES)]
    Ask(Box<ask::Arguments>),
    /// Look once whether there is an answer to a request that was asked before.
    #[command(after_help = check::EXAMPLES)]
    Check(check::Arguments),
    /// Wait for the answer to a request that was asked before.
    #[command(after_help = wait::EXAMPLES)]
    Wait(wait::Arguments),
    /// Print the public half of a client's key, as it is registered.
    #[command(after_help = public_key::EXAMPLES)]
    PublicKey(public_key::Arguments),
}

impl Command {
    pub(crate) async fn run(self) -> anyhow::Result<Exit> {
        match self {
            Self::Ask(arguments) => ask::run(*arguments).await,
            Self::Check(arguments) => check::run(arguments).await,
            Self::Wait(arguments) => wait::run(arguments).await,
            Self::PublicKey(arguments) => public_key::run(&arguments),
        }
    }
}
