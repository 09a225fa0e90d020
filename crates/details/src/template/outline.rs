//! What can be said about a template without an entry: which places have a row, and what the verb
//! line says. An estimate for comparing two versions; what a person sees is counted when an entry
//! is rendered.

use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use handlebars::{Path, PathSeg, Template as Compiled};

use super::Template;
use super::front_matter::FrontMatter;
use super::grammar::name;
use crate::display::Language;
use crate::label;

/// A place with `*` for the elements of a list.
type Place = Vec<String>;

/// The rows and the verb line of a template.
#[derive(Debug)]
pub(crate) struct Outline {
    action: String,
    verb: Vec<Row>,
    body: Vec<Row>,
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

#[derive(Debug)]
struct Row {
    place: Place,
    label: String,
    standing: Standing,
}

impl Outline {
    pub(crate) fn of(template: &Template) -> Self {
        let (mut verb, mut body) = (Vec::new(), Vec::new());
        let sentence = template.verb(Language::English);
        walk(template.front(), sentence, &Scope::default(), &mut verb);
        walk(template.front(), template.body(), &Scope::default(), &mut body);
        Self { action: action(sentence), verb, body }
    }

    /// The words of the verb line up to its first value, or after it if it begins with one.
    pub(crate) fn action(&self) -> &str {
        &self.action
    }

    /// Whether the verb line says the value at a JSON pointer.
    pub(crate) fn verb_says(&self, pointer: &str) -> bool {
        self.verb.iter().any(|row| row.covers(pointer))
    }

    /// How surely the place of a JSON pointer has a row.
    pub(crate) fn standing(&self, pointer: &str) -> Standing {
        let rows = self.body.iter().filter(|row| row.covers(pointer));
        rows.map(|row| row.standing).max().unwrap_or(Standing::Absent)
    }

    /// The labels of a place's rows, in order.
    pub(crate) fn labels(&self, pointer: &str) -> String {
        let rows = self.body.iter().filter(|row| row.covers(pointer));
        rows.map(|row| row.label.as_str()).collect::<Vec<_>>().join(", ")
    }
}

impl Row {
    /// A row shows its place and everything below it.
    fn covers(&self, pointer: &str) -> bool {
        let segments = pointer.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"));
        let segments: Vec<String> = segments.collect();
        starts_with(&segments, &self.place)
    }
}

/// Where the walk stands.
#[derive(Debug, Clone)]
struct Scope {
    /// The context, and those around it that `../` leads to.
    contexts: Vec<Place>,
    /// What the blocks around depend on: a place that has to have a value, or nothing for a
    /// condition that no value of the row itself fulfils.
    guards: Vec<Option<Place>>,
}

impl Default for Scope {
    fn default() -> Self {
        Self { contexts: vec![Place::new()], guards: Vec::new() }
    }
}

impl Scope {
    fn place(&self, path: &Path) -> Option<Place> {
        let Path::Relative((segments, raw)) = path else { return None };
        let mut segments = segments.iter().filter_map(|segment| match segment {
            PathSeg::Named(name) => Some(name.clone()),
            _ => None,
        });
        let (mut up, mut rest) = (0, raw.as_str());
        while let Some(shorter) = rest.strip_prefix("../") {
            (up, rest) = (up + 1, shorter);
        }
        if rest.starts_with("@root") {
            return Some(segments.collect());
        }
        let Some(first) = segments.next() else { return self.context(up) };
        let mut place = self.context(up)?;
        place.extend([first].into_iter().chain(segments));
        Some(place)
    }

    fn context(&self, up: usize) -> Option<Place> {
        self.contexts.iter().rev().nth(up).cloned()
    }

    fn argument(&self, parameter: Option<&Parameter>) -> Option<Place> {
        match parameter {
            Some(Parameter::Path(path)) => self.place(path),
            _ => None,
        }
    }

    fn guarded(&self, guard: Option<Place>) -> Self {
        let mut inner = self.clone();
        inner.guards.push(guard);
        inner
    }

    /// The scope inside a block, and inside its `else`.
    fn of_block(&self, block: &HelperTemplate) -> Self {
        let Some(place) = self.argument(block.params.first()) else { return self.clone() };
        let inner_place = match name(&block.name) {
            "if" | "has" => return self.guarded(Some(place)),
            "unless" => return self.guarded(None),
            "with" => place.clone(),
            // Every other block with a place goes through a list.
            _ => place.iter().cloned().chain(["*".to_owned()]).collect(),
        };
        let mut inner = self.guarded(Some(place));
        inner.contexts.push(inner_place);
        inner
    }

    fn standing(&self, place: &[String]) -> Standing {
        let fulfilled = |guard: &Option<Place>| guard.as_ref().is_some_and(|guard| starts_with(place, guard));
        if self.guards.iter().all(fulfilled) { Standing::Always } else { Standing::Conditional }
    }
}

fn walk(front: &FrontMatter, template: &Compiled, scope: &Scope, rows: &mut Vec<Row>) {
    for element in &template.elements {
        match element {
            // What a message shows is marked as the requester's words, so it is no row.
            TemplateElement::Expression(call) if name(&call.name) != "message" => {
                let label = match call.hash.get("label") {
                    Some(Parameter::Literal(label)) => {
                        label.as_str().map(|key| front.label(key, Language::English).to_owned())
                    }
                    _ => None,
                };
                for argument in call.params.iter().chain(call.hash.values()) {
                    let Some(place) = scope.argument(Some(argument)) else { continue };
                    let key = place.last().map(String::as_str).unwrap_or_default();
                    let label = label.clone().unwrap_or_else(|| label::humanize(key).text);
                    rows.push(Row { standing: scope.standing(&place), label, place });
                }
            }
            TemplateElement::HelperBlock(block) => {
                if let Some(inner) = &block.template {
                    walk(front, inner, &scope.of_block(block), rows);
                }
                if let Some(inverse) = &block.inverse {
                    walk(front, inverse, &scope.guarded(None), rows);
                }
            }
            _ => {}
        }
    }
}

fn action(verb: &Compiled) -> String {
    let texts = verb.elements.iter().filter_map(|element| match element {
        TemplateElement::RawString(text) => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        _ => None,
    });
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

/// Whether a place lies at or below another; `*` on either side stands for any element.
fn starts_with(place: &[String], start: &[String]) -> bool {
    let same = |(one, other): (&String, &String)| one == other || one == "*" || other == "*";
    place.len() >= start.len() && place.iter().zip(start).all(same)
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
