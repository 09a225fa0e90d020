//! The generic view: every leaf, grouped by where it stands, in the order it was sent.

use waxseal_protocol::json::Json;

use crate::block::{Group, Row, Shown, Value};
use crate::label::humanize;
use crate::leaf::{Pointer, leaves};
use crate::scrub;

/// Groups for all leaves of an entry but its `type`, which the card's header shows.
pub(crate) fn groups(entry: &Json) -> Vec<Group> {
    let mut groups: Vec<(Pointer, Group)> = Vec::new();
    for (place, value) in leaves(entry) {
        if is_type(&place) {
            continue;
        }
        let (parent, row) = (parent_object(entry, &place), row(&place, value));
        if let Some((_, group)) = groups.iter_mut().find(|(of, _)| *of == parent) {
            group.rows.push(row);
        } else {
            let title = title(&parent);
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
pub(crate) fn row(place: &Pointer, value: &Json) -> Row {
    Row { label: label(place), paths: vec![place.to_string()], value: plain_value(value), critical: false }
}

/// A leaf as it is, without interpretation.
pub(crate) fn plain_value(value: &Json) -> Value {
    match value {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Boolean { value: *value },
        Json::Number(number) => Value::Number { text: number.as_str().to_owned() },
        Json::String(text) => Value::Text { text: scrub(text) },
        Json::Array(_) | Json::Object(_) => Value::Empty,
    }
}

/// The last key, with the positions of the list elements below it: `Tags 2`.
fn label(place: &Pointer) -> Shown {
    let segments = place.segments();
    let positions: Vec<String> = segments
        .iter()
        .rev()
        .map_while(|segment| segment.parse::<usize>().ok())
        .map(|index| (index + 1).to_string())
        .collect();
    let key = segments.iter().rev().nth(positions.len());
    let mut shown = key.map_or(Shown { text: "Value".to_owned(), altered: false }, |key| humanize(key));
    for position in positions.iter().rev() {
        shown.text.push(' ');
        shown.text.push_str(position);
    }
    shown
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

fn title(parent: &Pointer) -> Option<Shown> {
    if parent.segments().is_empty() {
        return None;
    }
    let mut text = String::new();
    let mut altered = false;
    for segment in parent.segments() {
        if let Ok(index) = segment.parse::<usize>() {
            text.push(' ');
            text.push_str(&(index + 1).to_string());
            continue;
        }
        let part = humanize(segment);
        altered |= part.altered;
        if !text.is_empty() {
            text.push_str(" › ");
        }
        text.push_str(&part.text);
    }
    Some(Shown { text: text.trim().to_owned(), altered })
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
        let groups = groups(&entry);
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
