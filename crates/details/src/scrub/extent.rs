//! How long a text is, for those who have to fit it somewhere.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The size of a text.
///
/// [`scrub`](crate::scrub()) drops nothing, however long a text is. A renderer that clamps a long
/// text says how much there is: "Show all 4 212 characters".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Extent {
    /// How many characters, as Unicode scalar values, line breaks included.
    pub characters: usize,
    /// How many lines, by its line breaks alone; a renderer that wraps shows more. An empty text
    /// has none.
    pub lines: usize,
}

/// Measures a text.
///
/// ```
/// let extent = waxseal_details::extent("Rent\nMarch");
/// assert_eq!((extent.characters, extent.lines), (10, 2));
/// ```
pub fn extent(text: &str) -> Extent {
    let lines = if text.is_empty() { 0 } else { text.split('\n').count() };
    Extent { characters: text.chars().count(), lines }
}
