//! `waxseal serve`

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use waxseal_protocol::SystemClock;
use waxseal_server::config::Tls;
use waxseal_server::{Adapters, Config, DataLock, Listeners, Server};
use waxseal_store::SqliteStore;

use crate::exit::Exit;
use crate::output;
use crate::signals::Signals;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The configuration file. `WAXSEAL_` and a key in capitals overrides it, as in `WAXSEAL_LISTEN`.
    #[arg(long, default_value = "waxseal.toml", env = "WAXSEAL_CONFIG", value_name = "FILE")]
    config: PathBuf,
    /// Open a second listener on loopback that decides without a person: POST /approve with
    /// {"`auth_req_id"`: "…", "action": "allow"|"deny"}. For conformance suites and load tests.
    #[arg(long, value_name = "ADDRESS")]
    test_hooks: Option<SocketAddr>,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let config = Config::load(&arguments.config)?;
    // What another server has is found out before anything is written.
    let listeners = Listeners::bind(&config, arguments.test_hooks)?;
    let data = DataLock::take(&config.data_dir)?;
    let store = SqliteStore::open(&config.database()).await?;
    let issuer = config.issuer.clone();
    let authority = (config.tls == Tls::SelfSigned).then(|| waxseal_server::tls::authority_path(&config));
    let mtls = config.mtls.as_ref().map(|mtls| mtls.listen);
    let adapters = Adapters { store: Arc::new(store.clone()), clock: Arc::new(SystemClock::new()), mailer: None };
    let mut server = Server::start_on(listeners, data, config, adapters).await?;
    output::note(&format!("Waxseal serves {issuer} on {}", server.address()));
    if let Some(listen) = mtls {
        output::note(&format!("It asks for client certificates on {listen}"));
    }
    if let Some(listen) = arguments.test_hooks {
        output::note(&format!("warning: the test hooks on {listen} decide without a person"));
    }
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
