//! `waxseal agent check`

use super::connection::Connection;
use super::handle::{Source, keep};
use super::outcome::{Output, is_end};
use super::wait::seconds_left;
use crate::exit::Exit;

pub(super) const EXAMPLES: &str = "\
Examples:
  waxseal agent ask --user 'auth0|hanna' --audience urn:my-api --no-wait > handle.json
  waxseal agent check @handle.json

Exit codes: 0 approved, 1 failed, 3 denied, 4 expired without an answer, 5 no answer yet.
An approval gives its token once: after exit code 0, there is nothing more to check.";

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// What ask --no-wait printed; @FILE reads it from a file and keeps it current there, - reads
    /// standard input.
    #[arg(value_name = "HANDLE")]
    handle: Source,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let Arguments { handle, connection, output } = arguments;
    let checking = async {
        let mut pending = handle.read()?;
        let client = connection.client().await?;
        let answer = client.check(&mut pending).await;
        if let Ok(Some(token)) = &answer {
            return Ok(output.approved(token));
        }
        let goes_on = !answer.as_ref().is_err_and(is_end);
        if let Some(path) = handle.file().filter(|_| goes_on) {
            keep(path, &pending);
        }
        Ok(match answer {
            Err(error) => output.ended(&error.into(), goes_on.then_some(&pending)),
            Ok(_) => output.pending(&pending, seconds_left(&pending)),
        })
    };
    Ok(checking.await.unwrap_or_else(|error: anyhow::Error| output.ended(&error, None)))
}
