//! `waxseal agent wait`, and how every command waits.

use std::path::Path;
use std::time::Duration;

use waxseal_agent::{AgentError, Client, PendingApproval};
use waxseal_protocol::{Clock as _, SystemClock};

use super::connection::Connection;
use super::handle::{Source, quoted, save};
use super::outcome::Output;
use crate::exit::Exit;
use crate::signals::Signals;

pub(super) const EXAMPLES: &str = "\
Examples:
  # Ask in one step of a pipeline, wait in another:
  waxseal agent ask --user 'auth0|hanna' --audience urn:my-api --no-wait > handle.json
  waxseal agent wait @handle.json

  # Give up after a minute (exit code 5) and go on later:
  waxseal agent wait @handle.json --timeout 60

Exit codes: 0 approved, 1 failed, 3 denied, 4 expired without an answer, 5 no answer yet";

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// What ask --no-wait printed; @FILE reads it from a file and keeps it current there, - reads
    /// standard input.
    #[arg(value_name = "HANDLE")]
    handle: Source,
    /// Stop waiting after so many seconds. The request goes on.
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<u64>,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let Arguments { handle, timeout, connection, output } = arguments;
    let waiting = async {
        let mut pending = handle.read()?;
        let client = connection.client().await?;
        Waiting { client: &client, timeout, file: handle.file(), output }.wait(&mut pending).await
    };
    Ok(waiting.await.unwrap_or_else(|error| output.ended(&error)))
}

/// How a command waits.
pub(super) struct Waiting<'a> {
    pub(super) client: &'a Client,
    pub(super) timeout: Option<u64>,
    /// Where the handle is kept.
    pub(super) file: Option<&'a Path>,
    pub(super) output: Output,
}

impl Waiting<'_> {
    /// Waits for the answer, for the timeout, or for somebody who wants the program to end.
    pub(super) async fn wait(self, pending: &mut PendingApproval) -> anyhow::Result<Exit> {
        let mut signals = Signals::new()?;
        let left = seconds_left(pending);
        self.output.note(&format!("Waiting up to {left} s for an answer…"));
        let timeout = async {
            match self.timeout {
                Some(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
                None => std::future::pending().await,
            }
        };
        let answer = tokio::select! {
            answer = self.client.wait_mut(pending) => Some(answer),
            () = timeout => None,
            () = signals.wait() => None,
        };
        match answer {
            Some(Ok(token)) => Ok(self.output.approved(&token)),
            Some(Err(error @ AgentError::Unreachable(_))) => {
                self.keep(pending)?;
                Err(error.into())
            }
            Some(Err(error)) => Err(error.into()),
            None => {
                self.keep(pending)?;
                let exit = self.output.pending(pending, seconds_left(pending));
                let handle = self.file.map_or_else(|| quoted(pending), |path| format!("@{}", path.display()));
                self.output.note(&format!("To go on waiting: waxseal agent wait {handle}"));
                Ok(exit)
            }
        }
    }

    fn keep(&self, pending: &PendingApproval) -> anyhow::Result<()> {
        self.file.map_or(Ok(()), |path| save(path, pending))
    }
}

/// How many seconds the person has, begun ones too.
pub(super) fn seconds_left(pending: &PendingApproval) -> u64 {
    let left = pending.time_left(SystemClock::new().now());
    left.as_secs() + u64::from(left.subsec_nanos() > 0)
}
