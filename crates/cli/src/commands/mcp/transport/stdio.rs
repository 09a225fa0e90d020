//! Standard input and output. Output belongs to the protocol: everything else is written to
//! standard error.

use std::io::IsTerminal as _;
use std::pin::Pin;
use std::task::{Context, Poll};

use anyhow::Context as _;
use rmcp::ServiceExt as _;
use rmcp::service::ServerInitializeError;
use tokio::io::{AsyncRead, ReadBuf};
use tokio_util::sync::CancellationToken;

use super::super::server::McpServer;
use crate::output;
use crate::signals::Signals;

pub(super) async fn serve(server: McpServer, ending: CancellationToken) -> anyhow::Result<()> {
    if std::io::stdin().is_terminal() {
        output::note(
            "This speaks the Model Context Protocol, and waits for a program that does.\n\
             hint: docs/guides/mcp.md says how to set it up in an MCP client",
        );
    }
    let mut signals = Signals::new()?;
    let (input, output) = rmcp::transport::stdio();
    let input = UntilEnd { input, ended: ending.clone() };
    let conversation = async {
        match server.serve((input, output)).await {
            Ok(running) => running.waiting().await.map(drop).context("the connection broke"),
            // A client that goes before it has said hello is no error of ours.
            Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
            Err(error) => Err(anyhow::Error::new(error).context("the MCP client does not begin as it should")),
        }
    };
    tokio::select! {
        ended = conversation => ended,
        () = signals.wait() => {
            ending.cancel();
            Ok(())
        }
    }
}

/// Input that tells when it ends. The protocol's library finishes the calls that run then, for some
/// seconds; those that wait for a person have to know that nobody listens any more.
struct UntilEnd<R> {
    input: R,
    ended: CancellationToken,
}

impl<R: AsyncRead + Unpin> AsyncRead for UntilEnd<R> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        let before = into.filled().len();
        let read = Pin::new(&mut self.input).poll_read(cx, into);
        let ended = match &read {
            Poll::Ready(Ok(())) => into.filled().len() == before,
            Poll::Ready(Err(_)) => true,
            Poll::Pending => false,
        };
        if ended {
            self.ended.cancel();
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::*;

    #[tokio::test]
    async fn the_end_of_the_input_is_noticed() {
        let ended = CancellationToken::new();
        let mut input = UntilEnd { input: &b"{}\n"[..], ended: ended.clone() };
        let mut three = [0; 3];
        input.read_exact(&mut three).await.unwrap();
        assert!(!ended.is_cancelled());
        assert_eq!(input.read(&mut three).await.unwrap(), 0);
        assert!(ended.is_cancelled());
    }
}
