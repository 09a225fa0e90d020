//! Asking a person in a terminal.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines, Stdin};
use waxseal_protocol::{Clock, SystemClock};

use crate::output;

/// An answer that comes sooner was typed before the request was read.
const TOO_SOON: Duration = Duration::from_millis(800);

/// What the person said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Approve,
    Deny,
    Later,
    /// The request ended while the person was asked.
    Over,
}

/// The lines of standard input.
pub(super) struct Terminal {
    lines: Lines<BufReader<Stdin>>,
    clock: SystemClock,
}

impl Terminal {
    pub(super) fn new() -> Self {
        Self { lines: BufReader::new(tokio::io::stdin()).lines(), clock: SystemClock::new() }
    }

    /// Asks until the answer is one. `None` when there is nobody to ask any more.
    pub(super) async fn ask(&mut self) -> Option<Answer> {
        loop {
            output::note("Approve? [y]es, [n]o, [l]ater:");
            let asked_at = self.clock.monotonic();
            let line = self.lines.next_line().await.ok().flatten()?;
            if self.clock.monotonic().saturating_sub(asked_at) < TOO_SOON {
                output::note("That came too soon to have been read. Please answer again.");
                continue;
            }
            match line.trim().to_lowercase().as_str() {
                "y" | "yes" => return Some(Answer::Approve),
                "n" | "no" => return Some(Answer::Deny),
                "l" | "later" => return Some(Answer::Later),
                _ => {}
            }
        }
    }
}
