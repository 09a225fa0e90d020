//! A value in the middle of a sentence: on one line, not longer than a line or two, and unable to
//! turn the sentence around.

use icu_properties::CodePointMapData;
use icu_properties::props::BidiClass;

use crate::block::Value;
use crate::display::Display;
use crate::messages::Message;

/// The longest value inside a sentence; its row shows the whole of it.
const MAX: usize = 80;
/// The most words of a name that stands in a sentence without quotation marks.
const MAX_WORDS: usize = 6;
/// Around a value that is read from right to left, or stands among such words.
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

/// A value within a sentence. Words that could go on with the sentence are quoted: `Hanna Herwitz`
/// stands as it is, and `Hanna. This is a test` does not.
pub(crate) fn value(value: &Value, display: &Display) -> String {
    match value {
        Value::Text { text } | Value::Identity { text } | Value::Code { text, .. } if !is_name(&text.text) => {
            quoted(&text.text, display)
        }
        Value::Choice { text, known: false, .. } if !is_name(&text.text) => quoted(&text.text, display),
        Value::List { items } => list(items, display),
        _ => isolated(cut(plain(value, display)), display),
    }
}

/// As many elements as fit, each whole: one that is cut would leave its marks open.
fn list(items: &[Value], display: &Display) -> String {
    let mut text = String::new();
    for item in items {
        let item = value(item, display);
        if !text.is_empty() {
            text.push_str(", ");
            if text.chars().count() + item.chars().count() > MAX {
                text.push('…');
                break;
            }
        }
        text.push_str(&item);
    }
    text
}

/// Somebody else's words, scrubbed, in quotation marks, which they cannot close.
pub(crate) fn quoted(words: &str, display: &Display) -> String {
    let words = cut(words.to_owned()).replace(['“', '”', '„', '«', '»', '「', '」', '"'], "'");
    Message::Quoted.with(display.language, &[("text", &isolated(words, display))])
}

/// Whether a text can only be read as one name: few words, and no mark that ends or divides a
/// sentence.
fn is_name(text: &str) -> bool {
    let ends = |mark: &str| text.contains(mark);
    let marks = [". ", ", ", "; ", ": ", "! ", "? ", " – ", " — ", " - ", "…", "\n", "。", "、", "؟", "،", "؛"];
    text.split(' ').count() <= MAX_WORDS
        && !marks.into_iter().any(ends)
        && !text.contains(['(', ')', '“', '”', '„', '«', '»', '「', '」', '"'])
}

fn cut(text: String) -> String {
    let text = text.replace('\n', " ⏎ ");
    if text.chars().count() <= MAX { text } else { text.chars().take(MAX).chain(['…']).collect() }
}

fn isolated(text: String, display: &Display) -> String {
    if display.language.is_right_to_left() || text.chars().any(is_right_to_left) {
        return format!("{}{text}{}", ISOLATE.0, ISOLATE.1);
    }
    text
}

/// A value as it reads, without its neighbours.
pub(crate) fn plain(value: &Value, display: &Display) -> String {
    match value {
        Value::Text { text } | Value::Identity { text } | Value::Choice { text, .. } | Value::Code { text, .. } => {
            text.text.clone()
        }
        Value::Link { text, host, .. } => host.as_ref().unwrap_or(text).text.clone(),
        Value::Masked { text, .. }
        | Value::Money { text, .. }
        | Value::Quantity { text, .. }
        | Value::Time { text, .. }
        | Value::Boolean { text, .. } => text.clone(),
        Value::List { items } => items.iter().map(|item| plain(item, display)).collect::<Vec<_>>().join(", "),
        Value::Table { rows, .. } => super::entries(display.language, rows.len()),
        Value::Diff { after, .. } => plain(after, display),
        Value::Nested { rows } => super::entries(display.language, rows.len()),
        Value::Null => Message::NoValue.text(display.language),
        Value::Empty => Message::Empty.text(display.language),
    }
}

fn is_right_to_left(character: char) -> bool {
    let class = CodePointMapData::<BidiClass>::new().get(character);
    matches!(class, BidiClass::RightToLeft | BidiClass::ArabicLetter)
}

#[cfg(test)]
mod tests {
    use waxseal_protocol::Timestamp;

    use super::*;
    use crate::scrub;

    #[test]
    fn a_list_is_cut_between_its_elements() {
        let display = Display::english_utc(Timestamp::UNIX_EPOCH);
        let item = |text: &str| Value::Text { text: scrub(text) };
        let items = vec![item("תוצאות מעבדה"); 12];
        let text = value(&Value::List { items }, &display);
        assert!(text.ends_with(", …") && text.chars().count() <= MAX + 2, "{text}");
        let of = |mark: char| text.chars().filter(|character| *character == mark).count();
        assert_eq!(of(ISOLATE.0), of(ISOLATE.1), "{text}");
        assert_eq!(value(&Value::List { items: vec![item("a"), item("b")] }, &display), "a, b");
    }
}
