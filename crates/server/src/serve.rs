//! Binding the router to an address, and ending well.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::task::JoinSet;
use waxseal_protocol::Clock;
use waxseal_store::Store;
use waxseal_store::model::{AuditEvent, EventKind};

use crate::backchannel::delivery;
use crate::config::Config;
use crate::data_lock::DataLock;
use crate::http::FirstBytes;
use crate::mtls::CertificateAcceptor;
use crate::notify::Mailer;
use crate::retention;
use crate::router::router;
use crate::state::{AppState, StateError};
use crate::test_hooks;
use crate::tls::{self, TlsError};

/// How long running requests may take to finish when the server ends.
const GRACE: Duration = Duration::from_secs(5);
const HEADER_TIMEOUT: Duration = Duration::from_secs(15);
/// A key that retires is published this much longer at most.
const KEY_REFRESH: Duration = Duration::from_mins(5);

/// Why the server does not start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Somebody else listens there.
    #[error("{address} is already in use\nhint: stop the other program, or set another address for it")]
    PortInUse {
        /// The address.
        address: SocketAddr,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The data directory cannot be made.
    #[error("cannot use the data directory {path}: {source}")]
    DataDir {
        /// The directory.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Another server uses the data directory: two would each keep in memory what the other changes.
    #[error("another server uses the data directory {path}\nhint: stop it, or give each server a data_dir of its own")]
    DataDirInUse {
        /// The directory.
        path: PathBuf,
    },
    /// TLS cannot be set up.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// A part cannot be made from what the store has.
    #[error(transparent)]
    State(#[from] StateError),
    /// The test hooks decide without a person, so nobody from outside may reach this server.
    #[error(
        "the test hooks on {address} are refused: they, the issuer {issuer}, listen and mtls_listen all have to be loopback\nhint: use an issuer like https://localhost:8443/, and 127.0.0.1 in each address"
    )]
    TestHooks {
        /// The issuer.
        issuer: String,
        /// Where the hooks would be.
        address: SocketAddr,
    },
    /// The server stopped by itself.
    #[error("the server stopped: {0}")]
    Stopped(io::Error),
}

/// How long a caller may take to send its headers, and over HTTP/2 to say that it is still there: who takes longer
/// holds a connection that others need.
fn patience(builder: &mut auto::Builder<TokioExecutor>) {
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);
    let mut http2 = builder.http2();
    http2.timer(TokioTimer::new()).keep_alive_interval(HEADER_TIMEOUT).keep_alive_timeout(HEADER_TIMEOUT);
}

/// The same for its first bytes.
fn in_time<A>(acceptor: A) -> FirstBytes<A> {
    FirstBytes::within(HEADER_TIMEOUT, acceptor)
}

/// Reads the signing keys again from time to time, until the server ends.
async fn refresh_keys(state: AppState) {
    loop {
        tokio::time::sleep(KEY_REFRESH).await;
        if let Err(error) = state.keys.refresh(state.store.as_ref(), state.clock.as_ref()).await {
            tracing::error!(%error, "Could not read the signing keys: {error}");
        }
    }
}

/// What a server is made of beside its configuration.
#[derive(Debug)]
pub struct Adapters {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Who sends mails, if anybody does.
    pub mailer: Option<Arc<dyn Mailer>>,
}

/// The sockets of a server. Bound first, so that a port in use changes nothing.
#[derive(Debug)]
pub struct Listeners {
    /// The main port.
    pub main: TcpListener,
    /// The port for client certificates.
    pub mtls: Option<TcpListener>,
    /// The port of the test hooks.
    pub test_hooks: Option<TcpListener>,
}

impl Listeners {
    /// Binds what a configuration names.
    pub fn bind(config: &Config, test_hooks: Option<SocketAddr>) -> Result<Self, ServeError> {
        Ok(Self {
            main: bind(config.listen)?,
            mtls: config.mtls.as_ref().map(|mtls| bind(mtls.listen)).transpose()?,
            test_hooks: test_hooks.map(bind).transpose()?,
        })
    }
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    /// Held for its drop.
    _data: DataLock,
    address: SocketAddr,
    state: AppState,
    handle: Handle<SocketAddr>,
    tasks: JoinSet<io::Result<()>>,
    background: JoinSet<()>,
}

