//! What can be said about a template without an entry: which places have a row, under which
//! conditions, and what the verb line says. An estimate for comparing two versions and for the
//! lint; what a person sees is counted when an entry is rendered.

mod walk;

use std::collections::BTreeMap;

use handlebars::Template as Compiled;
use handlebars::template::TemplateElement;

use super::Template;
use crate::display::Language;

/// A place with `*` for the elements of a list.
pub(crate) type Place = Vec<String>;

/// The calls of a template's body and of its verb lines.
#[derive(Debug)]
pub(crate) struct Outline {
    action: String,
    verb: Vec<Call>,
    verbs: BTreeMap<Option<String>, Vec<Call>>,
    absences: BTreeMap<Option<String>, Vec<Place>>,
    body: Vec<Call>,
    loops: Vec<Loop>,
    titles: Vec<String>,
}

/// How surely a place has a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// No row, or only among the requester's words.
    Absent,
    /// A row that depends on another value.
    Conditional,
    /// A row whenever there is a value.
    Always,
}

/// One call: a row, a cell of a table, or a value in a sentence.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// Its name: `money`.
    pub(crate) name: String,
    /// The places it shows, those without an option's name first.
    pub(crate) arguments: Vec<Argument>,
    /// Its options in quotes.
    pub(crate) options: BTreeMap<String, String>,
    /// Its label as written: a key of `labels`, or the label itself.
    pub(crate) label_key: Option<String>,
    /// Which group it stands in, counted from the top. Groups that exclude each other share a
    /// number.
    pub(crate) group: usize,
    /// The list whose table it is a cell of.
    pub(crate) table: Option<Place>,
    /// The blocks around it, from the outside in.
    pub(crate) branches: Vec<Branch>,
}

/// A place that a call shows.
#[derive(Debug, Clone)]
pub(crate) struct Argument {
    /// The name it is passed by, as `currency`.
    pub(crate) option: Option<String>,
    /// The place.
    pub(crate) place: Place,
    /// The English label of the call for this place.
    pub(crate) label: String,
    standing: Standing,
}

/// A block around a call, and on which side of its `else` the call stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Branch {
    /// Which block of the template it is.
    pub(crate) id: usize,
    /// What it asks.
    pub(crate) condition: Condition,
    /// The place it asks about.
    pub(crate) place: Place,
    /// Whether the call is shown when the answer is yes.
    pub(crate) holds: bool,
}

/// What a block asks about its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Condition {
    /// Whether there is a value: `has`.
    Present,
    /// Whether the value is neither empty nor false: `if`, `unless`, `with`.
    Truthy,
    /// Whether the list has elements: `each`, `table`.
    Elements,
}

/// A block that repeats, and the lists of the blocks around it that do.
#[derive(Debug, Clone)]
pub(crate) struct Loop {
    /// Its list.
    pub(crate) list: Place,
    /// The lists around it, from the outside in.
    pub(crate) around: Vec<Place>,
}

impl Outline {
    pub(crate) fn of(template: &Template) -> Self {
        let front = template.front();
        let sentence = template.verb(Language::English);
        let body = walk::walk(front, template.body());
        let (mut verbs, mut absences) = (BTreeMap::new(), BTreeMap::new());
        for (tag, compiled) in template.verbs() {
            let found = walk::walk(front, compiled);
            verbs.insert(tag.clone(), found.calls);
            absences.insert(tag.clone(), found.absences);
        }
        Self {
            action: action(sentence),
            verb: walk::walk(front, sentence).calls,
            verbs,
            absences,
            body: body.calls,
            loops: body.loops,
            titles: body.titles,
        }
    }

    /// The words of the verb line up to its first value, or after it if it begins with one.
    pub(crate) fn action(&self) -> &str {
        &self.action
    }

    /// The calls of the body, in order; messages are among them.
    pub(crate) fn body(&self) -> &[Call] {
        &self.body
    }

    /// The calls of each verb line, by the tag of its language.
    pub(crate) fn verbs(&self) -> &BTreeMap<Option<String>, Vec<Call>> {
        &self.verbs
    }

    /// The places whose absence a verb line says in words, by the tag of its language.
    pub(crate) fn absences(&self) -> &BTreeMap<Option<String>, Vec<Place>> {
        &self.absences
    }

    /// Every label that the body uses, as written: of rows, groups, tables and answers.
    pub(crate) fn keys(&self) -> Vec<&str> {
        let rows = self.body.iter().flat_map(|call| {
            let answers = ["yes", "no"].into_iter().filter_map(|answer| call.options.get(answer));
            call.label_key.iter().chain(answers)
        });
        rows.chain(&self.titles).map(String::as_str).collect()
    }

    /// The blocks of the body that repeat.
    pub(crate) fn loops(&self) -> &[Loop] {
        &self.loops
    }

    /// Whether the verb line says the value at a JSON pointer.
    pub(crate) fn verb_says(&self, pointer: &str) -> bool {
        let place = place(pointer);
        rows(&self.verb).any(|row| row.covers(&place))
    }

    /// How surely the place of a JSON pointer has a row.
    pub(crate) fn standing(&self, pointer: &str) -> Standing {
        let place = place(pointer);
        let rows = rows(&self.body).filter(|row| row.covers(&place));
        rows.map(|row| row.standing).max().unwrap_or(Standing::Absent)
    }

