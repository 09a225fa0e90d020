//! Rendering one entry and counting what is alive in the output.

use std::collections::HashSet;

use handlebars::{Handlebars, Template as Compiled, no_escape};
use waxseal_protocol::json::Json;

use super::helpers::{CLOSE, OPEN, Piece, Pieces};
use super::{Template, TemplateError};
use crate::block::{Group, Row, Value};
use crate::generic;
use crate::leaf::{Pointer, leaves};

/// What a template makes of an entry.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub(crate) verb: String,
    pub(crate) groups: Vec<Group>,
    pub(crate) other: Vec<Row>,
    pub(crate) messages: Vec<Row>,
}

/// The longest value inside a verb line; its row shows the whole of it.
const MAX_VERB_VALUE: usize = 80;

pub(super) fn render(template: &Template, entry: &Json) -> Result<Rendered, TemplateError> {
    let body = run(&template.body, entry)?;
    let mut groups = Vec::new();
    let mut messages = Vec::new();
    let mut live: HashSet<Pointer> = HashSet::new();
    let mut open: Option<Group> = None;
    for part in body {
        match part {
            Part::Text(text) if text.trim().is_empty() => {}
            Part::Text(text) => return Err(TemplateError::LooseText(text.trim().to_owned())),
            Part::Piece(Piece::GroupStart(title)) => {
                groups.extend(open.take().filter(|group| !group.rows.is_empty()));
                open = Some(Group { title, rows: Vec::new() });
            }
            Part::Piece(Piece::GroupEnd) => groups.extend(open.take().filter(|group| !group.rows.is_empty())),
            Part::Piece(Piece::Row { mut row, places }) => {
                row.critical = is_critical(template, &row);
                live.extend(places);
                open.get_or_insert_with(|| Group { title: None, rows: Vec::new() }).rows.push(row);
            }
            Part::Piece(Piece::Message { row, places }) => {
                live.extend(places);
                messages.push(row);
            }
        }
    }
    groups.extend(open.take().filter(|group| !group.rows.is_empty()));

    let other = leaves(entry)
        .into_iter()
        .filter(|(place, _)| !live.contains(place) && !generic::is_type(place))
        .map(|(place, value)| {
            let mut row = generic::row(&place, value);
            row.label.text = full_label(&place, &row);
            row.critical = is_critical(template, &row);
            row
        })
        .collect();
    Ok(Rendered { verb: verb(template, entry, &live)?, groups, other, messages })
}

/// The verb line: a sentence of literal text and values that rows show too.
fn verb(template: &Template, entry: &Json, live: &HashSet<Pointer>) -> Result<String, TemplateError> {
    let mut sentence = String::new();
    for part in run(&template.verb, entry)? {
        match part {
            Part::Text(text) => sentence.push_str(&text),
            Part::Piece(Piece::Row { row, places }) => {
                if let Some(place) = places.iter().find(|place| !live.contains(place)) {
                    return Err(TemplateError::VerbWithoutRow(place.to_string()));
                }
                sentence.push_str(&inline(&row.value));
            }
            Part::Piece(Piece::Message { places, .. }) => {
                let place = places.first().map(ToString::to_string).unwrap_or_default();
                return Err(TemplateError::VerbWithoutRow(place));
            }
            Part::Piece(Piece::GroupStart(_) | Piece::GroupEnd) => {}
        }
    }
    Ok(sentence.trim().to_owned())
}

/// A value within a sentence: on one line, and not longer than a line or two.
fn inline(value: &Value) -> String {
    let text = match value {
        Value::Text { text } | Value::Identity { text } => text.text.replace('\n', " ⏎ "),
        Value::Money { text, .. } | Value::Number { text } => text.clone(),
        Value::Boolean { value } => if *value { "yes" } else { "no" }.to_owned(),
        Value::Null | Value::Empty => "nothing".to_owned(),
    };
    if text.chars().count() <= MAX_VERB_VALUE {
        return text;
    }
    let start: String = text.chars().take(MAX_VERB_VALUE).collect();
    format!("{start}…")
}

fn is_critical(template: &Template, row: &Row) -> bool {
    row.paths.iter().any(|path| template.front.critical.contains(path))
}

/// Other details stand outside their objects, so their labels name the way: `Fee › Hidden`.
fn full_label(place: &Pointer, row: &Row) -> String {
    let mut way: Vec<String> = place
        .segments()
        .iter()
        .take(place.segments().len().saturating_sub(1))
        .filter(|segment| segment.parse::<usize>().is_err())
        .map(|segment| crate::label::humanize(segment).text)
        .collect();
    if place.segments().last().is_some_and(|last| last.parse::<usize>().is_ok()) {
        way.pop();
    }
    way.push(row.label.text.clone());
    way.join(" › ")
}

enum Part {
    Text(String),
    Piece(Piece),
}

/// Runs the engine and splits its output at live tokens.
fn run(compiled: &Compiled, entry: &Json) -> Result<Vec<Part>, TemplateError> {
    let pieces = Pieces::new(entry);
    let mut engine = Handlebars::new();
    engine.set_strict_mode(true);
    engine.register_escape_fn(no_escape);
    pieces.register(&mut engine);
    engine.register_template("t", compiled.clone());
    let output = engine.render("t", &skeleton(entry));
    if let Some(error) = pieces.take_error() {
        return Err(error);
    }
    let output = output.map_err(|error| TemplateError::Engine(error.reason().to_string()))?;

    let mut parts = Vec::new();
    let mut rest = output.as_str();
    while let Some((before, after)) = rest.split_once(OPEN) {
        let token = after.split_once(CLOSE).and_then(|(token, tail)| {
            let index = token.strip_prefix(pieces.nonce())?.strip_prefix(':')?.parse().ok()?;
            Some((pieces.piece(index)?, tail))
        });
        let Some((piece, tail)) = token else { return Err(TemplateError::LooseText(OPEN.to_string())) };
        parts.push(Part::Text(before.to_owned()));
        parts.push(Part::Piece(piece));
        rest = tail;
    }
    parts.push(Part::Text(rest.to_owned()));
    Ok(parts)
}

/// What the engine sees: the shape of the entry and whether values are truthy. Helpers look the
/// values themselves up in the entry, where numbers are still exact.
fn skeleton(value: &Json) -> serde_json::Value {
    match value {
        Json::Null => serde_json::Value::Null,
        Json::Bool(value) => (*value).into(),
        Json::Number(number) => number.as_str().into(),
        Json::String(text) => text.as_str().into(),
        Json::Array(elements) => elements.iter().map(skeleton).collect(),
        Json::Object(members) => members.iter().map(|(key, value)| (key.clone(), skeleton(value))).collect(),
    }
}
