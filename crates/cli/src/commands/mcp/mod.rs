//! `waxseal mcp`: approvals as tools of the Model Context Protocol.
//!
//! `transport` speaks the protocol, `tools` has a file for each tool, `approvals` asks and
//! remembers, and `answer` is what a model reads. The agent crate does the asking itself.
//!
//! Two rules shape the rest:
//!
//! - Every open request has one task that waits for its answer, whoever is waiting with it. A tool
//!   call that is cancelled stops listening and nothing else, so no answer is lost with it.
//! - An access token does not reach the model: what a model has read, it may repeat.

mod answer;
mod approval;
mod approvals;
mod arguments;
mod audience;
mod caller;
mod code;
mod connection;
mod details;
mod failure;
mod policy;
mod server;
mod token;
mod tools;
mod transport;

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use waxseal_protocol::SystemClock;

use crate::exit::Exit;

use approvals::Approvals;
pub(crate) use arguments::Arguments;
use server::McpServer;

/// The protocol's library warns of what a client does wrong, with its words; standard error is
/// shown by clients as a sign of trouble.
pub(crate) const DEFAULT_LOG: &str = "warn,rmcp=error";

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let ready = arguments.check()?;
    let ending = CancellationToken::new();
    let clock = Arc::new(SystemClock::new());
    let approvals = Arc::new(Approvals::new(ready.connection, ready.policy, clock, ending.clone()));
    let server = McpServer::new(Arc::clone(&approvals));
    let outcome = transport::serve(ready.transport, server, ending).await;
    approvals.say_what_is_left_open();
    outcome?;
    Ok(Exit::Done)
}
