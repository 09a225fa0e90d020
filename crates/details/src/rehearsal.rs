//! A template on trial: its fixtures, in every language, and whether they look as they should.

use std::collections::BTreeSet;

use serde::Serialize;
use waxseal_protocol::json::Json;

use crate::display::{Display, Language};
use crate::entry::NOT_BY_TEMPLATE;
use crate::leaf::leaves;
use crate::template::Template;
use crate::template::front_matter::Expectation;
use crate::{EntryView, Known, Registry};

/// A sample, and what it has to look like in English, if anybody wrote that down.
#[derive(Debug, Clone)]
pub struct Fixture {
    /// Its name.
    pub name: String,
    /// The entry.
    pub entry: Json,
    expect: Option<Expectation>,
}

/// What became of a fixture in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rehearsed {
    /// The language.
    pub language: Language,
    /// The verb line.
    pub verb: String,
    /// How many values the card shows.
    pub values: usize,
    /// The places under Other details.
    pub other: Vec<String>,
    /// What is wrong, in sentences.
    pub problems: Vec<String>,
}

impl Fixture {
    /// A sample without expectations.
    pub fn new(name: &str, entry: Json) -> Self {
        Self { name: name.to_owned(), entry, expect: None }
    }

    /// The fixtures in a template's front matter. A fixture that is no JSON becomes an error in a
    /// sentence.
    pub fn of(template: &Template) -> Vec<Result<Self, String>> {
        let fixtures = template.front().fixtures.iter().map(|fixture| {
            let name = fixture.name.clone();
            let entry =
                Json::parse(&fixture.data.to_string()).map_err(|error| format!("the fixture {name:?}: {error}"))?;
            Ok(Self { name, entry, expect: fixture.expect.clone() })
        });
        fixtures.collect()
    }

    /// The sample itself.
    pub fn into_entry(self) -> Json {
        self.entry
    }

    /// Shows it in every language.
    ///
    /// The template has to be used, every value has to be on the card, and the card shows the same
    /// values in every language; what the fixture expects counts for English.
    pub fn rehearse(&self, template: &Template) -> Vec<Rehearsed> {
        let all: BTreeSet<String> = leaves(&self.entry).iter().map(|(place, _)| place.to_string()).collect();
        let languages = Language::ALL.into_iter().map(|language| {
            let view = view(template, &self.entry, language);
            let mut problems = Vec::new();
            if view.template_version == NOT_BY_TEMPLATE {
                problems.extend(view.notices.iter().map(|notice| notice.text.clone()).take(1));
            }
            let mut shown: BTreeSet<String> = view.rows().flat_map(|row| row.paths.clone()).collect();
            shown.extend(all.get("/type").cloned());
            problems.extend(all.difference(&shown).map(|place| format!("{place} is not on the card")));
            problems
                .extend(shown.difference(&all).map(|place| format!("{place} is on the card, and not in the entry")));
            if language == Language::English {
                problems.extend(self.expect.iter().flat_map(|expect| expect.misses(&view)));
            }
            let other = view.other.iter().flat_map(|row| row.paths.clone()).collect();
            Rehearsed { language, verb: view.verb, values: shown.len(), other, problems }
        });
        languages.collect()
    }
}

impl Expectation {
    fn misses(&self, view: &EntryView) -> Vec<String> {
        let labels = view.groups.iter().flat_map(|group| &group.rows).map(|row| row.label.text.clone()).collect();
        let other = view.other.iter().flat_map(|row| row.paths.clone()).collect();
        let list = |what: &str, expected: &Option<Vec<String>>, found: Vec<String>| {
            let expected = expected.as_ref().filter(|expected| **expected != found)?;
            Some(format!("{what} are [{}], and [{}] is expected", found.join(", "), expected.join(", ")))
        };
        let verb = self.verb.as_ref().filter(|expected| **expected != view.verb);
        let verb = verb.map(|expected| format!("the verb line is {:?}, and {expected:?} is expected", view.verb));
        let rows = list("the rows", &self.rows, labels);
        [verb, rows, list("the other details", &self.other, other)].into_iter().flatten().collect()
    }
}

/// An entry as a template shows it, in UTC at the beginning of 1970: what depends on the time of
/// day is the same in every run.
pub(crate) fn view(template: &Template, entry: &Json, language: Language) -> EntryView {
    let detail_type = entry.get("type").and_then(Json::as_str).unwrap_or_default();
    let display = Display { language, ..Display::english_utc(jiff::Timestamp::UNIX_EPOCH) };
    EntryView::new(entry, &Registry::of_template(template, detail_type), &display, &Known::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(expect: &str, data: &str) -> Vec<String> {
        let front = "type: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: 'Open {{field door}}'";
        let fixture = format!("fixtures: [{{name: one, data: {data}, expect: {{{expect}}}}}]");
        let source = format!("---\n{front}\n{fixture}\n---\n{{{{field door label=\"Door\"}}}}");
        let template = Template::parse(&source).unwrap();
        let fixture = Fixture::of(&template).remove(0).unwrap();
        let rehearsed = fixture.rehearse(&template);
        assert_eq!(rehearsed.len(), Language::ALL.len());
        let mut problems: Vec<String> = rehearsed.into_iter().flat_map(|one| one.problems).collect();
        problems.dedup();
        problems
    }

    #[test]
    fn what_is_expected_is_compared() {
        let data = r#"{"type": "t", "door": "North", "floor": 2}"#;
        assert_eq!(problems("verb: Open North, rows: [Door], other: [/floor]", data), [""; 0]);
        assert_eq!(
            problems("verb: Open, rows: [Gate], other: []", data),
            [
                "the verb line is \"Open North\", and \"Open\" is expected",
                "the rows are [Door], and [Gate] is expected",
                "the other details are [/floor], and [] is expected",
            ]
        );
    }

    #[test]
    fn a_fixture_that_the_template_does_not_fit_is_a_problem() {
        let missing = problems("", r#"{"type": "t"}"#);
        assert!(missing.iter().any(|problem| problem.contains("door is missing")), "{missing:?}");
        assert!(!problems("", r#"{"type": "u", "door": "North"}"#).is_empty());
    }
}
