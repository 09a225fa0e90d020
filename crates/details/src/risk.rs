//! How much care a request needs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A tier of care, ordered: a higher tier asks more of the person who approves.
///
/// A template states the floor of its type; the request itself cannot lower it.
///
/// ```
/// use waxseal_details::RiskTier;
/// assert!(RiskTier::Low < RiskTier::High);
/// assert_eq!(serde_json::from_str::<RiskTier>(r#""medium""#)?, RiskTier::Medium);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RiskTier {
    /// Easy to undo, and of little consequence.
    Low,
    /// Worth a second look.
    Medium,
    /// Money, production, health: the most care. Types without a template are always here.
    High,
}

impl std::fmt::Display for RiskTier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        })
    }
}
