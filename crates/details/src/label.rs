//! Labels from keys: `instructedAmount` reads "Instructed amount".

use crate::block::Shown;
use crate::scrub;

/// Makes a key readable. Keys come from the requester, so they are scrubbed like any value; a key
/// that is more than letters, digits and separators is shown as it is.
pub(crate) fn humanize(key: &str) -> Shown {
    let plain = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if key.is_empty() {
        return scrub("(no name)");
    }
    if !plain {
        return one_line(key);
    }
    let mut words = String::with_capacity(key.len() + 4);
    let mut previous_lower = false;
    for character in key.chars() {
        let separator = character == '_' || character == '-';
        let starts_word = character.is_ascii_uppercase() && previous_lower;
        if (separator || starts_word) && !words.is_empty() && !words.ends_with(' ') {
            words.push(' ');
        }
        if !separator {
            words.push(if starts_word { character.to_ascii_lowercase() } else { character });
        }
        previous_lower = character.is_ascii_lowercase() || character.is_ascii_digit();
    }
    let mut text = words.trim().to_owned();
    if let Some(first) = text.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    if text.is_empty() { scrub(key) } else { clamped(Shown { text, altered: false }) }
}

/// The longest label; the entry as it was sent shows the whole of it.
const MAX_LABEL: usize = 80;

/// A label is one line, or it could look like several rows.
fn one_line(key: &str) -> Shown {
    let mut shown = scrub(key);
    if shown.text.contains('\n') {
        shown = Shown { text: shown.text.replace('\n', "⟦U+000A⟧"), altered: true };
    }
    clamped(shown)
}

fn clamped(shown: Shown) -> Shown {
    if shown.text.chars().count() <= MAX_LABEL {
        return shown;
    }
    Shown { text: shown.text.chars().take(MAX_LABEL).chain(['…']).collect(), altered: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_become_words() {
        for (key, expected) in [
            ("instructedAmount", "Instructed amount"),
            ("version_from", "Version from"),
            ("record-type", "Record type"),
            ("IBAN", "IBAN"),
            ("https://example.com/x", "https://example.com/x"),
            ("urn:acme:vault", "urn:acme:vault"),
            ("__", "__"),
            ("", "(no name)"),
        ] {
            assert_eq!(humanize(key).text, expected);
        }
    }

    #[test]
    fn keys_stay_on_one_short_line() {
        assert_eq!(humanize("z\n    Amount   $1.00").text, "z⟦U+000A⟧    Amount   $1.00");
        assert_eq!(humanize(&"a".repeat(500)).text.chars().count(), 81);
    }

    #[test]
    fn keys_cannot_smuggle_direction_marks() {
        assert_eq!(humanize("pay\u{202e}ee").text, "pay⟦U+202E⟧ee");
    }
}
