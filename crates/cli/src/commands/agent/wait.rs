//! `waxseal agent wait`, and how every command waits.

use std::path::Path;
use std::time::Duration;

use waxseal_agent::{Client, PendingApproval};
use waxseal_protocol::{Clock as _, SystemClock};

use super::connection::Connection;
use super::handle::{Source, keep};
use super::outcome::{Output, is_end, to_go_on};
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
        let signals = Signals::new()?;
        Ok(Waiting { client: &client, timeout, file: handle.file(), output, signals }.wait(&mut pending).await)
    };
    Ok(waiting.await.unwrap_or_else(|error: anyhow::Error| output.ended(&error, None)))
}

/// How a command waits.
pub(super) struct Waiting<'a> {
    pub(super) client: &'a Client,
    pub(super) timeout: Option<u64>,
    /// Where the handle is kept.
    pub(super) file: Option<&'a Path>,
    pub(super) output: Output,
    /// Heard from before the person was asked.
    pub(super) signals: Signals,
}

impl Waiting<'_> {
    /// Waits for the answer, for the timeout, or for somebody who wants the program to end.
    pub(super) async fn wait(mut self, pending: &mut PendingApproval) -> Exit {
        let left = seconds_left(pending);
        self.output.note(&format!("Waiting up to {left} s for an answer…"));
        let (client, timeout) = (self.client, self.timeout.map(Duration::from_secs));
        let waiting = async {
            match timeout {
                Some(longest) => client.wait_at_most(pending, longest).await,
                None => client.wait_mut(pending).await.map(Some),
            }
        };
        let answer = tokio::select! {
            answer = waiting => Some(answer),
            () = self.signals.wait() => None,
        };
        let answer = match answer {
            Some(answer) => answer,
            // The token may be here already: it is given out once.
            None => client.last_word(pending).await,
        };
        match answer {
            Ok(Some(token)) => self.output.approved(&token),
            Ok(None) => {
                let file = self.file.filter(|path| keep(path, pending));
                let exit = self.output.pending(pending, seconds_left(pending));
                self.to_go_on(pending, file);
                exit
            }
            Err(error) if is_end(&error) => self.output.ended(&error.into(), None),
            Err(error) => {
                let file = self.file.filter(|path| keep(path, pending));
                let exit = self.output.ended(&error.into(), Some(pending));
                self.to_go_on(pending, file);
                exit
            }
        }
    }

    /// For a person: a program has the handle in its object.
    fn to_go_on(&self, pending: &PendingApproval, file: Option<&Path>) {
        if !self.output.is_json() {
            to_go_on(pending, file);
        }
    }
}

/// How many seconds the person has, begun ones too.
pub(super) fn seconds_left(pending: &PendingApproval) -> u64 {
    let left = pending.time_left(SystemClock::new().now());
    left.as_secs() + u64::from(left.subsec_nanos() > 0)
}
