//! Labels from keys: `instructedAmount` reads "Instructed amount".

use crate::block::Shown;
use crate::scrub;

/// Makes a key readable. Keys come from the requester, so they are scrubbed like any value; a key
/// that is more than letters, digits and separators is shown as it is.
pub(crate) fn humanize(key: &str) -> Shown {
    let plain = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if !plain || key.is_empty() {
        return scrub(if key.is_empty() { "(no name)" } else { key });
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
    if text.is_empty() { scrub(key) } else { Shown { text, altered: false } }
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
    fn keys_cannot_smuggle_direction_marks() {
        assert_eq!(humanize("pay\u{202e}ee").text, "pay⟦U+202E⟧ee");
    }
}
