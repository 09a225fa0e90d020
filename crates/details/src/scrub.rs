//! Making text from outside safe to look at.
//!
//! Characters that are invisible, change the direction of their neighbours, or look like a space
//! without being one are written out as `⟦U+202E⟧`. Runs of white space and piles of combining
//! marks are shortened to a marker that says so. Nothing is dropped silently.

use std::fmt::{self, Write as _};

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

use crate::block::Shown;

/// Blanks in a row that are shown as they are.
const MAX_BLANKS: usize = 8;
/// Line breaks in a row that are shown as they are.
const MAX_BREAKS: usize = 2;
/// Combining marks on one character that are shown as they are.
const MAX_MARKS: usize = 4;

/// Writes out what cannot be seen.
///
/// ```
/// use waxseal_details::scrub;
/// assert_eq!(scrub("Hanna Herwitz").text, "Hanna Herwitz");
/// assert_eq!(scrub("pay\u{202e}tnuoma").text, "pay⟦U+202E⟧tnuoma");
/// assert!(scrub("zero\u{200b}width").altered);
/// ```
pub fn scrub(text: &str) -> Shown {
    let mut out = String::with_capacity(text.len());
    let mut altered = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            ' ' | '\n' => {
                let mut count = 1;
                while characters.next_if_eq(&character).is_some() {
                    count += 1;
                }
                let (limit, name) = if character == ' ' { (MAX_BLANKS, "blanks") } else { (MAX_BREAKS, "line breaks") };
                if count > limit {
                    altered = true;
                    mark(&mut out, format_args!(" ⟦{count} {name}⟧ "));
                } else {
                    out.extend(std::iter::repeat_n(character, count));
                }
            }
            _ if is_mark(character) => {
                let mut count = 1;
                out.push(character);
                while let Some(mark) = characters.next_if(|next| is_mark(*next)) {
                    count += 1;
                    if count <= MAX_MARKS {
                        out.push(mark);
                    }
                }
                if count > MAX_MARKS {
                    altered = true;
                    mark(&mut out, format_args!("⟦{} more marks⟧", count - MAX_MARKS));
                }
            }
            _ if is_deceptive(character) => {
                altered = true;
                mark(&mut out, format_args!("⟦U+{:04X}⟧", u32::from(character)));
            }
            _ => out.push(character),
        }
    }
    Shown { text: out, altered }
}

/// Writes a marker.
fn mark(out: &mut String, text: fmt::Arguments<'_>) {
    #[expect(clippy::expect_used, reason = "writing into a String does not fail")]
    out.write_fmt(text).expect("a string can be written");
}

fn category(character: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(character)
}

fn is_mark(character: char) -> bool {
    matches!(category(character), GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark)
        && !CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
}

fn is_deceptive(character: char) -> bool {
    // Our own brackets, so that no text can imitate a marker.
    if matches!(character, '⟦' | '⟧') {
        return true;
    }
    // Braille blank: a symbol by category, nothing on screen.
    if character == '\u{2800}' {
        return true;
    }
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_class_of_deception_becomes_visible() {
        for deceptive in [
            '\u{202e}',
            '\u{2066}',
            '\u{200b}',
            '\u{200d}',
            '\u{feff}',
            '\u{00ad}',
            '\u{3164}',
            '\u{115f}',
            '\u{e0041}',
            '\u{e000}',
            '\u{f8ff}',
            '\u{00a0}',
            '\u{2003}',
            '\u{2028}',
            '\u{0007}',
            '\u{001b}',
            '\r',
            '\t',
            '\u{2800}',
            '\u{061c}',
            '\u{180e}',
            '⟦',
        ] {
            let shown = scrub(&format!("a{deceptive}b"));
            assert_eq!(shown.text, format!("a⟦U+{:04X}⟧b", u32::from(deceptive)));
            assert!(shown.altered);
        }
    }

    #[test]
    fn honest_text_is_left_alone() {
        for honest in ["Hanna Herwitz", "Zoë Müller", "株式会社", "שלום", "مرحبا", "a\n\nb", "100 €", "नमस्ते"]
        {
            assert_eq!(scrub(honest), Shown { text: honest.to_owned(), altered: false });
        }
    }

    #[test]
    fn floods_are_shortened_and_counted() {
        assert_eq!(scrub(&format!("a{}b", " ".repeat(4000))).text, "a ⟦4000 blanks⟧ b");
        assert_eq!(scrub(&format!("a{}b", "\n".repeat(900))).text, "a ⟦900 line breaks⟧ b");
        let zalgo = scrub(&format!("a{}b", "\u{0301}".repeat(5000)));
        assert!(zalgo.text.ends_with("⟦4996 more marks⟧b"), "{}", zalgo.text);
    }

    proptest! {
        #[test]
        fn nothing_invisible_is_left(text in any::<String>()) {
            let shown = scrub(&text);
            let inside = shown.text.replace(['⟦', '⟧'], "");
            prop_assert!(!inside.chars().any(|c| c != ' ' && c != '\n' && is_deceptive(c)));
        }

        #[test]
        fn different_texts_of_ordinary_length_stay_different(a in "[ -~⟦\u{202e}\u{200b}]{0,7}", b in "[ -~⟦\u{202e}\u{200b}]{0,7}") {
            prop_assert_eq!(a == b, scrub(&a).text == scrub(&b).text);
        }
    }
}
