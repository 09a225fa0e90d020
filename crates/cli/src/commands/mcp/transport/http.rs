//! Streamable HTTP at `/mcp`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::middleware::from_fn_with_state;
use rmcp::transport::streamable_http_server::session::local::{LocalSessionManager, SessionConfig};
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use waxseal_protocol::Secret;

use super::super::server::McpServer;
use super::gate::{self, Gate};
use crate::output;
use crate::signals::Signals;

/// How HTTP is served.
#[derive(Debug)]
pub(in super::super) struct HttpSettings {
    pub(in super::super) listen: SocketAddr,
    /// What clients have to send.
    pub(in super::super) bearer: Option<Secret<String>>,
    /// Names of this server beside those of loopback.
    pub(in super::super) hosts: Vec<String>,
    /// Web pages that may call it.
    pub(in super::super) origins: Vec<String>,
}

/// A session that nobody uses ends after this.
const IDLE: Duration = Duration::from_hours(1);
/// The longest message: details have at most 64 KiB.
const MAX_BODY: usize = 512 * 1024;
/// How long connections have to end.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) async fn serve(settings: HttpSettings, server: McpServer, ending: CancellationToken) -> anyhow::Result<()> {
    let listener = TcpListener::bind(settings.listen).await.with_context(|| {
        format!("cannot listen on {}\nhint: another program may; choose another port with --listen", settings.listen)
    })?;
    let address = listener.local_addr()?;
    output::note(&format!("Waxseal speaks MCP at http://{address}/mcp"));
    if settings.bearer.is_none() {
        output::note("Every program on this machine can ask; --bearer-token-file keeps others out");
    }
    let app = router(settings, server, &ending);
    let mut signals = Signals::new()?;
    let graceful = axum::serve(listener, app).with_graceful_shutdown(ending.clone().cancelled_owned());
    let mut serving = tokio::spawn(graceful.into_future());
    tokio::select! {
        ended = &mut serving => return ended?.context("HTTP ended"),
        () = signals.wait() => ending.cancel(),
    }
    // Streams of clients that do not listen any more may never end by themselves.
    tokio::time::timeout(PATIENCE, &mut serving).await.ok();
    Ok(())
}

fn router(settings: HttpSettings, server: McpServer, ending: &CancellationToken) -> Router {
    let mut sessions = LocalSessionManager::default();
    let mut session_config = SessionConfig::default();
    session_config.keep_alive = Some(IDLE);
    sessions.session_config = session_config;
    let sessions = Arc::new(sessions);
    let own_names =
        ["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned(), settings.listen.ip().to_string()];
    let config = StreamableHttpServerConfig::default()
        .with_allowed_hosts(own_names.into_iter().chain(settings.hosts))
        .with_allowed_origins(settings.origins)
        // Without a list, this refuses every browser: the library by itself would let all of them in.
        .enforce_origin_validation()
        .with_max_request_body_bytes(MAX_BODY)
        .with_cancellation_token(ending.child_token());
    let service = StreamableHttpService::new(move || Ok(server.clone()), Arc::clone(&sessions), config);
    let gate = Gate { bearer: settings.bearer.map(Arc::new), sessions };
    Router::new().route_service("/mcp", service).layer(from_fn_with_state(gate, gate::pass))
}
