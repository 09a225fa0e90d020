//! The generic view: every leaf, grouped by where it stands, in the order it was sent.

use waxseal_protocol::json::Json;

use crate::block::{Group, Row, Value};
use crate::display::Display;
use crate::label;
use crate::leaf::{Pointer, leaves};
use crate::messages::Message;
use crate::scrub::scrub;

/// Groups for all leaves of an entry but its `type`, which the card's header shows.
pub(crate) fn groups(entry: &Json, display: &Display) -> Vec<Group> {
    let mut groups: Vec<(Pointer, Group)> = Vec::new();
    for (place, value) in leaves(entry) {
        if is_type(&place) {
            continue;
        }
        let (parent, row) = (parent_object(entry, &place), row(entry, &place, value, display));
        if let Some((_, group)) = groups.iter_mut().rev().find(|(of, _)| *of == parent) {
            group.rows.push(row);
        } else {
            let title = (!parent.segments().is_empty()).then(|| label::way(entry, &parent));
            groups.push((parent, Group { title, rows: vec![row] }));
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Whether this is the entry's own `type`.
pub(crate) fn is_type(place: &Pointer) -> bool {
    place.segments() == ["type"]
}

/// One leaf as a row, labelled by its key.
fn row(root: &Json, place: &Pointer, value: &Json, display: &Display) -> Row {
    Row {
        label: label::of(root, place),
        paths: vec![place.to_string()],
        value: plain_value(value, display),
        critical: false,
        notices: Vec::new(),
    }
}

/// One leaf as a row outside of its object: its label names the way, as in `Fee › Hidden`.
pub(crate) fn row_with_way(root: &Json, place: &Pointer, value: &Json, display: &Display) -> Row {
    Row { label: label::way(root, place), ..row(root, place, value, display) }
}

/// The leaves below a place, labelled by the way from there.
pub(crate) fn rows_below(place: &Pointer, value: &Json, display: &Display) -> Vec<Row> {
    let row = |(below, leaf): (Pointer, &Json)| Row {
        label: label::way(value, &below),
        paths: vec![place.join(&below).to_string()],
        value: plain_value(leaf, display),
        critical: false,
        notices: Vec::new(),
    };
    leaves(value).into_iter().map(row).collect()
}

/// A leaf as it is, without interpretation.
pub(crate) fn plain_value(value: &Json, display: &Display) -> Value {
    match value {
        Json::Null => Value::Null,
        Json::Bool(value) => {
            let text = if *value { Message::Yes } else { Message::No }.text(display.language);
            Value::Boolean { value: *value, text }
        }
        Json::Number(number) => {
            let sent = number.as_str().to_owned();
            Value::Quantity { text: sent.clone(), sent }
        }
        Json::String(text) => Value::Text { text: scrub(text) },
        Json::Array(_) | Json::Object(_) => Value::Empty,
    }
}

/// The nearest enclosing object: leaves of one object stand together, and so do the plain
/// elements of a list with the members beside the list.
fn parent_object(root: &Json, place: &Pointer) -> Pointer {
    let mut segments = place.segments().to_vec();
    while segments.pop().is_some() {
        let parent = Pointer::new(segments.clone());
        if matches!(parent.resolve(root), Some(Json::Object(_))) {
            return parent;
        }
    }
    Pointer::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_stand_in_the_group_of_their_object() {
        let entry = Json::parse(
            r#"{"type":"trip","traveler":"Hanna","flights":[{"from":"BER","to":"LIS"},{"from":"LIS","to":"BER"}],
                "tags":["a","b"],"notes":null,"extras":{}}"#,
        )
        .unwrap();
        let groups = groups(&entry, &Display::english_utc(waxseal_protocol::Timestamp::UNIX_EPOCH));
        let shape: Vec<(Option<&str>, Vec<&str>)> = groups
            .iter()
            .map(|group| {
                let title = group.title.as_ref().map(|title| title.text.as_str());
                (title, group.rows.iter().map(|row| row.label.text.as_str()).collect())
            })
            .collect();
        assert_eq!(
            shape,
            [
                (None, vec!["Traveler", "Tags 1", "Tags 2", "Notes", "Extras"]),
                (Some("Flights 1"), vec!["From", "To"]),
                (Some("Flights 2"), vec!["From", "To"]),
            ]
        );
    }
}
