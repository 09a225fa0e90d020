//! What of Handlebars is left out: everything that prints without a call of ours, derives values,
//! or reaches outside the entry.

use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use handlebars::{Path, Template as Compiled};

use super::TemplateError;
use super::blocks::Block;
use super::budget::BYTES_PER_STEP;
use super::calls;

/// Blocks of the engine that run their body at most once.
const ENGINE_BLOCKS: [&str; 3] = ["if", "unless", "with"];
/// Loops inside loops.
const MAX_LOOPS: usize = 2;
/// The longest template.
const MAX_BYTES: usize = 16 * 1024;
/// The deepest nesting of blocks: the engine's parser and renderer call themselves for each level.
const MAX_DEPTH: usize = 12;

/// What can be said before the engine parses: its parser has no limits of its own.
pub(super) fn check_source(text: &str) -> Result<(), TemplateError> {
    if text.len() > MAX_BYTES {
        return Err(TemplateError::Syntax(format!("it has {} bytes, at most {MAX_BYTES} are allowed", text.len())));
    }
    if deepest(text) > MAX_DEPTH {
        return Err(forbidden("a block inside twelve others"));
    }
    if text.contains("((") {
        return Err(forbidden("a sub-expression"));
    }
    Ok(())
}

/// How deep blocks stand inside each other. An `else if` is a block inside the `else` of the one
/// before, until all of them close at once.
fn deepest(text: &str) -> usize {
    let (mut open, mut deepest): (Vec<usize>, usize) = (Vec::new(), 0);
    let mut rest = text;
    while let Some((_, tag)) = rest.split_once("{{") {
        let tag = tag.trim_start_matches(|c: char| c == '~' || c == '{' || c.is_whitespace());
        if let Some(comment) = tag.strip_prefix('!') {
            let end = if comment.starts_with("--") { "--}}" } else { "}}" };
            rest = comment.split_once(end).map_or("", |(_, after)| after);
            continue;
        }
        if tag.starts_with('/') {
            open.pop();
        } else if tag.starts_with(['#', '^']) {
            open.push(1);
        } else if tag.starts_with("else")
            && let Some(last) = open.last_mut()
        {
            *last += 1;
        }
        deepest = deepest.max(open.iter().sum());
        rest = tag;
    }
    deepest
}

/// Checks a body.
pub(super) fn check_body(template: &Compiled) -> Result<(), TemplateError> {
    check(template, Room { blocks: true, loops: 0, table: false, depth: 0 })
}

/// A verb line is a sentence: text and values, and a condition where a value may be missing.
pub(super) fn check_verb(template: &Compiled) -> Result<(), TemplateError> {
    check(template, Room { blocks: false, loops: 0, table: false, depth: 0 })
}

/// Where an element stands.
#[derive(Debug, Clone, Copy)]
struct Room {
    /// Whether blocks that arrange rows are allowed.
    blocks: bool,
    loops: usize,
    table: bool,
    depth: usize,
}

fn check(template: &Compiled, room: Room) -> Result<(), TemplateError> {
    for element in &template.elements {
        match element {
            TemplateElement::RawString(text) if room.blocks && !text.trim().is_empty() => {
                return Err(TemplateError::LooseText(text.trim().chars().take(80).collect()));
            }
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
    if room.depth >= MAX_DEPTH {
        return Err(forbidden("a block inside twelve others"));
    }
    let table = room.table || ours == Some(Block::Table);
    let inner = Room { loops, table, depth: room.depth + 1, ..room };
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

/// What a body costs each time it runs, in steps: its elements, those of inner bodies too, and its
/// text.
pub(super) fn weight(template: &Compiled) -> usize {
    let element = |element: &TemplateElement| match element {
        TemplateElement::RawString(text) => text.len() / BYTES_PER_STEP,
        TemplateElement::HelperBlock(block) => {
            1 + [&block.template, &block.inverse].into_iter().flatten().map(weight).sum::<usize>()
        }
        _ => 1,
    };
    template.elements.iter().map(element).sum()
}
