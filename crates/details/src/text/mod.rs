//! Blocks as text: for a terminal, for a line of a notification, for a screen reader, and for the
//! middle of a sentence. Each is written from the same blocks, so none can say more or less.

pub(crate) mod inline;
pub(crate) mod notification;
pub(crate) mod speech;
pub(crate) mod terminal;

use crate::display::Language;
use crate::messages::Message;

/// How many there are: `3 entries`.
fn entries(language: Language, count: usize) -> String {
    let number = u32::try_from(count).map_or(f64::INFINITY, f64::from);
    Message::Rows.counted(language, number, &count.to_string())
}
