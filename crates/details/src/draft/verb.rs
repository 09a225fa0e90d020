//! The verb line of a draft: the type's name, the amount, and who gets it.

use serde_json::Value;

use super::Drafting;
use super::labels::Labels;
use super::members::{Row, Shown};
use super::shape::Shape;
use super::write::{Writer, is_writable, path};
use crate::label;
use crate::lint::is_filler;
use crate::lint::kind::words;
use crate::template::outline::Place;

/// Names of those that something goes to.
const RECEIVERS: [&str; 6] = ["payee", "recipient", "beneficiary", "creditor", "destination", "to"];

impl Drafting<'_> {
    pub(super) fn verb(&mut self) -> String {
        let parts = self.detail_type.rsplit([':', '/', '.']);
        let name = parts.into_iter().find(|part| !part.is_empty() && *part != "*").unwrap_or_default();
        let action = label::humanize(name).text.replace(['{', '}', '⟦', '⟧', '\\'], "");
        let action = if is_filler(&action) { format!("Carry out {}", action.to_lowercase()) } else { action };
        let mut sentence = vec![action];
        let writer = Writer { schema: self.schema, labels: Labels::default(), words: Vec::new() };
        let is_money = |row: &Row| matches!(row.shown, Shown::Money(..));
        let is_party = |row: &Row| matches!(row.shown, Shown::One(Shape::Identity));
        let first = |is: &dyn Fn(&Row) -> bool| self.rows.iter().position(|row| self.is_critical(row) && is(row));
        let said: Vec<usize> = [first(&is_money), first(&is_party)].into_iter().flatten().collect();
        for (index, at) in said.into_iter().enumerate() {
            let Some(row) = self.rows.get_mut(at) else { continue };
            // Without a schema it may be absent too, but then the sentence would say less: the
            // device had better show such an entry generically.
            row.optional &= self.schema.is_some();
            let before = match index {
                0 => ": ",
                _ if is_receiver(row) => " to ",
                _ => ", ",
            };
            let (call, at) = (writer.call(row, &[], ""), path(&row.place, &[]));
            let (has, end) =
                if row.optional { (format!("{{{{#has {at}}}}}"), "{{/has}}") } else { (String::new(), "") };
            sentence.push(format!("{has}{before}{call}{end}"));
        }
        for place in self.unlimited_if_absent() {
            let name = label::humanize(place.last().map(String::as_str).unwrap_or_default()).text.to_lowercase();
            let at = path(&place, &[]);
            sentence.push(format!("{{{{#has {at}}}}}{{{{else}}}}, no limit to {name}{{{{/has}}}}"));
        }
        self.notes.push("the verb line begins with the type's name: say what is done, as in “Send … to …”".to_owned());
        sentence.concat()
    }

    /// Places whose absence stands for no limit.
    fn unlimited_if_absent(&self) -> Vec<Place> {
        let Some(schema) = self.schema else { return Vec::new() };
        let absent = |place: &Place| {
            let values = schema.keyword(place, "x-waxseal-unlimited");
            let null =
                |value: &Value| value.is_null() || value.as_array().is_some_and(|list| list.contains(&Value::Null));
            values.into_iter().any(null)
        };
        let once = |place: &Place| !place.iter().any(|segment| segment == "*");
        let leaves = schema.leaves(&Place::new()).into_iter();
        leaves.filter(|place| absent(place) && is_writable(place) && once(place)).collect()
    }
}

/// Whether something goes to what a row names.
fn is_receiver(row: &Row) -> bool {
    row.place.iter().flat_map(|segment| words(segment)).any(|word| RECEIVERS.contains(&word.as_str()))
}