impl Server {
    /// Starts on sockets that are bound, with the data directory of its own.
    pub async fn start_on(
        listeners: Listeners,
        data: DataLock,
        config: Config,
        adapters: Adapters,
    ) -> Result<Self, ServeError> {
        let failed = |source| ServeError::Listen { address: config.listen, source };
        for listener in
            [Some(&listeners.main), listeners.mtls.as_ref(), listeners.test_hooks.as_ref()].into_iter().flatten()
        {
            listener.set_nonblocking(true).map_err(failed)?;
        }
        let address = listeners.main.local_addr().map_err(failed)?;
        let ports = tls::load(&config)?;
        let state = AppState::new(config, adapters.store, adapters.clock, adapters.mailer).await?;
        for warning in state.config.templates.iter().flat_map(|templates| templates.warnings(state.clock.now())) {
            tracing::warn!("{warning}");
        }
        for warning in state.config.warnings(&state.directory(), state.mailer.is_some()) {
            tracing::warn!("{warning}");
        }
        let handle = Handle::new();
        let mut tasks = JoinSet::new();
        if let Some(listener) = listeners.test_hooks {
            let at = listener.local_addr().map_err(ServeError::Stopped)?;
            if !test_hooks::allowed(&state, at) {
                return Err(ServeError::TestHooks { issuer: state.config.issuer.to_string(), address: at });
            }
            let server = axum_server::from_tcp(listener).map_err(ServeError::Stopped)?.handle(handle.clone());
            tasks.spawn(server.serve(test_hooks::router(state.clone()).into_make_service()));
        }
        let service = router(state.clone());
        if let (Some(listener), Some(tls)) = (listeners.mtls, ports.mtls) {
            let server = axum_server::from_tcp(listener).map_err(ServeError::Stopped)?;
            let server = server.acceptor(CertificateAcceptor::new(tls)).map(in_time);
            let mut server = server.handle(handle.clone());
            patience(server.http_builder());
            tasks.spawn(server.serve(service.clone().into_make_service()));
        }
        if let Some(tls) = ports.main {
            let server = axum_server::from_tcp_rustls(listeners.main, tls).map_err(ServeError::Stopped)?;
            let mut server = server.map(in_time);
            patience(server.http_builder());
            tasks.spawn(server.handle(handle.clone()).serve(service.into_make_service()));
        } else {
            let mut server = axum_server::from_tcp(listeners.main).map_err(ServeError::Stopped)?.map(in_time);
            patience(server.http_builder());
            tasks.spawn(server.handle(handle.clone()).serve(service.into_make_service()));
        }
        let mut background = JoinSet::new();
        background.spawn(delivery::run(state.clone()));
        background.spawn(refresh_keys(state.clone()));
        background.spawn(retention::run(state.clone()));
        let started = AuditEvent::new(state.clock.now(), EventKind::ServerStarted);
        state.note(started.details(serde_json::json!({"version": env!("CARGO_PKG_VERSION")})));
        Ok(Self { _data: data, address, state, handle, tasks, background })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What its handlers share.
    pub fn state(&self) -> &AppState {
        &self.state
    }

    /// Waits until the server stops by itself, which is an error.
    pub async fn stopped(&mut self) -> ServeError {
        match self.tasks.join_next().await {
            Some(Ok(Err(error))) => ServeError::Stopped(error),
            Some(Ok(Ok(()))) | None => ServeError::Stopped(io::Error::other("it ended")),
            Some(Err(error)) => ServeError::Stopped(io::Error::other(error)),
        }
    }

    /// Ends well: devices are told to come back later, running requests finish.
    pub async fn shut_down(mut self) {
        self.state.connections.drain(Duration::from_secs(2));
        self.handle.graceful_shutdown(Some(GRACE));
        while let Some(ended) = self.tasks.join_next().await {
            if let Ok(Err(error)) = ended {
                tracing::warn!(%error, "The server did not end well: {error}");
            }
        }
        self.background.shutdown().await;
    }
}

fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => ServeError::PortInUse { address },
        _ => ServeError::Listen { address, source },
    })
}
