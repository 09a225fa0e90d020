//! Where a joiner belongs to the spelling of a word: RFC 5892, Appendix A.1 and A.2 (CONTEXTJ).
//!
//! Persian writes a zero-width non-joiner inside ordinary words, and several Indic scripts write
//! either joiner after a virama. Anywhere else a joiner is only a hidden character.

use icu_properties::CodePointMapData;
use icu_properties::props::{CanonicalCombiningClass, JoiningType};

use super::MAX_MARKS;
use super::character::is_mark;

pub(crate) const ZERO_WIDTH_NON_JOINER: char = '\u{200c}';
pub(crate) const ZERO_WIDTH_JOINER: char = '\u{200d}';

/// Whether the character at `at` is a joiner in a context the RFC allows.
///
/// The RFC lets any transparent character stand between a non-joiner and the letters it separates.
/// Here these are only the few marks that are shown as they are: a hidden character in between
/// becomes a marker, and the joiner would then separate nothing.
pub(super) fn belongs(characters: &[char], at: usize) -> bool {
    let (before, after) = (characters.get(..at).unwrap_or_default(), characters.get(at + 1..).unwrap_or_default());
    match characters.get(at) {
        Some(&ZERO_WIDTH_JOINER) => follows_virama(before),
        Some(&ZERO_WIDTH_NON_JOINER) => {
            follows_virama(before)
                || (next_letter(before.iter().rev()).is_some_and(joins_to_the_next)
                    && next_letter(after.iter()).is_some_and(joins_to_the_previous))
        }
        _ => false,
    }
}

fn follows_virama(before: &[char]) -> bool {
    before.last().is_some_and(|character| {
        CodePointMapData::<CanonicalCombiningClass>::new().get(*character) == CanonicalCombiningClass::Virama
    })
}

/// The first character past the transparent marks.
fn next_letter<'a>(characters: impl Iterator<Item = &'a char>) -> Option<JoiningType> {
    characters
        .take(MAX_MARKS + 1)
        .map(|character| (*character, CodePointMapData::<JoiningType>::new().get(*character)))
        .find(|(character, joining)| *joining != JoiningType::Transparent || !is_mark(*character))
        .map(|(_, joining)| joining)
}

fn joins_to_the_next(joining: JoiningType) -> bool {
    matches!(joining, JoiningType::LeftJoining | JoiningType::DualJoining)
}

fn joins_to_the_previous(joining: JoiningType) -> bool {
    matches!(joining, JoiningType::RightJoining | JoiningType::DualJoining)
}
