//! The front door for people who work on Waxseal: `cargo xtask setup|demo|test|bench|tidy`.

mod bench;
mod demo;
mod process;
mod report;
mod setup;
mod test;
mod tidy;

use clap::{Parser, Subcommand};

/// Set-up, demo, test and tidy.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Install what building and testing need, or say how.
    Setup,
    /// See one approval after the other, from the agent to the token.
    Demo(demo::Arguments),
    /// Run everything: format, lints, tests, and the real app in a window.
    Test,
    /// Measure, beside a peer in the same run.
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Check that code stands in the rooms it belongs to.
    Tidy,
}

fn main() -> std::process::ExitCode {
    let result = match Arguments::parse().command {
        Command::Setup => setup::run(setup::Needs::Tests),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Test => test::run(),
        Command::Bench(bench) => bench::run(&bench),
        Command::Tidy => tidy::run(),
    };
    match result {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            report::error(&format!("{error:#}"));
            std::process::ExitCode::FAILURE
        }
    }
}
