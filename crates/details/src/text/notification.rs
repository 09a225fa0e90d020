//! The line of a notification.

use crate::card::Card;

/// Longer lines are cut by the desktop, at a place of its own choice.
const MAX: usize = 120;

pub(crate) fn line(card: &Card) -> String {
    let line: String = card.headline.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.chars().count() <= MAX {
        return line;
    }
    line.chars().take(MAX - 1).chain(['…']).collect()
}
