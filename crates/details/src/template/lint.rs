//! What of Handlebars is left out: everything that prints without a helper, derives values, or
//! reaches outside the entry.

use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use handlebars::{Path, Template as Compiled};

use super::TemplateError;

/// Helpers that show one value.
const VALUES: [&str; 4] = ["field", "identity", "message", "money"];
/// Blocks that arrange.
const BLOCKS: [&str; 5] = ["each", "group", "if", "unless", "with"];
/// Loops inside loops.
const MAX_LOOPS: usize = 2;

pub(super) fn check_body(template: &Compiled) -> Result<(), TemplateError> {
    check(template, true, 0)
}

/// A verb line is a sentence: text and values, no blocks.
pub(super) fn check_verb(template: &Compiled) -> Result<(), TemplateError> {
    check(template, false, 0)
}

fn check(template: &Compiled, blocks: bool, loops: usize) -> Result<(), TemplateError> {
    for element in &template.elements {
        match element {
            TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
            TemplateElement::Expression(call) if VALUES.contains(&name(&call.name)) => check_arguments(call)?,
            TemplateElement::HelperBlock(call) if blocks && BLOCKS.contains(&name(&call.name)) => {
                check_arguments(call)?;
                let loops = loops + usize::from(name(&call.name) == "each");
                if loops > MAX_LOOPS {
                    return Err(forbidden("a loop inside two loops"));
                }
                for inner in [&call.template, &call.inverse].into_iter().flatten() {
                    check(inner, blocks, loops)?;
                }
            }
            TemplateElement::Expression(call) => {
                return Err(forbidden(&format!("{{{{{}}}}}", name(&call.name))));
            }
            TemplateElement::HelperBlock(call) => {
                return Err(forbidden(&format!("{{{{#{}}}}}", name(&call.name))));
            }
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

fn name(parameter: &Parameter) -> &str {
    match parameter {
        Parameter::Name(name) => name,
        Parameter::Path(Path::Relative((_, raw)) | Path::Local((_, _, raw))) => raw,
        _ => "",
    }
}

fn forbidden(construct: &str) -> TemplateError {
    TemplateError::Forbidden { construct: construct.to_owned() }
}
