//! Which scripts a text is written in.

use unicode_script::{Script, UnicodeScript as _};
use unicode_security::mixed_script::AugmentedScriptSet;

use super::skeleton::skeleton;

/// Whether the scripts of a text do not go together.
///
/// UTS 39, section 5.1, with what the Highly Restrictive level (5.2) allows: Chinese, Japanese and
/// Korean are each written in several scripts, and Latin letters may stand among them.
pub(super) fn are_mixed(text: &str) -> bool {
    let mut all = AugmentedScriptSet::default();
    let mut without_latin = AugmentedScriptSet::default();
    for character in text.chars() {
        let scripts = AugmentedScriptSet::for_char(character);
        all.intersect_with(scripts);
        if !scripts.base.contains_script(Script::Latin) {
            without_latin.intersect_with(scripts);
        }
    }
    all.is_empty() && !(without_latin.kore || without_latin.hanb || without_latin.jpan)
}

/// The English names of the scripts in a text, in order of appearance.
pub(super) fn names(text: &str) -> Vec<&'static str> {
    let mut names = Vec::new();
    for script in text.chars().map(|character| character.script()) {
        let shared = matches!(script, Script::Common | Script::Inherited | Script::Unknown);
        if !shared && !names.contains(&script.full_name()) {
            names.push(script.full_name());
        }
    }
    names
}

/// The script of a text in another script than Latin that looks like ASCII from end to end: a
/// whole-script confusable (UTS 39, section 4).
pub(super) fn confusable_with_ascii(text: &str) -> Option<&'static str> {
    let mut scripts = names(text).into_iter();
    let (script, another) = (scripts.next()?, scripts.next());
    let lone = another.is_none() && script != Script::Latin.full_name();
    (lone && skeleton(text).is_ascii()).then_some(script)
}

/// Whether a character may stand in a Latin text.
pub(super) fn may_be_latin(character: char) -> bool {
    AugmentedScriptSet::for_char(character).base.contains_script(Script::Latin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_that_are_written_together_are_not_mixed() {
        for text in [
            "Acme Payroll",
            "Zoë Müller 24/7",
            "株式会社アクメ ABC",
            "東京タワーへようこそ",
            "한국은행 韓國",
            "ㄅㄆ注音",
            "Москва",
            "नमस्ते १२",
            "مرحبا",
        ] {
            assert!(!are_mixed(text), "{text}");
        }
    }

    #[test]
    fn scripts_that_are_not_written_together_are_mixed() {
        for (text, expected) in [
            ("Pаyroll", ["Latin", "Cyrillic"]),
            ("Αcme", ["Greek", "Latin"]),
            ("नमस्ते Acme", ["Devanagari", "Latin"]),
            ("株式Россия", ["Han", "Cyrillic"]),
        ] {
            assert!(are_mixed(text), "{text}");
            assert_eq!(names(text), expected);
        }
    }

    #[test]
    fn a_word_of_look_alikes_is_confusable_as_a_whole() {
        assert_eq!(confusable_with_ascii("аррӏе"), Some("Cyrillic"));
        assert_eq!(confusable_with_ascii("ΟΚΗ 12"), Some("Greek"));
        for text in ["apple", "Москва", "Pаyroll", "Zoë", "12", ""] {
            assert_eq!(confusable_with_ascii(text), None, "{text}");
        }
    }
}
