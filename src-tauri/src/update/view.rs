//! What the page shows of updates.

use serde::{Deserialize, Serialize};
use tauri_plugin_updater::Update;
use ts_rs::TS;

use super::problem::UpdateProblem;

/// What is done without being asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum UpdateMode {
    /// Nothing: it is looked for updates when the person says so.
    Manual,
    /// Updates are fetched; the person says when one is installed.
    #[default]
    Ask,
    /// Updates are fetched, and installed when the person quits.
    OnQuit,
}

/// An update, as far as a person reads about it. Its words are the publisher's, made harmless.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub(crate) struct UpdateOffer {
    /// Its version.
    pub(crate) version: String,
    /// When it was published, in RFC 3339.
    pub(crate) date: Option<String>,
    /// What it brings, as plain text.
    pub(crate) notes: Option<String>,
    /// Whether there was more of the notes than is shown.
    pub(crate) notes_cut: bool,
}

/// The most of the notes that is shown, in characters.
const MAX_NOTES: usize = 4000;

impl UpdateOffer {
    pub(super) fn of(update: &Update) -> Self {
        let date = update.raw_json.get("pub_date").and_then(|date| date.as_str()).filter(|date| date.len() <= 40);
        let (notes, notes_cut) = plain(update.body.as_deref().unwrap_or_default());
        Self { version: update.version.clone(), date: date.map(ToOwned::to_owned), notes, notes_cut }
    }
}

/// Notes without anything hidden in them, and whether some were left out.
fn plain(notes: &str) -> (Option<String>, bool) {
    let notes = notes.trim();
    let start: String = notes.chars().take(MAX_NOTES).collect();
    let cut = start.len() < notes.len();
    (Some(waxseal_device::scrub(start.trim()).text).filter(|text| !text.is_empty()), cut)
}

/// How far it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum UpdateState {
    /// This build has no updates of its own: they come with the system's packages.
    Off,
    /// Nobody looked yet.
    #[default]
    Unknown,
    /// It is being looked for one.
    Looking,
    /// There is none.
    Latest,
    /// One is being fetched.
    Fetching {
        /// Which one.
        offer: UpdateOffer,
        /// How much of it is here, in percent; `null` if the server does not say how much it is.
        percent: Option<u8>,
    },
    /// One is here, and its signature is right.
    Ready {
        /// Which one.
        offer: UpdateOffer,
    },
    /// The system is asked whether it may be installed, or installs it.
    Installing {
        /// Which one.
        offer: UpdateOffer,
    },
    /// It is installed, and runs after a restart.
    Installed {
        /// Which one.
        offer: UpdateOffer,
    },
}

/// What an installation or a restart waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub(crate) struct UpdateWaits {
    /// Open requests, and answers on their way.
    pub(crate) requests: u32,
    /// Whether it is something else, such as enrolling.
    pub(crate) other: bool,
}

/// What the page shows of updates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub(crate) struct UpdateView {
    /// The version that runs.
    pub(crate) version: String,
    /// What is done without being asked.
    pub(crate) mode: UpdateMode,
    /// How far it is.
    pub(crate) state: UpdateState,
    /// What went wrong last, until something else is tried.
    pub(crate) problem: Option<UpdateProblem>,
    /// What an installation waits for now.
    pub(crate) waits_for: Option<UpdateWaits>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_notes_are_short_and_hide_nothing() {
        let (notes, cut) = plain("<img src=x onerror=alert(1)> \u{202e}evil\u{200b}");
        assert_eq!(notes.as_deref(), Some("<img src=x onerror=alert(1)> ⟦U+202E⟧evil⟦U+200B⟧"));
        assert!(!cut);
        let (notes, cut) = plain(&"a".repeat(1_000_000));
        assert_eq!((notes.map(|notes| notes.len()), cut), (Some(MAX_NOTES), true));
        assert_eq!(plain(" \n "), (None, false));
    }
}
