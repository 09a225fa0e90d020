//! `waxseal`: the server, the headless device and the agent in one program. This is where parts
//! are chosen and put together; what they do is in their crates.

mod commands;
mod database;
mod exit;
mod output;
#[cfg(test)]
mod reference;
mod signals;

use clap::{CommandFactory as _, FromArgMatches as _, Parser};
use exit::Exit;
use mimalloc::MiMalloc;

/// A request allocates some hundred times: with the system's allocator, that was a quarter of the
/// server's CPU time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Approve what software agents do in your name, and prove afterwards what was approved.
#[derive(Debug, Parser)]
#[command(name = "waxseal", version, about, after_help = exit::HELP)]
struct Arguments {
    #[command(subcommand)]
    command: commands::Command,

    /// What to log to standard error: off, error, warn, info, debug, or per module.
    #[arg(long, global = true, env = "WAXSEAL_LOG", value_name = "FILTER")]
    log: Option<String>,
}

fn main() -> std::process::ExitCode {
    let command = without_empty_variables(Arguments::command());
    let arguments = Arguments::from_arg_matches(&command.get_matches()).unwrap_or_else(|error| error.exit());
    output::start_logging(arguments.log.as_deref().unwrap_or(arguments.command.default_log()));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            output::error(&format!("cannot start: {error}"));
            return Exit::Failed.into();
        }
    };
    let exit = match runtime.block_on(arguments.command.run()) {
        Ok(exit) => exit,
        Err(error) => {
            output::error(&format!("{error:#}"));
            Exit::Failed
        }
    };
    // A thread that waits for a line on standard input must not keep the program alive.
    runtime.shutdown_background();
    exit.into()
}

/// A variable that is set to nothing is not set: pipelines write a missing secret like this.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    let is_empty =
        |argument: &clap::Arg| argument.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
    command
        .mut_args(|argument| if is_empty(&argument) { argument.env(None) } else { argument })
        .mut_subcommands(without_empty_variables)
}
