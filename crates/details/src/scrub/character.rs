//! Classes of characters, by their Unicode properties.

use icu_properties::props::{
    DefaultIgnorableCodePoint, Emoji, ExtendedPictographic, GeneralCategory, GeneralCategoryGroup,
};
use icu_properties::{CodePointMapData, CodePointSetData};

pub(crate) fn category(character: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(character)
}

/// Whether it is drawn onto the character before it.
pub(crate) fn is_mark(character: char) -> bool {
    matches!(category(character), GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark)
        && !is_deceptive(character)
}

/// Whether it cannot be seen, changes the direction of its neighbours, looks like a space without
/// being one, has no agreed meaning, or imitates our own markers.
///
/// Bidirectional controls, zero-width characters, joiners, variation selectors and tag characters
/// are all default ignorable (UAX #44) or of category `Cf`.
pub(crate) fn is_deceptive(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_control();
    }
    is_our_bracket(character)
        || is_blank_by_design(character)
        || is_default_ignorable(character)
        || matches!(
            category(character),
            GeneralCategory::Control
                | GeneralCategory::Format
                | GeneralCategory::PrivateUse
                | GeneralCategory::Surrogate
                | GeneralCategory::Unassigned
                | GeneralCategory::LineSeparator
                | GeneralCategory::ParagraphSeparator
                | GeneralCategory::SpaceSeparator
        )
}

/// Whether it is an emoji or another picture: `✅`, `🏦`, `✓`, `★`, a flag's letter.
///
/// The copyright, registered, trade mark, degree and number signs are ordinary in names, and so are
/// the enclosed signs of East Asian company names (`㈱`).
pub(crate) fn is_pictograph(character: char) -> bool {
    if character.is_ascii() || matches!(character, '©' | '®' | '™' | '°' | '№') {
        return false;
    }
    let emoji = CodePointSetData::new::<Emoji>().contains(character)
        || CodePointSetData::new::<ExtendedPictographic>().contains(character);
    let enclosed = matches!(character, '\u{3200}'..='\u{33ff}');
    emoji || (category(character) == GeneralCategory::OtherSymbol && !enclosed)
}

/// Whether it is a letter or a number, of any script.
pub(crate) fn is_letter_or_number(character: char) -> bool {
    let category = category(character);
    GeneralCategoryGroup::Letter.contains(category) || GeneralCategoryGroup::Number.contains(category)
}

fn is_default_ignorable(character: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
}

/// The brackets of our markers and their look-alikes, so that no text can imitate a marker.
fn is_our_bracket(character: char) -> bool {
    matches!(character, '⟦' | '⟧' | '\u{301a}' | '\u{301b}')
}

/// Characters that have an ordinary category but put nothing, or only an empty box, on the screen.
fn is_blank_by_design(character: char) -> bool {
    matches!(
        character,
        // Braille pattern blank, Tifinagh consonant joiner, object replacement, Brahmi number
        // joiner, Khitan filler, musical null notehead.
        '\u{2800}' | '\u{2d7f}' | '\u{fffc}' | '\u{1107f}' | '\u{16fe4}' | '\u{1d159}'
    )
}
