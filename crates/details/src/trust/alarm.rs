//! What makes a new version of a template alarming.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
    /// The verb line no longer says the value of a critical place.
    LeftVerb {
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
    /// The verb line says another action.
    ActionChanged {
        /// The action before.
        before: String,
        /// The action now.
        after: String,
    },
}

impl fmt::Display for Alarm {
    /// A sentence for the banner.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CriticalDropped { path } => write!(f, "{path} is no longer marked as important."),
            Self::CriticalDemoted { path } => write!(f, "{path} may now stand under Other details."),
            Self::CriticalRelabelled { path, before, after } => {
                write!(f, "{path} was called “{before}”, and is now called “{after}”.")
            }
            Self::LeftVerb { path } => write!(f, "The first line no longer says {path}."),
            Self::FloorLowered { before, after } => write!(f, "It asked for {before} care, and now for {after}."),
            Self::ActionChanged { before, after } => {
                write!(f, "The first line began with “{before}”, and now with “{after}”.")
            }
        }
    }
}
