//! Binding the router to an address, and ending well.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use tokio::task::JoinHandle;
use waxseal_protocol::Clock;
use waxseal_store::{Store, StoreError};

use crate::config::Config;
use crate::key_ring::{KeyRing, KeyRingError};
use crate::router::router;
use crate::state::AppState;
use crate::tls::{self, TlsError};

/// How long running requests may take to finish when the server ends.
const GRACE: Duration = Duration::from_secs(5);

/// Why the server does not start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Somebody else listens there.
    #[error("{address} is already in use\nhint: stop the other program, or set another server.listen")]
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
    /// TLS cannot be set up.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The signing keys cannot be used.
    #[error(transparent)]
    Keys(#[from] KeyRingError),
    /// The server stopped by itself.
    #[error("the server stopped: {0}")]
    Stopped(io::Error),
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    state: AppState,
    handle: Handle<SocketAddr>,
    task: JoinHandle<io::Result<()>>,
}

impl Server {
    /// Starts on a listener from [`bind`].
    pub async fn start_on(
        listener: TcpListener,
        config: Config,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, ServeError> {
        let failed = |source| ServeError::Listen { address: config.listen, source };
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let tls = tls::load(&config).await?;
        let keys = KeyRing::load(store.as_ref(), clock.as_ref()).await?;
        let state = AppState::new(config, store, clock, keys);
        let handle = Handle::new();
        let service = router(state.clone()).into_make_service();
        let task = if let Some(tls) = tls {
            let server = axum_server::from_tcp_rustls(listener, tls).map_err(ServeError::Stopped)?;
            tokio::spawn(server.handle(handle.clone()).serve(service))
        } else {
            let server = axum_server::from_tcp(listener).map_err(ServeError::Stopped)?;
            tokio::spawn(server.handle(handle.clone()).serve(service))
        };
        Ok(Self { address, state, handle, task })
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
        match (&mut self.task).await {
            Ok(Err(error)) => ServeError::Stopped(error),
            Ok(Ok(())) => ServeError::Stopped(io::Error::other("it ended")),
            Err(error) => ServeError::Stopped(io::Error::other(error)),
        }
    }

    /// Ends well: devices are told to come back later, running requests finish.
    pub async fn shut_down(self) {
        self.state.connections.drain(Duration::from_secs(2));
        self.handle.graceful_shutdown(Some(GRACE));
        if let Ok(Err(error)) = self.task.await {
            tracing::warn!(%error, "The server did not end well: {error}");
        }
    }
}

/// Binds an address. Done first, so that a port in use changes nothing.
pub fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => ServeError::PortInUse { address },
        _ => ServeError::Listen { address, source },
    })
}
