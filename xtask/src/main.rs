//! The front door for people who work on Waxseal:
//! `cargo xtask setup|demo|test|gen|docs|package|bench|fuzz|tidy`.

mod bench;
mod demo;
mod docs;
mod fuzz;
mod package;
mod process;
mod report;
mod setup;
mod test;
mod tidy;

use clap::{Parser, Subcommand};

/// Set-up, demo, test, documentation, package, bench, fuzz and tidy.
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
    /// Write the pages of the documentation that are made from the code.
    Gen,
    /// Build the documentation as a book.
    Docs,
    /// Build the desktop app as a Debian package.
    Package(package::Arguments),
    /// Measure, beside a peer in the same run.
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Look for what no test thought of, with cargo-fuzz.
    Fuzz(fuzz::Arguments),
    /// Check that code stands in the rooms it belongs to.
    Tidy,
}

fn main() -> std::process::ExitCode {
    let result = match Arguments::parse().command {
        Command::Setup => setup::run(setup::Needs::Tests),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Test => test::run(),
        Command::Gen => docs::generate(),
        Command::Docs => docs::build(),
        Command::Package(arguments) => package::run(&arguments),
        Command::Bench(bench) => bench::run(&bench),
        Command::Fuzz(arguments) => fuzz::run(&arguments),
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
