//! What a call in a template was given: places in the entry, and literals. Values are looked up in
//! the entry itself, where numbers are exact; what the engine holds is only their shape.

use handlebars::{Helper, PathAndJson};
use waxseal_protocol::json::Json;

use super::TemplateError;
use super::pieces::Pieces;
use crate::display::Display;
use crate::leaf::Pointer;

/// The arguments of one call.
pub(super) struct Arguments<'a, 'rc> {
    pub(super) name: &'static str,
    pub(super) helper: &'a Helper<'rc>,
    pub(super) pieces: &'a Pieces<'a>,
}

impl<'a> Arguments<'a, '_> {
    /// For whom it is shown.
    pub(super) fn display(&self) -> &'a Display {
        self.pieces.display()
    }

    /// The leaf that the first argument names.
    pub(super) fn leaf(&self) -> Result<(Pointer, &'a Json), TemplateError> {
        self.single(self.helper.param(0))
    }

    /// The leaf that the second argument names.
    pub(super) fn second_leaf(&self) -> Result<(Pointer, &'a Json), TemplateError> {
        self.single(self.helper.param(1))
    }

    /// The leaf that a named argument names.
    pub(super) fn named_leaf(&self, option: &str) -> Result<(Pointer, &'a Json), TemplateError> {
        self.single(self.helper.hash_get(option))
    }

    /// The value that the first argument names, whatever is in it.
    pub(super) fn value(&self) -> Result<(Pointer, &'a Json), TemplateError> {
        self.place(self.helper.param(0))
    }

    /// A literal text.
    pub(super) fn text(&self, option: &str) -> Result<Option<&str>, TemplateError> {
        let Some(argument) = self.helper.hash_get(option) else { return Ok(None) };
        let literal = argument.context_path().is_none() && argument.relative_path().is_none();
        match argument.value().as_str() {
            Some(text) if literal => Ok(Some(text)),
            _ => Err(self.refused(format!("{option} has to be a text in quotes"))),
        }
    }

    /// A literal number of characters.
    pub(super) fn count(&self, option: &str, default: usize) -> Result<usize, TemplateError> {
        let Some(argument) = self.helper.hash_get(option) else { return Ok(default) };
        let count = argument.value().as_u64().and_then(|count| usize::try_from(count).ok());
        count.ok_or_else(|| self.refused(format!("{option} has to be a number")))
    }

    /// One word out of a few.
    pub(super) fn word<T: Copy>(&self, option: &str, words: &[(&str, T)]) -> Result<Option<T>, TemplateError> {
        let Some(text) = self.text(option)? else { return Ok(None) };
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Ok(Some(*value));
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        Err(self.refused(format!("{option} is one of {}", known.join(", "))))
    }

    /// What is wrong with the call.
    pub(super) fn refused(&self, reason: impl Into<String>) -> TemplateError {
        TemplateError::Helper { helper: self.name, reason: reason.into() }
    }

    fn single(&self, argument: Option<&PathAndJson<'_>>) -> Result<(Pointer, &'a Json), TemplateError> {
        let written = argument.and_then(|argument| argument.relative_path().cloned()).unwrap_or_default();
        match self.place(argument)? {
            (_, Json::Array(elements)) if !elements.is_empty() => Err(TemplateError::NotALeaf(written)),
            (_, Json::Object(members)) if !members.is_empty() => Err(TemplateError::NotALeaf(written)),
            found => Ok(found),
        }
    }

    /// Derived values have no place and are refused.
    fn place(&self, argument: Option<&PathAndJson<'_>>) -> Result<(Pointer, &'a Json), TemplateError> {
        let argument = argument.ok_or_else(|| self.refused("needs the place of a value"))?;
        let written = argument.relative_path().cloned().unwrap_or_default();
        if argument.is_value_missing() {
            return Err(TemplateError::Missing(written));
        }
        let path = argument.context_path().ok_or_else(|| self.refused("needs the place of a value, not a literal"))?;
        let place = Pointer::new(path.clone());
        let value = place.resolve(self.pieces.entry()).ok_or(TemplateError::Missing(written))?;
        self.pieces.spend(value)?;
        Ok((place, value))
    }
}
