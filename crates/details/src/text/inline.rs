//! A value in the middle of a sentence: on one line, not longer than a line or two, and unable to
//! turn the sentence around.

use icu_properties::CodePointMapData;
use icu_properties::props::BidiClass;

use crate::block::Value;
use crate::display::Display;
use crate::messages::Message;

/// The longest value inside a sentence; its row shows the whole of it.
const MAX: usize = 80;
/// Around a value that is read from right to left, or stands among such words.
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

/// A value within a sentence.
pub(crate) fn value(value: &Value, display: &Display) -> String {
    let text = plain(value, display).replace('\n', " ⏎ ");
    let text = if text.chars().count() <= MAX { text } else { text.chars().take(MAX).chain(['…']).collect() };
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
