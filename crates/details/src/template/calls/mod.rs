//! The calls of the template language that show a value. Each names the leaves it shows, so that
//! what no call shows can be found.

mod choice;
mod diff;
mod list;
mod mask;
mod number;
mod text;
mod time;

use handlebars::{Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext};
use waxseal_protocol::json::Json;

use super::TemplateError;
use super::arguments::Arguments;
use super::pieces::{Piece, Pieces};
use crate::block::{Notice, Row, Value};
use crate::leaf::{Pointer, leaves};
use crate::{generic, label};

/// A call that shows a value.
#[derive(Debug)]
pub(super) struct Call {
    /// Its name in a template.
    pub(super) name: &'static str,
    /// Its named arguments, beside `label`.
    pub(super) options: &'static [&'static str],
    /// How many places it takes.
    pub(super) places: usize,
    show: fn(&Arguments<'_, '_>) -> Result<Displayed, TemplateError>,
}

/// What a call shows.
struct Displayed {
    places: Vec<Pointer>,
    value: Value,
    notices: Vec<Notice>,
    is_message: bool,
    /// An amount, for the sum of a column.
    ten_thousandths: Option<i128>,
}

impl Displayed {
    fn one(place: Pointer, value: Value) -> Self {
        Self::of(vec![place], value)
    }

    fn of(places: Vec<Pointer>, value: Value) -> Self {
        Self { places, value, notices: Vec::new(), is_message: false, ten_thousandths: None }
    }

    fn with(mut self, notice: Option<Notice>) -> Self {
        self.notices.extend(notice);
        self
    }
}

/// All of them.
pub(super) const CALLS: [Call; 19] = [
    Call { name: "field", options: &[], places: 1, show: text::field },
    Call { name: "identity", options: &[], places: 1, show: text::identity },
    Call { name: "message", options: &[], places: 1, show: text::message },
    Call { name: "code", options: &[], places: 1, show: text::code },
    Call { name: "linktext", options: &[], places: 1, show: text::link },
    Call { name: "mask", options: &["keepStart", "keepEnd"], places: 1, show: mask::mask },
    Call { name: "money", options: &["currency", "unit", "unlimitedAt"], places: 1, show: number::money },
    Call { name: "number", options: &[], places: 1, show: number::number },
    Call { name: "percent", options: &["scale"], places: 1, show: number::percent },
    Call { name: "bytes", options: &["unit"], places: 1, show: number::bytes },
    Call { name: "duration", options: &["unit", "from"], places: 1, show: time::duration },
    Call { name: "datetime", options: &["unit", "zone", "style"], places: 1, show: time::datetime },
    Call { name: "date", options: &["style"], places: 1, show: time::date },
    Call { name: "daterange", options: &["unit", "zone", "style"], places: 2, show: time::range },
    Call { name: "enum", options: &["words"], places: 1, show: choice::choice },
    Call { name: "bool", options: &["yes", "no"], places: 1, show: choice::boolean },
    Call { name: "list", options: &[], places: 1, show: list::list },
    Call { name: "json", options: &[], places: 1, show: list::nested },
    Call { name: "diff", options: &["as", "currency", "unit"], places: 2, show: diff::diff },
];

/// The call with this name.
pub(super) fn call(name: &str) -> Option<&'static Call> {
    CALLS.iter().find(|call| call.name == name)
}

/// A call bound to one rendering.
pub(super) struct BoundCall<'a> {
    pub(super) call: &'static Call,
    pub(super) pieces: &'a Pieces<'a>,
}

impl BoundCall<'_> {
    fn piece(&self, helper: &Helper<'_>) -> Result<Piece, TemplateError> {
        let arguments = Arguments { name: self.call.name, helper, pieces: self.pieces };
        let shown = (self.call.show)(&arguments)?;
        let label = match arguments.text("label")? {
            Some(key) => self.pieces.label(key),
            None => label::of(self.pieces.entry(), shown.places.first().unwrap_or(&Pointer::default())),
        };
        let paths = shown.places.iter().map(ToString::to_string).collect();
        let row = Row { label, paths, value: shown.value, critical: false, notices: shown.notices };
        Ok(if shown.is_message {
            Piece::Message { row, places: shown.places }
        } else {
            Piece::Row { row, places: shown.places, ten_thousandths: shown.ten_thousandths }
        })
    }
}

impl HelperDef for BoundCall<'_> {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        match self.piece(helper) {
            Ok(piece) => self.pieces.put(piece, out),
            Err(error) => Err(self.pieces.fail(error)),
        }
    }
}

/// The places of all leaves below one.
fn places_below(place: &Pointer, value: &Json) -> Vec<Pointer> {
    leaves(value).into_iter().map(|(below, _)| place.join(&below)).collect()
}

/// A leaf without interpretation.
fn plain(value: &Json, arguments: &Arguments<'_, '_>) -> Value {
    generic::plain_value(value, arguments.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_and_option_stands_in_the_reference() {
        let reference = include_str!("../../../../../docs/reference/template-language.md");
        for call in &CALLS {
            let line = reference.lines().find(|line| line.starts_with(&format!("| `{}` |", call.name)));
            let line = line.unwrap_or_else(|| panic!("{} is not in the reference", call.name));
            for option in call.options {
                assert!(line.contains(&format!("`{option}`")), "{} {option}", call.name);
            }
        }
    }
}
