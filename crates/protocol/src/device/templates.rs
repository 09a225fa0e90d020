//! Template packs on their way to a device.

use serde::{Deserialize, Serialize};

/// The body of `GET …/api/templates`: what the issuer publishes, each as a compact JWS.
///
/// ```
/// use waxseal_protocol::device::TemplatePacks;
/// let offered: TemplatePacks = serde_json::from_str(r#"{"packs":["eyJ…","eyJ…"]}"#)?;
/// assert_eq!(offered.packs.len(), 2);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplatePacks {
    /// The newest pack last; before it, those that named the keys of a later one.
    pub packs: Vec<String>,
}
