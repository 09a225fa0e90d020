//! How much and when: what a template says of one value is the same wherever it says it. An amount
//! in cents is not an amount in euros elsewhere on the card.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::TemplateError;
use crate::block::Value;
use crate::leaf::Pointer;

/// The amounts, sizes and times that rows show, by their place.
#[derive(Debug, Default)]
pub(super) struct Measures(HashMap<(Pointer, Kind), Value>);

/// A range of times says something else of its start than a time does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    One,
    Range,
}

impl Measures {
    /// Takes what a row shows. Another row may show the same value again, in the same measure.
    pub(super) fn show(&mut self, places: &[Pointer], value: &Value) -> Result<(), TemplateError> {
        for (key, value) in measures(places, value) {
            match self.0.entry(key) {
                Entry::Vacant(free) => {
                    free.insert(value.clone());
                }
                Entry::Occupied(shown) if is_same(shown.get(), value) => {}
                Entry::Occupied(shown) => return Err(TemplateError::TwoMeasures(shown.key().0.to_string())),
            }
        }
        Ok(())
    }

    /// Whether a row shows what a sentence says.
    pub(super) fn say(&self, places: &[Pointer], value: &Value) -> Result<(), TemplateError> {
        for (key, value) in measures(places, value) {
            if !self.0.get(&key).is_some_and(|shown| is_same(shown, value)) {
                return Err(TemplateError::VerbContradictsRow(key.0.to_string()));
            }
        }
        Ok(())
    }
}

/// What a call measures: money and its amount, a number, a time; of a change, both sides.
fn measures<'a>(places: &[Pointer], value: &'a Value) -> Vec<((Pointer, Kind), &'a Value)> {
    match (value, places) {
        (Value::Money { .. } | Value::Quantity { .. }, [place, ..]) | (Value::Time { .. }, [place]) => {
            vec![((place.clone(), Kind::One), value)]
        }
        (Value::Time { .. }, [start, ..]) => vec![((start.clone(), Kind::Range), value)],
        (Value::Diff { before, after, .. }, [was, now, ..]) => [(was, before), (now, after)]
            .into_iter()
            .flat_map(|(place, side)| measures(std::slice::from_ref(place), side))
            .collect(),
        _ => Vec::new(),
    }
}

/// The same measure. How a date is written may differ; how far it is may not.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Time { relative: one, .. }, Value::Time { relative: other, .. }) => one == other,
        _ => one == other,
    }
}
