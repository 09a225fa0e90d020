//! `waxseal serve`

use std::path::PathBuf;
use std::sync::Arc;

use waxseal_protocol::SystemClock;
use waxseal_server::{Config, ServeError, Server};
use waxseal_store::SqliteStore;

use crate::exit::Exit;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The configuration file.
    #[arg(long, default_value = "waxseal.toml", env = "WAXSEAL_CONFIG", value_name = "FILE")]
    config: PathBuf,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let config = Config::load(&arguments.config)?;
    // A port in use is found out before anything is written.
    let listener = waxseal_server::bind(config.listen)?;
    let data_dir = config.data_dir.clone();
    std::fs::create_dir_all(&data_dir).map_err(|source| ServeError::DataDir { path: data_dir, source })?;
    let store = SqliteStore::open(&config.database()).await?;
    let issuer = config.issuer.clone();
    let authority =
        (config.tls == waxseal_server::config::Tls::Embedded).then(|| waxseal_server::tls::authority_path(&config));
    let mut server = Server::start_on(listener, config, Arc::new(store.clone()), Arc::new(SystemClock::new())).await?;
    output::note(&format!("Waxseal serves {issuer} on {}", server.address()));
    if let Some(authority) = authority {
        output::note(&format!("Its own TLS authority is {}", authority.display()));
    }
    let mut signals = Signals::new()?;
    tokio::select! {
        error = server.stopped() => return Err(error.into()),
        () = signals.wait() => {}
    }
    output::note("Ending: devices are told to come back later.");
    server.shut_down().await;
    store.close().await;
    Ok(Exit::Done)
}

/// The ways an operator ends a server.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    fn new() -> anyhow::Result<Self> {
        Ok(Self {
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?,
        })
    }

    async fn wait(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        #[cfg(not(unix))]
        tokio::signal::ctrl_c().await.ok();
    }
}
