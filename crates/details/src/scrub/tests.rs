use proptest::prelude::*;

use super::joiner::{self, ZERO_WIDTH_JOINER, ZERO_WIDTH_NON_JOINER};
use super::*;

/// What a text looks like: without the joiners that are left in it.
fn look(shown: &Shown) -> String {
    shown.text.replace([ZERO_WIDTH_JOINER, ZERO_WIDTH_NON_JOINER], "")
}

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
        '\u{fe0f}',
        '\u{e0100}',
        '\u{00a0}',
        '\u{2003}',
        '\u{2028}',
        '\u{0007}',
        '\u{001b}',
        '\r',
        '\t',
        '\u{2800}',
        '\u{fffc}',
        '\u{1d159}',
        '\u{061c}',
        '\u{180e}',
        '⟦',
        '\u{301a}',
    ] {
        for shown in [scrub(&format!("a{deceptive}b")), scrub_identity(&format!("a{deceptive}b"))] {
            assert_eq!(shown.text, format!("a⟦U+{:04X}⟧b", u32::from(deceptive)));
            assert!(shown.altered);
        }
    }
}

#[test]
fn honest_text_is_left_alone() {
    for honest in ["Hanna Herwitz", "Zoë Müller", "株式会社", "שלום", "مرحبا", "a\n\nb", "100 €", "नमस्ते", "🇩🇪 ✅"]
    {
        assert_eq!(scrub(honest), Shown { text: honest.to_owned(), altered: false });
    }
}

#[test]
fn joiners_stay_where_a_word_is_spelled_with_them() {
    for honest in [
        // Persian: books, I want.
        "کتاب\u{200c}ها",
        "می\u{200c}خواهم",
        // A vowel mark between the letter and the joiner.
        "مِ\u{200c}ه",
        // Hindi and Sinhala: after a virama.
        "क्\u{200d}ष",
        "क्\u{200c}ष",
        "ශ්\u{200d}රී",
    ] {
        assert_eq!(scrub(honest), Shown { text: honest.to_owned(), altered: false });
        assert!(scrub_identity(honest).text.contains("⟦U+200"), "{honest}");
    }
}

#[test]
fn joiners_are_written_out_elsewhere() {
    for (text, expected) in [
        ("pay\u{200c}pal", "pay⟦U+200C⟧pal"),
        ("👩\u{200d}💻", "👩⟦U+200D⟧💻"),
        // A joiner between joining letters, a second non-joiner, the end of a word.
        ("کتاب\u{200d}ها", "کتاب⟦U+200D⟧ها"),
        ("کتاب\u{200c}\u{200c}ها", "کتاب⟦U+200C⟧⟦U+200C⟧ها"),
        ("کتاب\u{200c} ها", "کتاب⟦U+200C⟧ ها"),
        // A hidden tag character, though transparent, separates the letters by a marker.
        ("ب\u{e0041}\u{200c}ه", "ب⟦U+E0041⟧⟦U+200C⟧ه"),
    ] {
        assert_eq!(scrub(text).text, expected);
    }
}

#[test]
fn floods_are_shortened_and_counted() {
    assert_eq!(scrub(&format!("a{}b", " ".repeat(4000))).text, "a ⟦4000 blanks⟧ b");
    assert_eq!(scrub(&format!("a{}b", "\n".repeat(900))).text, "a ⟦900 line breaks⟧ b");
    assert_eq!(scrub(&format!("a{}b", " \n".repeat(900))).text, "a ⟦900 line breaks and 900 blanks⟧ b");
    assert_eq!(scrub(&format!("a{}b", "\u{200b}".repeat(900))).text, "a⟦900 times U+200B⟧b");
    let zalgo = scrub(&format!("a{}b", "\u{0301}".repeat(5000)));
    assert!(zalgo.text.ends_with("⟦4996 more marks⟧b"), "{}", zalgo.text);
}

#[test]
fn many_short_lines_stand_beside_each_other() {
    let list = format!("Items:\n{}and a longer line", "1.\n".repeat(12));
    assert_eq!(scrub(&list).text, list, "a short list stays a list");
    let flood = scrub(&format!("Amount: 1\n{}Amount: 2", ".\n".repeat(5000)));
    assert_eq!(flood.text.matches("⟦U+000A⟧").count(), 4999);
    assert_eq!(extent(&flood.text).lines, 3);
    let prose = "a line of prose\n".repeat(50);
    assert_eq!(scrub(&prose).text, prose);
}

