//! From a sample and a schema to rows: what is there, how it is shown, and whether it may be absent.

use waxseal_protocol::json::Json;

use super::shape::{self, Shape};
use crate::lint::schema::Schema;
use crate::template::outline::Place;

/// One row of the draft.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) place: Place,
    pub(super) shown: Shown,
    /// Whether an entry may come without it.
    pub(super) optional: bool,
}

/// How a row shows its place.
#[derive(Debug, Clone)]
pub(super) enum Shown {
    One(Shape),
    /// An amount, with the place of its currency, and whether that may be absent beside it.
    Money(Place, bool),
    List,
    /// A list of words of the schema.
    Words,
    Table(Vec<Row>),
    Each(Vec<Row>),
}

impl Row {
    /// The places of the single values it shows.
    pub(super) fn leaves(&self) -> Vec<Place> {
        match &self.shown {
            Shown::Money(currency, _) => vec![self.place.clone(), currency.clone()],
            Shown::Table(rows) | Shown::Each(rows) => rows.iter().flat_map(Self::leaves).collect(),
            Shown::One(_) | Shown::List | Shown::Words => vec![self.place.clone()],
        }
    }
}

/// Reads the rows of an entry, in the order of the sample; what only the schema has comes last.
pub(super) struct Members<'a> {
    pub(super) schema: Option<Schema<'a>>,
    /// Places that no row can show.
    pub(super) left: Vec<Place>,
}

impl Members<'_> {
    /// The rows of an object. `samples` are the values that were seen there.
    pub(super) fn rows(&mut self, place: &Place, samples: &[&Json], around: &Place, loops: usize) -> Vec<Row> {
        let keys = self.keys(place, samples);
        let below = |key: &String| -> Place { place.iter().cloned().chain([key.clone()]).collect() };
        let first = |key: &String| samples.iter().find_map(|sample| sample.get(key));
        let currencies: Vec<&String> = keys.iter().filter(|key| shape::is_currency(key, first(key))).collect();
        let amounts: Vec<&String> =
            keys.iter().filter(|key| shape::is_amount(&below(key), first(key), self.schema)).collect();
        let named: Vec<&String> = amounts.iter().copied().filter(|key| shape::is_called_amount(key)).collect();
        let amounts = match (named.is_empty(), amounts.len()) {
            (false, _) => named,
            (true, 1) => amounts,
            _ => Vec::new(),
        };
        let mut rows = Vec::new();
        for key in &keys {
            let here = below(key);
            if here == ["type"] || (currencies.contains(&key) && !amounts.is_empty()) {
                continue;
            }
            let values: Vec<&Json> = samples.iter().filter_map(|sample| sample.get(key)).collect();
            let optional = self.optional(&here, around, values.len() == samples.len());
            let currency = currencies.iter().find(|one| one.starts_with(key.as_str())).or(currencies.first());
            match currency.filter(|_| amounts.contains(&key)) {
                Some(currency) => {
                    let currency = below(currency);
                    let bare =
                        self.schema.is_some_and(|schema| !schema.requires(&currency, std::slice::from_ref(&here)));
                    rows.push(Row { shown: Shown::Money(currency, bare), place: here, optional });
                }
                None => self.member(here, &values, around, optional, loops, &mut rows),
            }
        }
        rows
    }

    fn member(
        &mut self,
        place: Place,
        values: &[&Json],
        around: &Place,
        optional: bool,
        loops: usize,
        rows: &mut Vec<Row>,
    ) {
        let types = self.schema.map(|schema| schema.types(&place)).unwrap_or_default();
        let is = |kind: &str, seen: fn(&Json) -> bool| {
            if values.is_empty() { types == [kind] } else { values.iter().all(|value| seen(value)) }
        };
        if is("array", |value| matches!(value, Json::Array(_))) {
            let shown = self.list(&place, values, loops);
            match shown {
                Some(shown) => rows.push(Row { place, shown, optional }),
                None => self.left.push(place),
            }
        } else if is("object", |value| matches!(value, Json::Object(_))) {
            if self.keys(&place, values).is_empty() || self.is_open(&place) {
                rows.push(Row { place, shown: Shown::One(Shape::Json), optional });
            } else {
                rows.extend(self.rows(&place, values, around, loops));
            }
        } else {
            let shape = shape::shape(&place, values.first().copied(), self.schema);
            rows.push(Row { place, shown: Shown::One(shape), optional });
        }
    }

    /// How a list is shown; nothing if its things lie too deep.
    fn list(&mut self, place: &Place, values: &[&Json], loops: usize) -> Option<Shown> {
        let element: Place = place.iter().cloned().chain(["*".to_owned()]).collect();
        let elements: Vec<&Json> = values.iter().filter_map(|value| value.as_array()).flatten().collect();
        let types = self.schema.map(|schema| schema.types(&element)).unwrap_or_default();
        let things = elements.iter().all(|one| matches!(one, Json::Object(_)));
        if (elements.is_empty() && types != ["object"]) || !things {
            if !elements.iter().all(|one| !matches!(one, Json::Array(_) | Json::Object(_))) {
                return Some(Shown::One(Shape::Json));
            }
            let words = types == ["string"] && !shape::allowed(&element, self.schema).is_empty();
            return Some(if words { Shown::Words } else { Shown::List });
        }
        if loops == 2 {
            return None;
        }
        let columns = self.rows(&element, &elements, &element, loops + 1);
        let nested = columns.iter().any(|row| matches!(row.shown, Shown::Table(_) | Shown::Each(_) | Shown::Words));
        Some(if nested { Shown::Each(columns) } else { Shown::Table(columns) })
    }

    /// The members of an object: those seen first.
    fn keys(&self, place: &Place, samples: &[&Json]) -> Vec<String> {
        let seen = samples.iter().filter_map(|sample| sample.as_object()).flatten().map(|(key, _)| key.clone());
        let schemas = self.schema.map(|schema| schema.keyword(place, "properties")).unwrap_or_default();
        let known = schemas.into_iter().filter_map(|members| members.as_object()).flatten();
        let mut keys: Vec<String> = Vec::new();
        for key in seen.chain(known.map(|(key, _)| key.clone())) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// Whether an object has members of any name.
    fn is_open(&self, place: &Place) -> bool {
        let named = |schema: Schema<'_>| !schema.keyword(place, "properties").is_empty();
        let any = |schema: Schema<'_>| !schema.keyword(place, "additionalProperties").is_empty();
        self.schema.is_some_and(|schema| any(schema) && !named(schema))
    }

    /// Whether a value may be absent: by the schema, else if a sample lacks it. Outside of lists
    /// one sample is no proof.
    fn optional(&self, place: &Place, around: &Place, always_seen: bool) -> bool {
        match self.schema {
            Some(schema) => !schema.requires(place, std::slice::from_ref(around)),
            None => !always_seen || around.is_empty(),
        }
    }
}
