//! The side table of one rendering: calls put pieces aside and print their tokens. Values never
//! travel in the text that the engine writes, so no value can look like a token or a template.

use std::sync::{Mutex, MutexGuard, PoisonError};

use handlebars::{HelperResult, Output, RenderError, RenderErrorReason};
use waxseal_protocol::ids::random_token;
use waxseal_protocol::json::Json;

use super::TemplateError;
use super::budget::Budget;
use super::front_matter::FrontMatter;
use crate::block::{Row, Shown};
use crate::display::Display;
use crate::leaf::Pointer;

/// What a call puts aside.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Row {
        row: Row,
        places: Vec<Pointer>,
        ten_thousandths: Option<i128>,
    },
    Message {
        row: Row,
        places: Vec<Pointer>,
    },
    GroupStart(Option<Shown>),
    GroupEnd,
    TableStart(Shown),
    /// One more thing, with its key if it stands in an object.
    TableRow(Option<Shown>),
    TableEnd,
}

/// The side table, and what calls need to know.
#[derive(Debug)]
pub(super) struct Pieces<'a> {
    entry: &'a Json,
    front: &'a FrontMatter,
    display: &'a Display,
    nonce: String,
    budget: Budget,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    pieces: Vec<Piece>,
    error: Option<TemplateError>,
}

/// A piece of the engine's output.
pub(super) enum Part {
    Text(String),
    Piece(Box<Piece>),
}

/// Opens and closes a token. Private use characters, so a reader of a dump sees them at once.
const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

impl<'a> Pieces<'a> {
    pub(super) fn new(entry: &'a Json, front: &'a FrontMatter, display: &'a Display) -> Self {
        let state = Mutex::default();
        Self { entry, front, display, nonce: random_token::<16>(), budget: Budget::default(), state }
    }

    pub(super) fn entry(&self) -> &'a Json {
        self.entry
    }

    pub(super) fn front(&self) -> &'a FrontMatter {
        self.front
    }

    pub(super) fn display(&self) -> &'a Display {
        self.display
    }

    /// A name that a template's author wrote, in the person's language.
    pub(super) fn label(&self, key: &str) -> Shown {
        Shown { text: self.front.label(key, self.display.language).to_owned(), altered: false }
    }

    /// One more step of work, if there is one left.
    pub(super) fn step(&self) -> Result<(), RenderError> {
        self.steps(1)
    }

    /// So many steps more, if they are left.
    pub(super) fn steps(&self, steps: usize) -> Result<(), RenderError> {
        if self.budget.spend(steps) { Ok(()) } else { Err(self.fail(TemplateError::TooMuchWork)) }
    }

    /// Room for showing a value.
    pub(super) fn spend(&self, value: &Json) -> Result<(), TemplateError> {
        if self.budget.show(value) { Ok(()) } else { Err(TemplateError::TooMuchWork) }
    }

    /// The first error a call met. The engine only passes on text, so it is kept here.
    pub(super) fn take_error(&self) -> Option<TemplateError> {
        self.lock().error.take()
    }

    /// Puts a piece aside and prints its token.
    pub(super) fn put(&self, piece: Piece, out: &mut dyn Output) -> HelperResult {
        self.step()?;
        let index = {
            let mut state = self.lock();
            state.pieces.push(piece);
            state.pieces.len() - 1
        };
        out.write(&format!("{OPEN}{}:{index}{CLOSE}", self.nonce))?;
        Ok(())
    }

    pub(super) fn fail(&self, error: TemplateError) -> RenderError {
        let text = error.to_string();
        self.lock().error.get_or_insert(error);
        RenderErrorReason::Other(text).into()
    }

    /// Splits what the engine wrote at live tokens.
    pub(super) fn split(&self, output: &str) -> Result<Vec<Part>, TemplateError> {
        let state = self.lock();
        let mut parts = Vec::new();
        let mut rest = output;
        while let Some((before, after)) = rest.split_once(OPEN) {
            let token = after.split_once(CLOSE).and_then(|(token, tail)| {
                let index: usize = token.strip_prefix(self.nonce.as_str())?.strip_prefix(':')?.parse().ok()?;
                Some((Box::new(state.pieces.get(index)?.clone()), tail))
            });
            let Some((piece, tail)) = token else { return Err(TemplateError::LooseText(OPEN.to_string())) };
            parts.push(Part::Text(before.to_owned()));
            parts.push(Part::Piece(piece));
            rest = tail;
        }
        parts.push(Part::Text(rest.to_owned()));
        Ok(parts)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
