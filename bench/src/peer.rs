//! The peer: npm's `oidc-provider` in one node process, everything in memory.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail};

use crate::machine::Process;
use crate::operation::Signers;
use crate::target::Target;

const PORT: u16 = 9622;
/// The core the servers have to themselves; `cargo xtask bench` gives the load the other one.
const CORE: &str = "0";

pub(crate) async fn start(node: &Path, folder: &Path, signers: &Signers) -> anyhow::Result<Target> {
    let clients = signers.all().map(|signer| {
        serde_json::json!({"client_id": signer.client_id(), "alg": signer.algorithm(), "jwks": {"keys": [signer.public()]}})
    });
    let mut child = pinned(node)
        .arg("server.mjs")
        .arg(PORT.to_string())
        .env("NODE_ENV", "production")
        .env("SIGNING_CLIENTS", serde_json::Value::from(clients.to_vec()).to_string())
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start {}", node.display()))?;
    let stdout = child.stdout.take();
    let process = Process(child);
    let line = stdout.and_then(|stdout| BufReader::new(stdout).lines().next()).transpose()?;
    if line.as_deref() != Some("ready") {
        bail!("the peer does not start\nhint: npm --prefix bench/peer ci");
    }
    let address = format!("127.0.0.1:{PORT}");
    answers(&address, Duration::from_secs(20)).await?;
    Ok(Target {
        name: "oidc-provider",
        process,
        hooks: address.clone(),
        issuer: format!("http://{address}"),
        address,
        _folder: None,
    })
}

/// A program that runs on the servers' core alone.
pub(crate) fn pinned(program: &Path) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", CORE]).arg(program);
    command
}

/// Waits until somebody listens.
pub(crate) async fn answers(address: &str, patience: Duration) -> anyhow::Result<()> {
    let connecting = async {
        while tokio::net::TcpStream::connect(address).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(patience, connecting).await.with_context(|| format!("nobody answers on {address}"))
}
