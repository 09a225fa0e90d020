//! Rendering one entry and counting what is alive in the output.

use handlebars::{Handlebars, Template as Compiled, no_escape};
use waxseal_protocol::json::Json;

use super::assemble::Body;
use super::blocks::{Block, BoundBlock};
use super::calls::{BoundCall, CALLS};
use super::pieces::{Part, Piece, Pieces};
use super::{Template, TemplateError};
use crate::block::{Group, Row};
use crate::display::Display;
use crate::generic;
use crate::leaf::{Pointer, leaves};
use crate::text::inline;

/// The longest text that may stand folded away.
const MAX_DEMOTED: usize = 256;

/// What a template makes of an entry.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub(crate) verb: String,
    pub(crate) groups: Vec<Group>,
    pub(crate) other: Vec<Row>,
    /// Whether every row of `other` is one that the template moved there with a reason.
    pub(crate) other_is_demoted: bool,
    pub(crate) messages: Vec<Row>,
}

pub(super) fn render(template: &Template, entry: &Json, display: &Display) -> Result<Rendered, TemplateError> {
    let mut body = Body::of(run(template, &template.body, entry, display)?, display)?;
    for row in body.groups.iter_mut().flat_map(|group| &mut group.rows) {
        row.critical = is_critical(template, row);
    }
    let mut other = Vec::new();
    let mut other_is_demoted = true;
    for (place, value) in leaves(entry) {
        if body.live.contains(&place) || generic::is_type(&place) {
            continue;
        }
        let mut row = generic::row_with_way(entry, &place, value, display);
        row.critical = template.front.critical.iter().any(|pattern| pattern.is_at_or_above(&place));
        other_is_demoted &= !row.critical && is_demoted(template, &place, value);
        other.push(row);
    }
    let verb = verb(template, entry, display, &body)?;
    Ok(Rendered { verb, groups: body.groups, other, other_is_demoted, messages: body.messages })
}

/// The verb line: a sentence of literal text and values that rows show too.
fn verb(template: &Template, entry: &Json, display: &Display, body: &Body) -> Result<String, TemplateError> {
    let mut sentence = String::new();
    for part in run(template, template.verb(display.language), entry, display)? {
        let piece = match part {
            Part::Text(text) => {
                sentence.push_str(&text.replace(['\n', '\r', '\t'], " "));
                continue;
            }
            Part::Piece(piece) => *piece,
        };
        match piece {
            Piece::Row { row, places, .. } => {
                if let Some(place) = places.iter().find(|place| !body.live.contains(place)) {
                    return Err(TemplateError::VerbWithoutRow(place.to_string()));
                }
                body.measures.say(&places, &row.value)?;
                sentence.push_str(&inline::value(&row.value, display));
            }
            Piece::Message { places, .. } => {
                let place = places.first().map(ToString::to_string).unwrap_or_default();
                return Err(TemplateError::VerbWithoutRow(place));
            }
            _ => {}
        }
    }
    Ok(sentence.trim_matches(' ').to_owned())
}

/// Whether a leaf may stand folded away: it stands where the template says, and is a small value.
/// What somebody puts below that place was never meant.
fn is_demoted(template: &Template, place: &Pointer, value: &Json) -> bool {
    let small = match value {
        Json::String(text) => text.chars().count() <= MAX_DEMOTED,
        Json::Array(_) | Json::Object(_) => false,
        Json::Null | Json::Bool(_) | Json::Number(_) => true,
    };
    small && template.front.demote.iter().any(|one| one.path.is_at(place))
}

fn is_critical(template: &Template, row: &Row) -> bool {
    let places = row.paths.iter().map(|path| Pointer::parse(path));
    let critical = &template.front.critical;
    places.into_iter().any(|place| critical.iter().any(|pattern| pattern.is_at_or_above(&place)))
}

/// Runs the engine and splits its output at live tokens.
fn run(template: &Template, compiled: &Compiled, entry: &Json, display: &Display) -> Result<Vec<Part>, TemplateError> {
    let pieces = Pieces::new(entry, &template.front, display);
    let mut engine = Handlebars::new();
    engine.set_strict_mode(true);
    engine.register_escape_fn(no_escape);
    for call in &CALLS {
        engine.register_helper(call.name, Box::new(BoundCall { call, pieces: &pieces }));
    }
    for block in Block::ALL {
        engine.register_helper(block.name(), Box::new(BoundBlock { block, pieces: &pieces }));
    }
    engine.register_template("t", compiled.clone());
    let output = engine.render("t", &skeleton(entry));
    if let Some(error) = pieces.take_error() {
        return Err(error);
    }
    let output = output.map_err(|error| TemplateError::Engine(error.reason().to_string()))?;
    pieces.split(&output)
}

/// What the engine sees: the shape of the entry and whether values are truthy. Calls look the values
/// themselves up in the entry, where numbers are still exact.
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
