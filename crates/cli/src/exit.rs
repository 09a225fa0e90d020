//! Exit codes.

use std::process::ExitCode;

/// Shown below `--help`.
pub(crate) const HELP: &str = "\
Exit codes: 0 done or approved, 1 failed, 2 wrong usage, 3 denied, 4 expired without an answer, \
5 no answer yet; of a device also 20 over in another way, 21 changed, 22 not to be decided, 23 not connected, \
124 out of time";

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Done,
    Failed,
    Denied,
    Expired,
    /// An agent: there is no answer yet.
    Pending,
    /// A device: somebody else was faster, or the request was withdrawn.
    OverAlready,
    /// A device: what was to be answered is no longer what it was.
    Changed,
    /// A device: there is no such request, or it cannot be answered like this.
    NotDecidable,
    /// A device: nothing was sent, because there is no connection.
    NotConnected,
    /// A device: the time it was given is up.
    TimedOut,
}

impl Exit {
    /// As the shell sees it. Those of devices are out of the way of the others; 124 is what
    /// timeout(1) says.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Denied => 3,
            Self::Expired => 4,
            Self::Pending => 5,
            Self::OverAlready => 20,
            Self::Changed => 21,
            Self::NotDecidable => 22,
            Self::NotConnected => 23,
            Self::TimedOut => 124,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
