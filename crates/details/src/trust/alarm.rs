//! What makes a new version of a template alarming.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::display::Language;
use crate::messages::Message;
use crate::risk::RiskTier;

/// One way in which a template points out less than it did. Its texts are scrubbed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Alarm {
    /// A place is no longer marked as one the decision depends on.
    CriticalDropped {
        /// The place, a JSON pointer.
        path: String,
    },
    /// A critical place had a row in every request, and now has none or only sometimes: it stands
    /// under Other details.
    CriticalDemoted {
        /// The place, a JSON pointer.
        path: String,
    },
    /// The row of a critical place has another label.
    CriticalRelabelled {
        /// The place, a JSON pointer.
        path: String,
        /// The label before.
        before: String,
        /// The label now.
        after: String,
    },
    /// A critical place is shown by another call, or in another unit, scale or zone.
    CriticalReformatted {
        /// The place, a JSON pointer.
        path: String,
    },
    /// A place may be folded away that could not be.
    Folded {
        /// The place, a JSON pointer.
        path: String,
    },
    /// A bound of a place is gone, is larger, or refuses no more.
    BoundLoosened {
        /// The place, a JSON pointer.
        path: String,
    },
    /// A value of an `enum` has another word, in English.
    WordChanged {
        /// The value.
        word: String,
        /// Its word before.
        before: String,
        /// Its word now, if it has one.
        after: Option<String>,
    },
    /// The verb line no longer says the value of a critical place.
    LeftVerb {
        /// The place, a JSON pointer.
        path: String,
    },
    /// The button that says yes reads otherwise, in some language.
    ButtonChanged {
        /// What it read, or nothing if it had no words of its own.
        before: String,
        /// What it reads.
        after: String,
    },
    /// The verb line, a label or a word reads otherwise in another language than English.
    WordingChanged {
        /// What it said.
        before: String,
        /// What it says.
        after: String,
    },
    /// A place was among the requester's own words and is a row now.
    Unmarked {
        /// The place, a JSON pointer.
        path: String,
    },
    /// The risk floor is lower.
    FloorLowered {
        /// The floor before.
        before: RiskTier,
        /// The floor now.
        after: RiskTier,
    },
    /// The verb line begins with other words.
    ActionChanged {
        /// Its first words before.
        before: String,
        /// Its first words now.
        after: String,
    },
}

impl Alarm {
    /// A sentence for the banner.
    pub fn text(&self, language: Language) -> String {
        match self {
            Self::CriticalDropped { path } => Message::CriticalDropped.with(language, &[("path", path)]),
            Self::CriticalDemoted { path } => Message::CriticalDemoted.with(language, &[("path", path)]),
            Self::CriticalRelabelled { path, before, after } => {
                Message::CriticalRelabelled.with(language, &[("path", path), ("before", before), ("after", after)])
            }
            Self::CriticalReformatted { path } => Message::CriticalReformatted.with(language, &[("path", path)]),
            Self::LeftVerb { path } => Message::LeftVerb.with(language, &[("path", path)]),
            Self::Folded { path } => Message::Folded.with(language, &[("path", path)]),
            Self::BoundLoosened { path } => Message::BoundLoosened.with(language, &[("path", path)]),
            Self::WordChanged { word, before, after: Some(after) } => {
                Message::WordChanged.with(language, &[("word", word), ("before", before), ("after", after)])
            }
            Self::WordChanged { word, before, after: None } => {
                Message::WordDropped.with(language, &[("word", word), ("before", before)])
            }
            Self::FloorLowered { before, after } => {
                let (before, after) = (before.to_string(), after.to_string());
                Message::FloorLowered.with(language, &[("before", &before), ("after", &after)])
            }
            Self::ButtonChanged { before, after } => {
                Message::ButtonChanged.with(language, &[("before", before), ("after", after)])
            }
            Self::WordingChanged { before, after } => {
                Message::WordingChanged.with(language, &[("before", before), ("after", after)])
            }
            Self::Unmarked { path } => Message::Unmarked.with(language, &[("path", path)]),
            Self::ActionChanged { before, after } => {
                Message::ActionChanged.with(language, &[("before", before), ("after", after)])
            }
        }
    }
}

impl fmt::Display for Alarm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}
