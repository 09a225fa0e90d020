//! Whether a place has a row in every request that has a value there, whatever the conditions
//! around the rows: the two sides of a block count together.

use super::schema::Schema;
use crate::template::outline::{Branch, Call, Condition, Place, starts_with};

/// How surely a place is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Presence {
    /// No call shows it.
    Never,
    /// It depends on another value.
    Sometimes,
    /// Whenever there is a value.
    Always,
}

/// What is asked, and the answer: one literal of a condition.
type Literal = (Condition, Place, bool);

/// How surely `calls` show a place, given what is known of the request.
pub(super) fn presence(calls: &[&Call], place: &[String], known: &[Branch], schema: Option<Schema<'_>>) -> Presence {
    let showing: Vec<&&Call> = calls.iter().filter(|call| call.covers(place)).collect();
    if showing.is_empty() {
        return Presence::Never;
    }
    let facts = Facts::new(place, known, schema);
    let conditions = showing.into_iter().filter_map(|call| facts.open(call)).collect();
    if holds_always(conditions) { Presence::Always } else { Presence::Sometimes }
}

/// What is known of a request.
struct Facts<'a> {
    place: &'a [String],
    present: Vec<Place>,
    known: &'a [Branch],
    schema: Option<Schema<'a>>,
}

impl<'a> Facts<'a> {
    fn new(place: &'a [String], known: &'a [Branch], schema: Option<Schema<'a>>) -> Self {
        let present = known.iter().filter(|branch| branch.holds).map(|branch| branch.place.clone());
        let present = present.chain([place.to_vec()]).collect();
        Self { place, present, known, schema }
    }

    /// The conditions of a call that are not decided by what is known; nothing if one fails.
    fn open(&self, call: &Call) -> Option<Vec<Literal>> {
        let mut open = Vec::new();
        for branch in &call.branches {
            match self.answer(branch, call) {
                Some(answer) if answer == branch.holds => {}
                Some(_) => return None,
                None => open.push((branch.condition, branch.place.clone(), branch.holds)),
            }
        }
        Some(open)
    }

    fn answer(&self, asked: &Branch, call: &Call) -> Option<bool> {
        let same = |one: &&Branch| one.condition == asked.condition && one.place == asked.place;
        if let Some(known) = self.known.iter().find(same) {
            return Some(known.holds);
        }
        let below = |place: &Place| place.len() > asked.place.len() && starts_with(place, &asked.place);
        let fulfilled = match asked.condition {
            Condition::Present => self.is_present(&asked.place, call),
            // A value of its own may be empty or false.
            Condition::Truthy | Condition::Elements => self.present.iter().any(below),
        };
        fulfilled.then_some(true)
    }

    fn is_present(&self, asked: &[String], call: &Call) -> bool {
        // A currency is sent with its amount, and means nothing without it.
        let currency = |name: &Option<String>| name.as_deref() == Some("currency");
        let is_currency = call.arguments.iter().any(|one| currency(&one.option) && one.covers(self.place));
        let amount = || call.arguments.iter().any(|one| one.option.is_none() && starts_with(&one.place, asked));
        match self.schema {
            Some(schema) if schema.requires(asked, &self.present) => true,
            _ => self.present.iter().any(|one| starts_with(one, asked)) || (is_currency && amount()),
        }
    }
}

/// Whether at least one of some conjunctions holds, whatever the answers are.
fn holds_always(mut conditions: Vec<Vec<Literal>>) -> bool {
    if conditions.iter().any(Vec::is_empty) {
        return true;
    }
    let Some((condition, place, _)) = conditions.first().and_then(|one| one.first()).cloned() else { return false };
    [true, false].into_iter().all(|answer| {
        let left = conditions.iter_mut().filter_map(|one| {
            let failed = |literal: &Literal| decided(literal, condition, &place, answer) == Some(false);
            let open = |literal: &&Literal| decided(literal, condition, &place, answer).is_none();
            (!one.iter().any(failed)).then(|| one.iter().filter(open).cloned().collect())
        });
        holds_always(left.collect())
    })
}

/// What an answer says about a literal. Whoever is there has everything around it.
fn decided(literal: &Literal, condition: Condition, place: &[String], answer: bool) -> Option<bool> {
    let (asked, of, holds) = literal;
    let same = *asked == condition && of.as_slice() == place;
    let implied = |outer: &[String], inner: &[String]| starts_with(inner, outer) && *asked == Condition::Present;
    let known = match answer {
        _ if same => Some(answer),
        true if implied(of, place) => Some(true),
        false if condition == Condition::Present && implied(place, of) => Some(false),
        _ => None,
    };
    known.map(|known| known == *holds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Template;
    use crate::template::outline::{Outline, place};

    fn of(body: &str, pointer: &str) -> Presence {
        let source = format!("---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Do it\n---\n{body}");
        let outline = Outline::of(&Template::parse(&source).unwrap());
        let calls: Vec<&Call> = outline.body().iter().collect();
        presence(&calls, &place(pointer), &[], None)
    }

    #[test]
    fn both_sides_of_a_block_count_together() {
        let body = "{{#has b}}{{diff b a}}{{else}}{{field a}}{{/has}}";
        assert_eq!(of(body, "/a"), Presence::Always);
        assert_eq!(of(body, "/b"), Presence::Always);
        assert_eq!(of(body, "/c"), Presence::Never);
        let twice = "{{#has b}}{{#has c}}{{field a}}{{/has}}{{/has}}{{#has b}}{{else}}{{field a}}{{/has}}";
        assert_eq!(of(twice, "/a"), Presence::Sometimes, "nothing shows it with b and without c");
        let around = "{{#has x.y}}{{field a}}{{/has}}{{#has x}}{{else}}{{field a}}{{/has}}";
        assert_eq!(of(around, "/a"), Presence::Sometimes, "x may be there without y");
        let inside = "{{#has x}}{{field a}}{{/has}}{{#has x.y}}{{else}}{{field a}}{{/has}}";
        assert_eq!(of(inside, "/a"), Presence::Always, "without x there is no y");
    }

    #[test]
    fn a_value_that_may_be_false_is_not_sure_behind_if() {
        assert_eq!(of("{{#if a}}{{field a}}{{/if}}", "/a"), Presence::Sometimes);
        assert_eq!(of("{{#has a}}{{field a}}{{/has}}", "/a"), Presence::Always);
        assert_eq!(of("{{#with a}}{{field b}}{{/with}}", "/a/b"), Presence::Always);
        assert_eq!(of("{{#each a}}{{field b}}{{field ../c}}{{/each}}", "/a/0/b"), Presence::Always);
        assert_eq!(of("{{#each a}}{{field ../c}}{{/each}}", "/c"), Presence::Sometimes);
    }

    #[test]
    fn a_currency_comes_with_its_amount() {
        let body = "{{#has sum}}{{money sum currency=cur}}{{/has}}";
        assert_eq!(of(body, "/cur"), Presence::Always);
    }
}
