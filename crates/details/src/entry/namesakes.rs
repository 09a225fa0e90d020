//! Members whose keys read alike: `payee_name` beside `payeeName`. Each then says its key too, so
//! that nobody takes one for the other.

use std::collections::HashMap;

use crate::block::{EntryView, Row, Value};
use crate::label;
use crate::leaf::Pointer;

/// Tells rows apart that have one label and other keys.
pub(super) fn tell_apart(view: &mut EntryView) {
    for group in &mut view.groups {
        among(&mut group.rows);
    }
    among(&mut view.other);
}

fn among(rows: &mut [Row]) {
    let mut keys: HashMap<String, Option<String>> = HashMap::with_capacity(rows.len());
    for row in rows.iter() {
        let Some(key) = key(row) else { continue };
        // `None` where two keys have one label.
        let of_label = keys.entry(row.label.text.to_lowercase()).or_insert_with(|| Some(key.clone()));
        if of_label.as_ref() != Some(&key) {
            *of_label = None;
        }
    }
    for row in rows {
        if keys.get(&row.label.text.to_lowercase()) == Some(&None)
            && let Some(key) = key(row)
        {
            let key = label::one_line(&key);
            row.label.text = format!("{} ({})", row.label.text, key.text);
            row.label.altered |= key.altered;
        }
        if let Value::Nested { rows } = &mut row.value {
            among(rows);
        }
    }
}

/// The last key on the way to what the row shows, where its label is made from that.
fn key(row: &Row) -> Option<String> {
    let place = Pointer::parse(row.paths.first()?);
    let key = place.segments().last()?;
    row.label.text.ends_with(&label::humanize(key).text).then(|| key.clone())
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
    fn elements_of_a_list_may_share_a_label() {
        let labels = labels(r#"{"type":"t","items":[{"name":"A"},{"name":"B"}]}"#);
        assert!(labels.iter().all(|label| !label.contains('(')), "{labels:?}");
    }
}
