//! Why an update did not come or was not installed: a word for the page, and the cause for whoever helps.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum UpdateProblemKind {
    /// The server does not answer, or with an error.
    Unreachable,
    /// Its answer is no manifest, or a package is not what a package may be.
    Unusable,
    /// The manifest has nothing for this computer.
    NotForHere,
    /// The signature is not that of whoever ships this build, or is for another version. Nothing was kept.
    NotSigned,
    /// What was fetched cannot be kept.
    Storage,
    /// The system did not let it be installed, or the person did not.
    NotAllowed,
    /// The system cannot be asked to install it.
    CannotAsk,
    /// The system's package tool did not take it, or did not finish. What runs goes on running.
    NotInstalled,
    /// A request came before it began.
    Interrupted,
}

/// What went wrong, and its cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub(crate) struct UpdateProblem {
    /// What.
    pub(crate) kind: UpdateProblemKind,
    /// The cause, in English, for whoever helps. It may hold text of the server or of a tool.
    pub(crate) detail: String,
}

/// A cause is a few lines at most.
const MAX_DETAIL: usize = 400;

impl UpdateProblem {
    pub(super) fn new(kind: UpdateProblemKind, detail: impl std::fmt::Display) -> Self {
        let detail: String = detail.to_string().chars().take(MAX_DETAIL).collect();
        Self { kind, detail: waxseal_device::scrub(detail.trim()).text }
    }
}

impl From<tauri_plugin_updater::Error> for UpdateProblem {
    fn from(error: tauri_plugin_updater::Error) -> Self {
        use tauri_plugin_updater::Error;
        let kind = match &error {
            Error::TargetNotFound(_) | Error::TargetsNotFound(_) | Error::UnsupportedArch | Error::UnsupportedOs => {
                UpdateProblemKind::NotForHere
            }
            Error::Minisign(_)
            | Error::Base64(_)
            | Error::SignatureUtf8(_)
            | Error::SignedVersionMismatch { .. }
            | Error::MissingSignedVersion => UpdateProblemKind::NotSigned,
            Error::Reqwest(_) | Error::Network(_) => UpdateProblemKind::Unreachable,
            Error::Io(_) => UpdateProblemKind::Storage,
            Error::AuthenticationFailed => UpdateProblemKind::NotAllowed,
            _ => UpdateProblemKind::Unusable,
        };
        Self::new(kind, with_causes(&error))
    }
}

/// An error with what caused it: the outer sentence alone says little of a network.
pub(super) fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let mut texts: Vec<String> = causes.map(ToString::to_string).collect();
    texts.dedup();
    texts.join(": ")
}