    /// The labels of a place's rows, in order.
    pub(crate) fn labels(&self, pointer: &str) -> String {
        let place = place(pointer);
        let rows = rows(&self.body).filter(|row| row.covers(&place));
        rows.map(|row| row.label.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// The places that are shown as the requester's own words, as JSON pointers.
    pub(crate) fn messages(&self) -> Vec<String> {
        let escape = |segment: &String| format!("/{}", segment.replace('~', "~0").replace('/', "~1"));
        let places = self.body.iter().filter(|call| call.is_message()).flat_map(|call| &call.arguments);
        places.map(|argument| argument.place.iter().map(escape).collect()).collect()
    }

    /// How a place is shown: by which calls, with which options.
    pub(crate) fn forms(&self, pointer: &str) -> Vec<String> {
        let place = place(pointer);
        let calls = self.body.iter().filter(|call| !call.is_message() && call.covers(&place));
        calls.map(Call::form).collect()
    }
}

/// What a message shows is marked as the requester's words, so it is no row.
fn rows(calls: &[Call]) -> impl Iterator<Item = &Argument> {
    calls.iter().filter(|call| !call.is_message()).flat_map(|call| &call.arguments)
}

impl Call {
    /// Whether it shows the requester's own words.
    pub(crate) fn is_message(&self) -> bool {
        self.name == "message"
    }

    /// Its name and its options, but the label.
    fn form(&self) -> String {
        let places = self.arguments.iter().filter_map(|argument| Some((argument.option.as_ref()?, &argument.place)));
        format!("{} {:?} {:?}", self.name, self.options, places.collect::<Vec<_>>())
    }

    /// Whether it shows a place, or what that is part of.
    pub(crate) fn covers(&self, place: &[String]) -> bool {
        self.arguments.iter().any(|argument| argument.covers(place))
    }

    /// Whether it stands where a place is known to be empty: in the `else` of a loop over it.
    pub(crate) fn is_without(&self, place: &[String]) -> bool {
        let empty = |branch: &Branch| !branch.holds && branch.condition != Condition::Present;
        self.branches.iter().any(|branch| empty(branch) && starts_with(place, &branch.place))
    }

    /// Whether no request shows both calls: they stand on two sides of one block, or of two blocks
    /// that ask the same.
    pub(crate) fn excludes(&self, other: &Self) -> bool {
        let against = |one: &Branch, two: &Branch| {
            one.holds != two.holds && (one.id == two.id || (one.condition == two.condition && one.place == two.place))
        };
        self.branches.iter().any(|one| other.branches.iter().any(|two| against(one, two)))
    }
}

impl Argument {
    /// A row shows its place and everything below it.
    pub(crate) fn covers(&self, place: &[String]) -> bool {
        starts_with(place, &self.place)
    }
}

/// The segments of a JSON pointer.
pub(crate) fn place(pointer: &str) -> Place {
    let segments = pointer.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"));
    segments.collect()
}

/// Whether a place lies at or below another; `*` on either side stands for any element.
pub(crate) fn starts_with(place: &[String], start: &[String]) -> bool {
    let same = |(one, other): (&String, &String)| one == other || one == "*" || other == "*";
    place.len() >= start.len() && place.iter().zip(start).all(same)
}

fn action(verb: &Compiled) -> String {
    let texts = verb.elements.iter().filter_map(|element| match element {
        TemplateElement::RawString(text) => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        _ => None,
    });
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(verb: &str, body: &str) -> Outline {
        let front = format!("type: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: '{verb}'");
        Outline::of(&Template::parse(&format!("---\n{front}\n---\n{body}")).unwrap())
    }

    #[test]
    fn the_action_is_the_words_before_the_first_value_or_after_it() {
        assert_eq!(outline("Send  {{field a}} to {{field b}}", "").action(), "Send");
        assert_eq!(outline("{{field a}} wants to delete {{field b}}", "").action(), "wants to delete");
    }

    #[test]
    fn rows_are_found_through_blocks() {
        let outline = outline(
            "Do it",
            "{{#group \"G\"}}{{money sum.value currency=sum.currency label=\"Total\"}}{{/group}}\
             {{#each items}}{{field name}}{{#with ../to}}{{field iban}}{{/with}}{{/each}}\
             {{#table lines label=\"L\"}}{{field text}}{{field ../top}}{{/table}}\
             {{#with a}}{{field @root/b}}{{/with}}{{message note}}",
        );
        for place in ["/sum/value", "/sum/currency", "/items/7/name", "/items/*/name", "/lines/0/text"] {
            assert_eq!(outline.standing(place), Standing::Always, "{place}");
        }
        for place in ["/to/iban", "/top", "/b"] {
            assert_eq!(outline.standing(place), Standing::Conditional, "{place}");
        }
        for place in ["/note", "/sum", "/iban", "/items/7"] {
            assert_eq!(outline.standing(place), Standing::Absent, "{place}");
        }
        assert_eq!(outline.labels("/sum/value"), "Total");
        assert_eq!(outline.labels("/items/0/name"), "Name");
    }

    #[test]
    fn a_condition_on_the_value_itself_is_no_condition() {
        let outline = outline(
            "Do it",
            "{{#if a}}{{field a}}{{field b}}{{else}}{{field c}}{{/if}}{{#unless d}}{{field d}}{{/unless}}",
        );
        assert_eq!(outline.standing("/a"), Standing::Always);
        for place in ["/b", "/c", "/d"] {
            assert_eq!(outline.standing(place), Standing::Conditional, "{place}");
        }
    }
}
