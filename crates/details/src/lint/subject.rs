//! What the rules look at.

use std::collections::BTreeSet;

use super::presence::{Presence, presence};
use super::schema::Schema;
use crate::template::Template;
use crate::template::front_matter::{FrontMatter, Localized};
use crate::template::outline::{Branch, Call, Outline, Place, place, starts_with};

/// A template, what can be said of it without an entry, and the schema of its type.
pub(super) struct Subject<'a> {
    pub(super) template: &'a Template,
    pub(super) front: &'a FrontMatter,
    pub(super) outline: Outline,
    pub(super) schema: Option<Schema<'a>>,
    /// The tags of all languages that any text of the template is in.
    pub(super) languages: BTreeSet<&'a str>,
}

impl<'a> Subject<'a> {
    pub(super) fn new(template: &'a Template, schema: Option<Schema<'a>>) -> Self {
        let front = template.front();
        let texts = front.words.values().flat_map(|words| words.values());
        let texts = [Some(&front.verb), front.action.as_ref()].into_iter().flatten().chain(texts);
        let tags = texts.flat_map(Localized::texts).filter_map(|(tag, _)| tag);
        let languages = tags.chain(front.labels.keys().map(String::as_str)).collect();
        Self { template, front, outline: Outline::of(template), schema, languages }
    }

    /// The calls of the body that make rows: all but messages.
    pub(super) fn rows(&self) -> Vec<&Call> {
        self.outline.body().iter().filter(|call| !call.is_message()).collect()
    }

    /// The places a decision depends on, as the template says, down to single values: by the
    /// schema, else by the rows.
    pub(super) fn critical(&self) -> Vec<Place> {
        let mut found: Vec<Place> = Vec::new();
        for pattern in &self.front.critical {
            for leaf in self.leaves(&place(pattern.as_str())) {
                if !found.contains(&leaf) {
                    found.push(leaf);
                }
            }
        }
        found
    }

    /// The single values at or below a place.
    pub(super) fn leaves(&self, place: &[String]) -> Vec<Place> {
        let known = self.schema.map(|schema| schema.leaves(place)).unwrap_or_default();
        if !known.is_empty() {
            return known;
        }
        let rows = self.rows();
        if rows.iter().any(|call| call.covers(place)) {
            return vec![place.to_vec()];
        }
        let arguments = rows.iter().flat_map(|call| &call.arguments);
        let mut below: Vec<Place> =
            arguments.map(|one| one.place.clone()).filter(|one| starts_with(one, place)).collect();
        below.dedup();
        if below.is_empty() { vec![place.to_vec()] } else { below }
    }

    /// How surely the body shows a place in a row, given what is known.
    pub(super) fn presence(&self, place: &[String], known: &[Branch]) -> Presence {
        presence(&self.rows(), place, known, self.schema)
    }
}
