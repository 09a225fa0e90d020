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
    let server = server.over_http(Arc::clone(&sessions));
    let service = StreamableHttpService::new(move || Ok(server.clone()), Arc::clone(&sessions), config);
    let gate = Gate { bearer: settings.bearer.map(Arc::new), sessions };
    Router::new().route_service("/mcp", service).layer(from_fn_with_state(gate, gate::pass))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;

    use super::super::super::approvals::Approvals;
    use super::super::super::approvals::tests::{approvals, remember_of};
    use super::super::super::caller::Owner;
    use super::*;

    /// Serves on a port of its own till the test ends.
    async fn serve(approvals: &Arc<Approvals>) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let listen = listener.local_addr().unwrap();
        let settings = HttpSettings { listen, bearer: None, hosts: Vec::new(), origins: Vec::new() };
        let app = router(settings, McpServer::new(Arc::clone(approvals)), &CancellationToken::new());
        tokio::spawn(axum::serve(listener, app).into_future());
        listen
    }

    /// One request on a connection of its own, and all of its answer.
    async fn send(to: SocketAddr, method: &str, headers: &[(&str, &str)], body: &Value) -> String {
        let body = body.to_string();
        let mut text = format!(
            "{method} /mcp HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Accept: application/json, text/event-stream\r\nContent-Length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            text.extend([name, ": ", value, "\r\n"]);
        }
        let mut stream = TcpStream::connect(to).await.unwrap();
        stream.write_all(format!("{text}\r\n{body}").as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    async fn hello(to: SocketAddr, version: &str) -> String {
        let params =
            json!({"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}});
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params});
        send(to, "POST", &[("mcp-protocol-version", version)], &body).await
    }

    async fn session(to: SocketAddr) -> String {
        let answer = hello(to, "2025-06-18").await;
        let line = answer.lines().find_map(|line| line.strip_prefix("mcp-session-id: "));
        let session = line.expect("a session").to_owned();
        let body = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
        send(to, "POST", &[("mcp-session-id", &session)], &body).await;
        session
    }

    #[tokio::test]
    async fn a_session_does_not_see_what_another_one_asked_for() {
        let approvals = Arc::new(approvals(5));
        let to = serve(&approvals).await;
        let (hers, eves) = (session(to).await, session(to).await);
        let (_open, id) = remember_of(&approvals, &Owner::Session(hers.as_str().into()), "ACME");
        let params = json!({"name": "check_approval", "arguments": {"approval": id}});
        let check = json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": params});
        let seen = async |session: &str| {
            let answer = send(to, "POST", &[("mcp-session-id", session)], &check).await;
            assert!(answer.contains("7KQ-M3R") != answer.contains("unknown_approval"), "{answer}");
            answer.contains("7KQ-M3R")
        };
        assert!(seen(&hers).await);
        assert!(!seen(&eves).await);
        send(to, "DELETE", &[("mcp-session-id", &hers)], &Value::Null).await;
        assert!(seen(&eves).await, "her session is over, and the name is a key");
    }

    #[tokio::test]
    async fn sessions_are_counted_whatever_version_they_name() {
        let to = serve(&Arc::new(approvals(5))).await;
        let mut statuses = Vec::new();
        for number in 0..gate::MAX_SESSIONS + 4 {
            let version = if number % 2 == 0 { "2025-06-18" } else { "2026-07-28" };
            let answer = hello(to, version).await;
            statuses.push(answer.split(' ').nth(1).unwrap().to_owned());
        }
        let (let_in, refused) = statuses.split_at(gate::MAX_SESSIONS);
        assert!(let_in.iter().all(|status| status == "200"), "{let_in:?}");
        assert!(refused.iter().all(|status| status == "503"), "{refused:?}");
    }
}
