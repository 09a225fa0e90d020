//! Making text from outside safe to look at.
//!
//! Characters that are invisible, change the direction of their neighbours, or look like a space
//! without being one are written out as `⟦U+202E⟧`. Runs of white space and piles of combining
//! marks are shortened to a marker that says so. Nothing is dropped silently, and a long text is
//! never cut: [`extent`] says how long it is.
//!
//! There are two ways to look at a text. [`scrub`] is for prose and keeps what ordinary writing
//! needs. [`scrub_identity`] is for names, accounts and hosts, where every difference counts.

mod character;
mod extent;
mod joiner;
mod white_space;
mod writer;

#[cfg(test)]
mod tests;

use self::writer::{Kind, Writer};
use crate::block::Shown;

pub(crate) use self::character::{category, is_deceptive, is_letter_or_number, is_mark, is_pictograph};
pub use self::extent::{Extent, extent};

/// Blanks in a row that are shown as they are.
const MAX_BLANKS: usize = 8;
/// Line breaks in a row that are shown as they are.
const MAX_BREAKS: usize = 2;
/// Combining marks on one character that are shown as they are.
pub(crate) const MAX_MARKS: usize = 4;

/// Writes out what cannot be seen.
///
/// A zero-width joiner or non-joiner is left alone where RFC 5892, Appendix A.1 and A.2 (CONTEXTJ)
/// allows it: after a virama, and for the non-joiner between letters that would join. Persian and
/// the Indic scripts are spelled with them. Two prose texts can therefore differ by an allowed
/// joiner and look alike; where that matters, use [`scrub_identity`].
///
/// A run of more than two line breaks, with or without blanks among them, becomes one marker with
/// both counts. The line breaks of many very short lines are written out, so that the lines stand
/// beside each other. A mark with nothing to sit on is written out.
///
/// ```
/// use waxseal_details::scrub;
/// assert_eq!(scrub("Hanna Herwitz").text, "Hanna Herwitz");
/// assert_eq!(scrub("pay\u{202e}tnuoma").text, "pay⟦U+202E⟧tnuoma");
/// assert!(scrub("zero\u{200b}width").altered);
/// assert!(!scrub("کتاب\u{200c}ها").altered);
/// ```
pub fn scrub(text: &str) -> Shown {
    Writer::new(text, Kind::Prose).write()
}

/// Writes out everything that is not a plain part of a name.
///
/// Beyond what [`scrub`] does, this writes out every joiner, line breaks, emoji and other pictures,
/// blanks at either end and blanks beside blanks. Two different identities never read the same by
/// a hidden character; letters that look alike are the matter of [`suspicions`](crate::suspicions)
/// and [`KnownNames`](crate::KnownNames).
///
/// ```
/// use waxseal_details::scrub_identity;
/// assert_eq!(scrub_identity("Acme Payroll").text, "Acme Payroll");
/// assert_eq!(scrub_identity("Acme Payroll ").text, "Acme Payroll⟦U+0020⟧");
/// assert_eq!(scrub_identity("Acme ✅").text, "Acme ⟦U+2705⟧");
/// ```
pub fn scrub_identity(text: &str) -> Shown {
    Writer::new(text, Kind::Identity).write()
}
