//! `cargo xtask bench`: builds what is measured and starts the measurement on a core of its own.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Context as _;
use clap::Subcommand;

use crate::process::{self, cargo, root};
use crate::report;
use crate::setup::{self, Needs};

/// The core of the load; the servers have core 0.
const LOAD_CORE: &str = "1";

#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// The server beside node's oidc-provider. Takes about ten minutes after the build.
    Server(Server),
    /// The desktop app beside the smallest Tauri window. Takes about six minutes after the build.
    Desktop(Desktop),
    /// Cards: the typical one, the largest, and a template that means harm. Takes seconds after the
    /// build.
    Details,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Server {
    /// Leave the peer out.
    #[arg(long)]
    alone: bool,
    /// The node that runs the peer; oidc-provider asks for 22 or newer.
    #[arg(long, default_value = "node")]
    node: PathBuf,
    /// How often each operation is measured.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Operations in one round.
    #[arg(long, default_value_t = 4_000)]
    operations: usize,
    /// Pending requests for the comparison between few and many.
    #[arg(long, default_value_t = 100_000)]
    pending: usize,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Desktop {
    /// How often each start is measured.
    #[arg(long, default_value_t = 10)]
    rounds: usize,
    /// For how many seconds idling is measured.
    #[arg(long, default_value_t = 60)]
    idle: u64,
}

pub(crate) fn run(bench: &Bench) -> anyhow::Result<()> {
    match bench {
        Bench::Server(arguments) => server(arguments),
        Bench::Desktop(arguments) => desktop(arguments),
        Bench::Details => details(),
    }
}

fn desktop(arguments: &Desktop) -> anyhow::Result<()> {
    setup::run(Needs::Tests)?;
    report::step("Building the interface");
    process::run(process::npm().args(["run", "--silent", "build", "--", "--logLevel", "warn"]))?;
    report::step("Build, optimised");
    let app = ["build", "--release", "--package", "waxseal-desktop", "--features", "custom-protocol"];
    process::run(cargo().args(app).args(["--bin", "waxseal-desktop", "--example", "minimal-window"]))?;
    // The server of the measurement runs in it, beside what is measured.
    let bench = ["build", "--release", "--package", "e2e", "--features", "desktop", "--bin", "desktop-bench"];
    process::run(cargo().args(bench).args(["--package", "waxseal-cli", "--bin", "waxseal"]))?;
    report::step("Measuring");
    let mut command = Command::new(process::release_binary("desktop-bench"));
    command.env("WAXSEAL_BIN", process::release_binary("waxseal"));
    command.arg("--app").arg(process::release_binary("waxseal-desktop"));
    command.arg("--minimal").arg(process::release_binary("examples/minimal-window"));
    command.args(["--rounds", &arguments.rounds.to_string(), "--idle", &arguments.idle.to_string()]);
    process::run(&mut command)
}

fn details() -> anyhow::Result<()> {
    report::step("Build, optimised");
    process::run(cargo().args(["build", "--release", "--package", "bench", "--bin", "cards"]))?;
    report::step("Measuring");
    process::run(&mut Command::new(process::release_binary("cards")))
}

fn server(arguments: &Server) -> anyhow::Result<()> {
    report::step("Build, optimised");
    process::run(cargo().args(["build", "--release", "--package", "waxseal-cli", "--package", "bench"]))?;
    let peer = root().join("bench/peer");
    if !arguments.alone && !peer.join("node_modules").exists() {
        report::step("Installing the peer");
        let mut npm = process::npm();
        npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error"]).current_dir(&peer);
        process::run(&mut npm).context("the peer was not installed\nhint: check the network, or use --alone")?;
    }
    report::step("Measuring");
    let mut command = Command::new("taskset");
    command.args(["-c", LOAD_CORE]).arg(process::release_binary("bench"));
    command.arg("--waxseal").arg(process::release_binary("waxseal"));
    command.arg("--node").arg(&arguments.node);
    for (name, value) in
        [("--rounds", arguments.rounds), ("--operations", arguments.operations), ("--pending", arguments.pending)]
    {
        command.arg(name).arg(value.to_string());
    }
    if !arguments.alone {
        command.arg("--peer").arg(peer);
    }
    process::run(&mut command)
}
