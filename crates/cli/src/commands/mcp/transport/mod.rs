//! The two ways in which MCP is spoken.

mod gate;
mod http;
mod stdio;

use tokio_util::sync::CancellationToken;

use super::server::McpServer;

pub(super) use http::HttpSettings;

/// Which of them.
#[derive(Debug)]
pub(super) enum Transport {
    /// On standard input and output, with one client: the program that started this one.
    Stdio,
    /// By streamable HTTP, with any number of clients.
    Http(HttpSettings),
}

/// Serves until the client is gone, or the operator ends it. `ending` is cancelled then.
pub(super) async fn serve(transport: Transport, server: McpServer, ending: CancellationToken) -> anyhow::Result<()> {
    match transport {
        Transport::Stdio => stdio::serve(server, ending).await,
        Transport::Http(settings) => http::serve(settings, server, ending).await,
    }
}
