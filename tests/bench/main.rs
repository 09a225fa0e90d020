//! The desktop app beside the smallest Tauri window, on one machine in one run: how long until it can
//! be read, what it takes while nobody uses it, and how long a request is on its way to the screen.
//!
//! What is on screen is read from the X server, so nothing that a program says of itself counts.

#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "it measures, and prints what it measured")]

mod process_tree;
mod screen;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use clap::Parser;
use e2e::{Desk, HANNA, Keyring, Ports, TestServer, configuration, waxseal};
use process_tree::Tree;
use screen::{Colour, Screen};
use waxseal_agent::ApprovalRequest;
use waxseal_protocol::SystemClock;

/// The page of the minimal window.
const MINIMAL: Colour = Colour(18, 52, 86);
/// The rail of the main window, in the light theme.
const RAIL: Colour = Colour(0xEE, 0xF0, 0xF4);
/// The banner of a request of the high tier.
const BANNER: Colour = Colour(0xFD, 0xEC, 0xEA);

#[derive(Debug, Parser)]
struct Arguments {
    /// The desktop app, optimised.
    #[arg(long)]
    app: PathBuf,
    /// The smallest Tauri window, optimised.
    #[arg(long)]
    minimal: PathBuf,
    /// How often each start is measured.
    #[arg(long, default_value_t = 10)]
    rounds: usize,
    /// For how many seconds idling is measured.
    #[arg(long, default_value_t = 60)]
    idle: u64,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    ensure!(arguments.rounds > 0, "at least one round is measured");
    let (server, mut desk) = set_up().await?;
    println!("| | Waxseal | smallest Tauri window | ratio |\n|---|---:|---:|---:|");

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..arguments.rounds {
        // In turns, so that whatever else the machine does meets both.
        theirs.push(start(&mut desk, &arguments.minimal, MINIMAL).await?);
        ours.push(start(&mut desk, &arguments.app, RAIL).await?);
    }
    row("start to painted page, p50, ms", percentile(&mut ours, 50), percentile(&mut theirs, 50));
    row("start to painted page, p95, ms", percentile(&mut ours, 95), percentile(&mut theirs, 95));

    let theirs = idle(&mut desk, Command::new(&arguments.minimal), Some(MINIMAL), arguments.idle).await?;
    let ours = idle(&mut desk, Command::new(&arguments.app), Some(RAIL), arguments.idle).await?;
    row("memory, window open (PSS), MiB", ours.mebibytes, theirs.mebibytes);
    row("CPU while idle, window open, ‰ of a core", ours.per_mille, theirs.per_mille);
    let mut hidden = Command::new(&arguments.app);
    hidden.arg("--hidden");
    let hidden = idle(&mut desk, hidden, None, arguments.idle).await?;
    println!("| memory, no window (PSS), MiB | {:.1} | – | – |", hidden.mebibytes);
    println!("| CPU while idle, no window, ‰ of a core | {:.2} | – | – |", hidden.per_mille);

    let (first, mut later) = requests(&server, &mut desk, &arguments.app, arguments.rounds).await?;
    println!("| first request after the start made to card painted, ms | {first:.0} | – | – |");
    println!("| later ones, p50, ms | {:.0} | – | – |", percentile(&mut later, 50));
    println!("| later ones, p95, ms | {:.0} | – | – |", percentile(&mut later, 95));
    Ok(())
}

/// A server, and a desk with an enrolled device and an open keyring.
async fn set_up() -> anyhow::Result<(TestServer, Desk)> {
    // Journeys are quick with a heartbeat each second; what idling takes is asked of a server as it is.
    let usual = |ports: Ports| configuration(ports.main).replace("heartbeat_seconds = 1\n", "");
    let server = TestServer::start_configured(Arc::new(SystemClock::new()), usual).await;
    let mut desk = Desk::new(Keyring::Unlocked).await;
    desk.set("WAXSEAL_AUTHORITY", server.authority().display().to_string());
    let state = desk.path("device").display().to_string();
    desk.set("WAXSEAL_STATE", state);
    let link = server.ticket(HANNA).await.link;
    let enrolled = desk.command(waxseal()).args(["device", "enroll", &link, "--name", "Desk"]).output()?;
    ensure!(enrolled.status.success(), "{}", String::from_utf8_lossy(&enrolled.stderr));
    Ok((server, desk))
}

/// Milliseconds from the start of a program until its page has a colour.
async fn start(desk: &mut Desk, program: &Path, colour: Colour) -> anyhow::Result<f64> {
    let screen = Screen::open(&desk.display())?;
    let began = Instant::now();
    let tree = Tree::new(desk.start(Command::new(program)));
    let painted = screen.wait_for(colour).await;
    let took = began.elapsed();
    tree.end().await;
    painted.with_context(|| program.display().to_string())?;
    Ok(took.as_secs_f64() * 1000.0)
}

/// What a program takes while nobody uses it.
#[derive(Debug, Clone, Copy)]
struct Idle {
    mebibytes: f64,
    per_mille: f64,
}

async fn idle(desk: &mut Desk, command: Command, colour: Option<Colour>, seconds: u64) -> anyhow::Result<Idle> {
    let screen = Screen::open(&desk.display())?;
    let tree = Tree::new(desk.start(command));
    if let Some(colour) = colour {
        screen.wait_for(colour).await?;
    }
    // What starting leaves behind is not idling.
    tokio::time::sleep(Duration::from_secs(10)).await;
    let before = tree.cpu()?;
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    let used = tree.cpu()?.saturating_sub(before);
    let mebibytes = tree.memory()?;
    tree.end().await;
    let whole = Duration::from_secs(seconds.max(1));
    Ok(Idle { mebibytes, per_mille: used.as_secs_f64() / whole.as_secs_f64() * 1000.0 })
}

/// Milliseconds from the server's answer to the agent until the card is on screen: of the first request after the app's
/// start, and of two for each round after it.
async fn requests(server: &TestServer, desk: &mut Desk, app: &Path, rounds: usize) -> anyhow::Result<(f64, Vec<f64>)> {
    let screen = Screen::open(&desk.display())?;
    let tree = Tree::new(desk.start(Command::new(app)));
    screen.wait_for(RAIL).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let first = request(server, desk, &screen).await?;
    let mut later = Vec::new();
    for _ in 0..2 * rounds {
        later.push(request(server, desk, &screen).await?);
    }
    tree.end().await;
    Ok((first, later))
}

async fn request(server: &TestServer, desk: &Desk, screen: &Screen) -> anyhow::Result<f64> {
    let request: ApprovalRequest = server.request().expiry(Duration::from_secs(3));
    server.agent().await.ask(&request).await?;
    let began = Instant::now();
    screen.wait_for(BANNER).await?;
    let took = began.elapsed();
    // It expires, and the window is left for the next.
    tokio::time::sleep(Duration::from_secs(4)).await;
    desk.xdotool(&["key", "Escape"]);
    screen.wait_until_gone(BANNER).await?;
    Ok(took.as_secs_f64() * 1000.0)
}

fn row(what: &str, ours: f64, theirs: f64) {
    println!("| {what} | {ours:.1} | {theirs:.1} | {:.2}× |", ours / theirs);
}

fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values.get((last * percent).div_ceil(100)).copied().unwrap_or(f64::NAN)
}