#[test]
fn a_mark_without_a_letter_is_written_out() {
    assert_eq!(scrub("\u{0301}a").text, "⟦U+0301⟧a");
    assert_eq!(scrub("a\n\u{0338}b").text, "a\n⟦U+0338⟧b");
    assert_eq!(scrub("a\u{200b}\u{20dd}").text, "a⟦U+200B⟧⟦U+20DD⟧");
}

#[test]
fn an_identity_shows_every_blank_that_could_be_missed() {
    for (text, expected) in [
        (" Acme Payroll", "⟦U+0020⟧Acme Payroll"),
        ("Acme  Payroll", "Acme⟦U+0020⟧⟦U+0020⟧Payroll"),
        ("Acme\nPayroll", "Acme⟦U+000A⟧Payroll"),
        (" ", "⟦U+0020⟧"),
    ] {
        assert_eq!(scrub_identity(text).text, expected);
    }
    assert_eq!(scrub_identity(&format!("a{}", " ".repeat(50))).text, "a⟦50 blanks⟧");
}

#[test]
fn an_identity_shows_pictures_as_code() {
    assert_eq!(scrub_identity("Acme ✅").text, "Acme ⟦U+2705⟧");
    assert_eq!(scrub_identity("✓ Acme").text, "⟦U+2713⟧ Acme");
    assert_eq!(scrub_identity("🇩🇪").text, "⟦U+1F1E9⟧⟦U+1F1EA⟧");
    assert_eq!(scrub_identity("Acme™ №1 ㈱").text, "Acme™ №1 ㈱");
}

#[test]
fn nothing_is_cut() {
    let long = "word ".repeat(100_000);
    assert_eq!(scrub(&long).text, long);
    assert_eq!(extent(&long), Extent { characters: 500_000, lines: 1 });
    assert_eq!(extent(""), Extent { characters: 0, lines: 0 });
    assert_eq!(extent("a\n"), Extent { characters: 2, lines: 2 });
}

/// Letters of several scripts, joiners, marks, blanks and hidden characters.
const CHARACTERS: &str = "[ab ⟦⟧\nکهبक्ष\u{0301}\u{200b}\u{200c}\u{200d}\u{202e}\u{e0041}✅\u{fe0f}]{0,9}";

proptest! {
    #[test]
    fn nothing_invisible_is_left(text in prop_oneof![any::<String>(), CHARACTERS]) {
        let shown = scrub(&text);
        let inside: Vec<char> = shown.text.replace(['⟦', '⟧'], "").chars().collect();
        for (at, character) in inside.iter().enumerate() {
            let seen = matches!(character, ' ' | '\n') || !is_deceptive(*character);
            prop_assert!(seen || joiner::belongs(&inside, at), "{:?}", shown.text);
        }
        let identity = scrub_identity(&text).text.replace(['⟦', '⟧'], "");
        prop_assert!(!identity.chars().any(|c| is_deceptive(c) || is_pictograph(c)), "{:?}", identity);
    }

    #[test]
    fn different_texts_of_ordinary_length_look_different(a in "[ -~⟦\u{202e}\u{200b}\u{200c}\u{200d}]{0,7}", b in "[ -~⟦\u{202e}\u{200b}\u{200c}\u{200d}]{0,7}") {
        prop_assert_eq!(a == b, look(&scrub(&a)) == look(&scrub(&b)));
    }

    // Not so for prose: two of these can differ by an allowed joiner, and a marker does not say
    // in which order blanks and line breaks came.
    #[test]
    fn different_identities_look_different(a in CHARACTERS, b in CHARACTERS) {
        prop_assert_eq!(a == b, look(&scrub_identity(&a)) == look(&scrub_identity(&b)));
    }

    #[test]
    fn identities_that_differ_by_a_joiner_look_different(before in CHARACTERS, after in CHARACTERS) {
        let with = look(&scrub_identity(&format!("{before}\u{200c}{after}")));
        prop_assert_ne!(with, look(&scrub_identity(&format!("{before}{after}"))));
    }
}
