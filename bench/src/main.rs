//! Measures the server beside node's `oidc-provider`: both on one machine, in one run, by the same
//! load, in turns, each on one core while the load has the other. `cargo xtask bench server` builds
//! what is needed and starts this.
//!
//! CPU time per operation is the judge, because the machine may be shared; latencies are printed
//! beside it. Ours writes every request to disk and waits for the disk; the peer keeps everything
//! in memory.

mod load;
mod machine;
mod operation;
mod ours;
mod peer;
mod table;
mod target;

use std::io::Write as _;
use std::path::PathBuf;

use clap::Parser;

/// Compare the server with `oidc-provider`.
#[derive(Debug, Clone, Parser)]
struct Arguments {
    /// The built `waxseal` program.
    #[arg(long)]
    waxseal: PathBuf,
    /// The folder of the peer, with its packages installed. Without it, ours is measured alone.
    #[arg(long)]
    peer: Option<PathBuf>,
    /// The node that runs the peer.
    #[arg(long, default_value = "node")]
    node: PathBuf,
    /// How often each operation is measured on each server.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Operations in one round.
    #[arg(long, default_value_t = 4_000)]
    operations: usize,
    /// Connections that work at the same time.
    #[arg(long, default_value_t = 128)]
    connections: usize,
    /// Pending requests for the comparison between few and many.
    #[arg(long, default_value_t = 100_000)]
    pending: usize,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let fsync = machine::fsync_p50(std::env::temp_dir().as_path())?;
    let signers = operation::Signers::new()?;
    let mut ours = ours::start(&arguments.waxseal, &signers).await?;
    let mut peer = match &arguments.peer {
        Some(folder) => Some(peer::start(&arguments.node, folder, &signers).await?),
        None => None,
    };
    let mut report = table::Report::new(fsync, &arguments);
    report.idle("waxseal", ours.process.memory()?);
    if let Some(peer) = &peer {
        report.idle("oidc-provider", peer.process.memory()?);
    }
    // As long as nothing else waits.
    for target in [Some(&mut ours), peer.as_mut()].into_iter().flatten() {
        let growth = operation::growth(target, &signers, &arguments).await?;
        report.growth(target.name, growth);
    }
    writeln!(std::io::stderr().lock(), "measured: few and many pending requests").ok();
    for kind in operation::Kind::ALL {
        // The first round warms both up and is not counted.
        for round in 0..=arguments.rounds {
            for target in [Some(&mut ours), peer.as_mut()].into_iter().flatten() {
                let sample = operation::measure(target, kind, &signers, &arguments).await?;
                if round > 0 {
                    report.add(target.name, kind, sample);
                }
            }
        }
        writeln!(std::io::stderr().lock(), "measured: {}", kind.name()).ok();
    }
    report.release(operation::release(&mut ours, 300).await?);
    table::print(&report);
    Ok(())
}
