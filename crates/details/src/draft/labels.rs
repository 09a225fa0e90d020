//! Names for rows: from keys, short, and different from each other.

use std::collections::BTreeMap;

use crate::label;
use crate::lint::MAX_LABEL;

/// The labels given so far: their text by their key.
#[derive(Debug, Default)]
pub(super) struct Labels {
    texts: BTreeMap<String, String>,
}

/// Members that say nothing without the object around them.
const BARE: [&str; 2] = ["amount", "value"];

impl Labels {
    /// A label for a place: its key, with as much of the way to it as makes it unique.
    pub(super) fn add(&mut self, place: &[String]) -> String {
        let keys: Vec<&str> = place.iter().filter(|segment| *segment != "*").map(String::as_str).collect();
        let bare = keys.len() > 1 && keys.last().is_some_and(|key| BARE.contains(key));
        let named = keys.get(..keys.len() - usize::from(bare)).unwrap_or_default();
        let ways = (1..=named.len()).map(|count| text(named.get(named.len() - count..).unwrap_or_default()));
        let numbered = (2..)
            .map(|number| format!("{} {number}", text(named.get(named.len().saturating_sub(1)..).unwrap_or_default())));
        let free = |text: &String| text.chars().count() <= MAX_LABEL && !self.texts.values().any(|one| one == text);
        let text = ways.chain(numbered).find(free).unwrap_or_default();
        let key = self.key(&text);
        self.texts.insert(key.clone(), text);
        key
    }

    /// A label with a text of its own.
    pub(super) fn add_text(&mut self, text: &str) -> String {
        let key = self.key(text);
        self.texts.insert(key.clone(), text.to_owned());
        key
    }

    /// All keys with their texts.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &String)> {
        self.texts.iter()
    }

    fn key(&self, text: &str) -> String {
        let plain =
            |character: char| if character.is_ascii_alphanumeric() { character.to_ascii_lowercase() } else { '_' };
        let key: String = text.chars().map(plain).collect();
        let key = key.trim_matches('_').to_owned();
        // Some words are no texts in YAML, and a number is none either.
        let reserved = ["", "y", "n", "yes", "no", "true", "false", "on", "off", "null"].contains(&key.as_str());
        let key = if reserved || key.starts_with(|first: char| first.is_ascii_digit()) {
            format!("label_{key}")
        } else {
            key
        };
        let numbered = (2..).map(|number| format!("{key}_{number}"));
        [key.clone()].into_iter().chain(numbered).find(|key| !self.texts.contains_key(key)).unwrap_or_default()
    }
}

/// Keys as a label: letters, digits and blanks, at most as long as a label may be.
fn text(keys: &[&str]) -> String {
    let words: Vec<String> = keys.iter().map(|key| label::humanize(key).text).collect();
    let joined = words.join(" ");
    let plain = |character: char| if character.is_alphanumeric() { character } else { ' ' };
    let joined: String = joined.chars().map(plain).collect();
    let mut text = String::new();
    for (index, word) in joined.split_whitespace().enumerate() {
        let small = index > 0 && word.chars().skip(1).all(char::is_lowercase);
        let word = if small { word.to_lowercase() } else { word.to_owned() };
        let longer = if text.is_empty() { word.clone() } else { format!("{text} {word}") };
        if longer.chars().count() > MAX_LABEL {
            break;
        }
        text = longer;
    }
    if text.is_empty() { "Value".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::outline::place;

    #[test]
    fn labels_are_short_and_different() {
        let mut labels = Labels::default();
        for (pointer, expected) in [
            ("/total/amount", "Total"),
            ("/payee/name", "Name"),
            ("/payer/name", "Payer name"),
            ("/items/*/name", "Items name"),
            ("/aVeryLongKeyThatNobodyCouldReadAtOnce", "A very long key that"),
            ("/no", "No"),
            ("/no/*/no", "No no"),
            ("/☃", "Value"),
        ] {
            let key = labels.add(&place(pointer));
            assert_eq!(labels.texts[&key], expected, "{pointer}");
            assert!(key != "no" && key.chars().all(|one| one.is_ascii_alphanumeric() || one == '_'), "{key}");
        }
    }
}
