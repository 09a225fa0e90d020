//! The blocks that arrange rows: `each`, `group`, `has`, `table`. The engine's own `if`, `unless`
//! and `with` are kept: they run their body at most once.

use handlebars::{
    BlockContext, Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, Renderable as _,
};
use waxseal_protocol::json::Json;

use super::TemplateError;
use super::grammar;
use super::pieces::{Piece, Pieces};
use crate::label;
use crate::leaf::Pointer;

/// A block of this language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    /// Its body for each element of a list.
    Each,
    /// Rows that belong together, under a heading.
    Group,
    /// Its body if the value is there, whatever it is.
    Has,
    /// A table with one row for each element of a list, or each member of an object: then its key
    /// stands in the first column, since a key says something too.
    Table,
}

impl Block {
    pub(super) const ALL: [Self; 4] = [Self::Each, Self::Group, Self::Has, Self::Table];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Each => "each",
            Self::Group => "group",
            Self::Has => "has",
            Self::Table => "table",
        }
    }

    /// Whether it repeats its body.
    pub(super) fn repeats(self) -> bool {
        matches!(self, Self::Each | Self::Table)
    }
}

/// A block bound to one rendering.
pub(super) struct BoundBlock<'a> {
    pub(super) block: Block,
    pub(super) pieces: &'a Pieces<'a>,
}

impl BoundBlock<'_> {
    fn refused(&self, reason: impl Into<String>) -> handlebars::RenderError {
        self.pieces.fail(TemplateError::Helper { helper: self.block.name(), reason: reason.into() })
    }

    /// A literal text, resolved as a label.
    fn literal(
        &self,
        argument: Option<&handlebars::PathAndJson<'_>>,
    ) -> Result<Option<String>, handlebars::RenderError> {
        let Some(argument) = argument else { return Ok(None) };
        match argument.value().as_str() {
            Some(text) if argument.context_path().is_none() && argument.relative_path().is_none() => {
                Ok(Some(text.to_owned()))
            }
            _ => Err(self.refused("the heading has to be a text")),
        }
    }
}

impl HelperDef for BoundBlock<'_> {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        engine: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let pieces = self.pieces;
        pieces.step()?;
        let Some(body) = helper.template() else { return Ok(()) };
        match self.block {
            Block::Group => {
                let title = self.literal(helper.param(0))?.map(|key| pieces.label(&key));
                pieces.put(Piece::GroupStart(title), out)?;
                body.render(engine, context, render, out)?;
                pieces.put(Piece::GroupEnd, out)
            }
            Block::Has => {
                let argument = helper.param(0).ok_or_else(|| self.refused("needs the place of a value"))?;
                let chosen = if argument.is_value_missing() { helper.inverse() } else { Some(body) };
                chosen.map_or(Ok(()), |body| body.render(engine, context, render, out))
            }
            Block::Each | Block::Table => {
                let argument = helper.param(0).ok_or_else(|| self.refused("needs the place of a list"))?;
                let path = argument.context_path().ok_or_else(|| self.refused("needs the place of a list"))?.clone();
                if argument.is_value_missing() {
                    let written = argument.relative_path().cloned().unwrap_or_default();
                    return Err(pieces.fail(TemplateError::Missing(written)));
                }
                // The entry has the order in which members were sent.
                let value = Pointer::new(path.clone()).resolve(pieces.entry());
                let keys: Vec<String> = match value {
                    Some(Json::Array(elements)) => (0..elements.len()).map(|index| index.to_string()).collect(),
                    // Only a table shows the keys.
                    Some(Json::Object(members)) if self.block == Block::Table => {
                        members.iter().map(|(key, _)| key.clone()).collect()
                    }
                    _ => return Err(self.refused("needs a list")),
                };
                if keys.is_empty() {
                    return helper.inverse().map_or(Ok(()), |inverse| inverse.render(engine, context, render, out));
                }
                let table = self.block == Block::Table;
                if table {
                    let label = self.literal(helper.hash_get("label"))?;
                    let key = label.ok_or_else(|| self.refused("label is missing"))?;
                    pieces.put(Piece::TableStart(pieces.label(&key)), out)?;
                }
                let named = matches!(value, Some(Json::Object(_)));
                let steps = 1 + grammar::weight(body);
                for key in keys {
                    pieces.steps(steps)?;
                    if table {
                        pieces.put(Piece::TableRow(named.then(|| label::humanize(&key))), out)?;
                    }
                    let mut scope = BlockContext::new();
                    scope.base_path_mut().clone_from(&path);
                    scope.base_path_mut().push(key);
                    render.push_block(scope);
                    let rendered = body.render(engine, context, render, out);
                    render.pop_block();
                    rendered?;
                }
                if table { pieces.put(Piece::TableEnd, out) } else { Ok(()) }
            }
        }
    }
}
