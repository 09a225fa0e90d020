//! Members whose names read alike: `payee_name` beside `payeeName`, `amount` beside one with a
//! Cyrillic letter. Each then says its place too, so that nobody takes one for the other.

use std::collections::HashMap;

use waxseal_protocol::json::Json;

use crate::block::{EntryView, Row, Shown, Value};
use crate::identity::skeleton;
use crate::label;
use crate::leaf::Pointer;

/// Tells rows and groups apart that have one label and stand for other members.
pub(super) fn tell_apart(view: &mut EntryView, entry: &Json) {
    for group in &mut view.groups {
        among(&mut group.rows, entry);
    }
    among(&mut view.other, entry);
    let titled = view.groups.iter_mut().filter_map(|group| {
        let (parent, _) = group.rows.first()?.paths.first()?.rsplit_once('/')?;
        Some((group.title.as_mut()?, parent))
    });
    rename(titled.collect(), entry);
}

fn among(rows: &mut [Row], entry: &Json) {
    for row in rows.iter_mut() {
        if let Value::Nested { rows } = &mut row.value {
            among(rows, entry);
        }
    }
    let labels = rows.iter_mut().filter_map(|row| Some((&mut row.label, row.paths.first()?.as_str())));
    rename(labels.collect(), entry);
}

/// Adds the place to labels that are made from members' names and look alike.
fn rename(labels: Vec<(&mut Shown, &str)>, entry: &Json) {
    let is_ascii = labels.iter().all(|(label, _)| label.text.is_ascii());
    let look = |label: &Shown| {
        let lower = label.text.to_lowercase();
        // Letters of ASCII are taken for each other by nobody who reads a word.
        if is_ascii { lower } else { skeleton(&lower) }
    };
    let looks: Vec<String> = labels.iter().map(|(label, _)| look(label)).collect();
    let mut members: HashMap<&str, Vec<Vec<String>>> = HashMap::with_capacity(looks.len());
    let mut count: HashMap<&str, usize> = HashMap::with_capacity(looks.len());
    for look in &looks {
        *count.entry(look).or_default() += 1;
    }
    // Few labels have a double, and only for those it matters where they come from.
    let doubles: Vec<_> = labels
        .into_iter()
        .zip(&looks)
        .filter(|(_, look)| count.get(look.as_str()).is_some_and(|count| *count > 1))
        .map(|((label, place), look)| (label, Pointer::parse(place), look))
        .filter(|(label, place, _)| is_made_from(label, place, entry))
        .collect();
    for (_, place, look) in &doubles {
        let members = members.entry(look).or_default();
        let pattern = pattern(place);
        if !members.contains(&pattern) {
            members.push(pattern);
        }
    }
    for (label, place, look) in doubles {
        if members.get(look.as_str()).is_some_and(|members| members.len() > 1) {
            let place = label::one_line(place.to_string().trim_start_matches('/'));
            label.text = format!("{} ({})", label.text, place.text);
            label.altered |= place.altered;
        }
    }
}

/// Whether nobody but the requester named it.
fn is_made_from(label: &Shown, place: &Pointer, entry: &Json) -> bool {
    let text = &label.text;
    *text == label::of(entry, place).text || label::way(entry, place).text.ends_with(text.as_str())
}

/// A place without the positions in lists: elements of one list share their names.
fn pattern(place: &Pointer) -> Vec<String> {
    let position = |segment: &String| !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit());
    place.segments().iter().map(|segment| if position(segment) { "*".to_owned() } else { segment.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use waxseal_protocol::Timestamp;
    use waxseal_protocol::json::Json;

    use super::*;
    use crate::{Display, Known, Registry};

    fn labels(entry: &str) -> Vec<String> {
        let entry = Json::parse(entry).unwrap();
        let display = Display::english_utc(Timestamp::UNIX_EPOCH);
        let view = EntryView::new(&entry, &Registry::default(), &display, &Known::default());
        view.rows().map(|row| row.label.text.clone()).collect()
    }

    #[test]
    fn keys_that_read_alike_are_told_apart() {
        let labels = labels(r#"{"type":"t","payee_name":"A","payeeName":"B","sum":1}"#);
        assert!(labels.contains(&"Payee name (payee_name)".to_owned()), "{labels:?}");
        assert!(labels.contains(&"Payee name (payeeName)".to_owned()), "{labels:?}");
        assert!(labels.contains(&"Sum".to_owned()), "{labels:?}");
    }

    #[test]
    fn letters_that_look_alike_are_told_apart() {
        let labels = labels("{\"type\":\"t\",\"amount\":1,\"am\u{043e}unt\":2,\"tags\":[1],\"Tags\":[2],\"tags_1\":3}");
        assert_eq!(labels.iter().filter(|label| label.contains('(')).count(), 5, "{labels:?}");
        assert!(labels.contains(&"Tags 1 (Tags/0)".to_owned()), "{labels:?}");
    }

    #[test]
    fn objects_that_read_alike_are_told_apart() {
        let entry = Json::parse(r#"{"type":"t","payee_info":{"a":1},"payeeInfo":{"a":2}}"#).unwrap();
        let display = Display::english_utc(Timestamp::UNIX_EPOCH);
        let view = EntryView::new(&entry, &Registry::default(), &display, &Known::default());
        let titles: Vec<_> = view.groups.iter().map(|group| group.title.as_ref().unwrap().text.as_str()).collect();
        assert_eq!(titles, ["Payee info (payee_info)", "Payee info (payeeInfo)"]);
    }

    #[test]
    fn elements_of_a_list_may_share_a_label() {
        let labels = labels(r#"{"type":"t","items":[{"name":"A"},{"name":"B"}]}"#);
        assert!(labels.iter().all(|label| !label.contains('(')), "{labels:?}");
    }
}
