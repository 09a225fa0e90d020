//! What of Handlebars is left out: everything that prints without a call of ours, derives values,
//! or reaches outside the entry.

use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use handlebars::{Path, Template as Compiled};

use super::TemplateError;
use super::blocks::Block;
use super::calls;

/// Blocks of the engine that run their body at most once.
const ENGINE_BLOCKS: [&str; 3] = ["if", "unless", "with"];
/// Loops inside loops.
const MAX_LOOPS: usize = 2;
/// The longest template.
const MAX_BYTES: usize = 64 * 1024;
/// The deepest nesting of blocks: the engine's parser and renderer call themselves for each level.
const MAX_DEPTH: usize = 12;

/// What can be said before the engine parses: its parser has no limits of its own.
pub(super) fn check_source(text: &str) -> Result<(), TemplateError> {
    if text.len() > MAX_BYTES {
        return Err(TemplateError::Syntax(format!("it has {} bytes, at most {MAX_BYTES} are allowed", text.len())));
    }
    let mut depth = 0_usize;
    for (at, _) in text.match_indices("{{") {
        let call = text.get(at + 2..).unwrap_or_default().trim_start_matches(['~', '{']);
        if call.starts_with('#') {
            depth += 1;
        } else if call.starts_with('/') {
            depth = depth.saturating_sub(1);
        }
        if depth > MAX_DEPTH {
            return Err(forbidden("a block inside twelve others"));
        }
    }
    if text.contains("((") {
        return Err(forbidden("a sub-expression"));
    }
    Ok(())
}

/// Checks a body.
pub(super) fn check_body(template: &Compiled) -> Result<(), TemplateError> {
    check(template, Room { blocks: true, loops: 0, table: false })
}

/// A verb line is a sentence: text and values, and a condition where a value may be missing.
pub(super) fn check_verb(template: &Compiled) -> Result<(), TemplateError> {
    check(template, Room { blocks: false, loops: 0, table: false })
}

/// Where an element stands.
#[derive(Debug, Clone, Copy)]
struct Room {
    /// Whether blocks that arrange rows are allowed.
    blocks: bool,
    loops: usize,
    table: bool,
}

fn check(template: &Compiled, room: Room) -> Result<(), TemplateError> {
    for element in &template.elements {
        match element {
            TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
            TemplateElement::Expression(call) => check_call(call)?,
            TemplateElement::HelperBlock(call) => check_block(call, room)?,
            TemplateElement::HtmlExpression(_) => return Err(forbidden("{{{…}}}")),
            TemplateElement::DecoratorExpression(_) | TemplateElement::DecoratorBlock(_) => {
                return Err(forbidden("a decorator"));
            }
            TemplateElement::PartialExpression(_) | TemplateElement::PartialBlock(_) => {
                return Err(forbidden("a partial"));
            }
            _ => return Err(forbidden("an unknown construct")),
        }
    }
    Ok(())
}

fn check_call(written: &HelperTemplate) -> Result<(), TemplateError> {
    let written_name = name(&written.name);
    let Some(call) = calls::call(written_name) else { return Err(forbidden(&format!("{{{{{written_name}}}}}"))) };
    if written.params.len() != call.places {
        let reason = format!("takes {} place(s), not {}", call.places, written.params.len());
        return Err(TemplateError::Helper { helper: call.name, reason });
    }
    check_arguments(written)?;
    let unknown = written.hash.keys().find(|option| *option != "label" && !call.options.contains(&option.as_str()));
    unknown.map_or(Ok(()), |option| {
        Err(TemplateError::Helper { helper: call.name, reason: format!("has no argument {option}") })
    })
}

fn check_block(written: &HelperTemplate, room: Room) -> Result<(), TemplateError> {
    let written_name = name(&written.name);
    let ours = Block::ALL.into_iter().find(|block| block.name() == written_name);
    let conditional = ENGINE_BLOCKS.contains(&written_name) || ours == Some(Block::Has);
    let arranges = ours.is_some_and(|block| block != Block::Has);
    if !(conditional || (arranges && room.blocks)) {
        return Err(forbidden(&format!("{{{{#{written_name}}}}}")));
    }
    if room.table && arranges {
        return Err(forbidden("a block inside a table"));
    }
    check_arguments(written)?;
    if written.block_param.is_some() {
        return Err(forbidden("a block parameter"));
    }
    let loops = room.loops + usize::from(ours.is_some_and(Block::repeats));
    if loops > MAX_LOOPS {
        return Err(forbidden("a loop inside two loops"));
    }
    let inner = Room { loops, table: room.table || ours == Some(Block::Table), ..room };
    for body in [&written.template, &written.inverse].into_iter().flatten() {
        check(body, inner)?;
    }
    Ok(())
}

/// Arguments are places in the entry or literals: nothing computed, no loop variables.
fn check_arguments(call: &HelperTemplate) -> Result<(), TemplateError> {
    for argument in call.params.iter().chain(call.hash.values()) {
        match argument {
            Parameter::Path(Path::Relative(_)) | Parameter::Literal(_) => {}
            Parameter::Path(Path::Local(_)) => return Err(forbidden("a loop variable")),
            Parameter::Subexpression(_) => return Err(forbidden("a sub-expression")),
            _ => return Err(forbidden("this kind of argument")),
        }
    }
    Ok(())
}

pub(super) fn name(parameter: &Parameter) -> &str {
    match parameter {
        Parameter::Name(name) => name,
        Parameter::Path(Path::Relative((_, raw)) | Path::Local((_, _, raw))) => raw,
        _ => "",
    }
}

fn forbidden(construct: &str) -> TemplateError {
    TemplateError::Forbidden { construct: construct.to_owned() }
}
