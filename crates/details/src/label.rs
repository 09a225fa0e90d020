//! Labels from keys: `instructedAmount` reads "Instructed amount".

use waxseal_protocol::json::Json;

use crate::block::Shown;
use crate::leaf::{self, Pointer};
use crate::scrub::scrub;

/// A place's own name: its last key, with the positions of the list elements below it, as in
/// `Tags 2`.
pub(crate) fn of(root: &Json, place: &Pointer) -> Shown {
    let steps = steps(root, place);
    let key = steps.iter().rposition(|step| matches!(step, Step::Key(_))).unwrap_or(0);
    read(steps.get(key..).unwrap_or_default())
}

/// All names on the way to a place: `Fee › Hidden`.
pub(crate) fn way(root: &Json, place: &Pointer) -> Shown {
    read(&steps(root, place))
}

/// One step down: `0` is a position in a list and a key in an object.
enum Step<'a> {
    Key(&'a str),
    Position(usize),
}

fn steps<'a>(root: &Json, place: &'a Pointer) -> Vec<Step<'a>> {
    let mut here = Some(root);
    let step = |segment: &'a String| {
        let list = matches!(here, Some(Json::Array(_)));
        here = here.and_then(|value| leaf::step(value, segment));
        match segment.parse() {
            Ok(position) if list => Step::Position(position),
            _ => Step::Key(segment),
        }
    };
    place.segments().iter().map(step).collect()
}

fn read(steps: &[Step<'_>]) -> Shown {
    let mut shown = Shown { text: String::new(), altered: false };
    for step in steps {
        match step {
            Step::Position(position) => {
                shown.text.push(' ');
                shown.text.push_str(&position.saturating_add(1).to_string());
            }
            Step::Key(key) => {
                let part = humanize(key);
                if !shown.text.is_empty() {
                    shown.text.push_str(" › ");
                }
                shown.text.push_str(&part.text);
                shown.altered |= part.altered;
            }
        }
    }
    Shown { text: shown.text.trim().to_owned(), ..shown }
}

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
pub(crate) const MAX_LABEL: usize = 255;

/// A label is one line, or it could look like several rows.
pub(crate) fn one_line(key: &str) -> Shown {
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
    fn a_key_of_digits_is_no_position() {
        let root = Json::parse(r#"{"a":{"0":["x"]}}"#).unwrap();
        let place = Pointer::parse("/a/0/0");
        assert_eq!(way(&root, &place).text, "A › 0 1");
        assert_eq!(of(&root, &place).text, "0 1");
    }

    #[test]
    fn keys_stay_on_one_short_line() {
        assert_eq!(humanize("z\n    Amount   $1.00").text, "z⟦U+000A⟧    Amount   $1.00");
        assert_eq!(humanize(&"a".repeat(500)).text.chars().count(), 256);
    }

    #[test]
    fn keys_cannot_smuggle_direction_marks() {
        assert_eq!(humanize("pay\u{202e}ee").text, "pay⟦U+202E⟧ee");
    }
}
