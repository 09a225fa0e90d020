//! Exit codes.

use std::process::ExitCode;

/// Shown below `--help`.
pub(crate) const HELP: &str = "\
Exit codes: 0 done or approved, 1 failed, 2 wrong usage, 3 denied, 4 expired without an answer,
5 no answer yet";

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Done,
    Failed,
    Denied,
    Expired,
    Pending,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Denied => 3,
            Exit::Expired => 4,
            Exit::Pending => 5,
        })
    }
}
