//! The helpers. Each puts a piece aside and prints its token.

use std::sync::{Arc, Mutex, PoisonError};

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderError, RenderErrorReason,
    Renderable as _,
};
use waxseal_protocol::ids::random_token;
use waxseal_protocol::json::Json;

use super::TemplateError;
use crate::block::{Row, Shown, Value};
use crate::leaf::Pointer;
use crate::{generic, label, money, scrub};

/// What a helper puts aside.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Row { row: Row, places: Vec<Pointer> },
    Message { row: Row, places: Vec<Pointer> },
    GroupStart(Option<Shown>),
    GroupEnd,
}

/// The side table of one rendering.
#[derive(Debug)]
pub(super) struct Pieces {
    entry: Json,
    nonce: String,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    pieces: Vec<Piece>,
    error: Option<TemplateError>,
}

/// Opens and closes a token. Private use characters, so a reader of a dump sees them at once.
pub(super) const OPEN: char = '\u{E000}';
pub(super) const CLOSE: char = '\u{E001}';

impl Pieces {
    pub(super) fn new(entry: &Json) -> Arc<Self> {
        Arc::new(Self { entry: entry.clone(), nonce: random_token::<16>(), state: Mutex::default() })
    }

    pub(super) fn nonce(&self) -> &str {
        &self.nonce
    }

    pub(super) fn piece(&self, index: usize) -> Option<Piece> {
        self.lock().pieces.get(index).cloned()
    }

    /// The first error a helper met. The engine only passes on text, so it is kept here.
    pub(super) fn take_error(&self) -> Option<TemplateError> {
        self.lock().error.take()
    }

    /// Registers all helpers on an engine.
    pub(super) fn register(self: &Arc<Self>, engine: &mut Handlebars<'_>) {
        for kind in [Kind::Field, Kind::Identity, Kind::Message, Kind::Money] {
            engine.register_helper(kind.name(), Box::new(ValueHelper { kind, pieces: Arc::clone(self) }));
        }
        engine.register_helper("group", Box::new(GroupHelper { pieces: Arc::clone(self) }));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, piece: Piece, out: &mut dyn Output) -> HelperResult {
        let index = {
            let mut state = self.lock();
            state.pieces.push(piece);
            state.pieces.len() - 1
        };
        out.write(&format!("{OPEN}{}:{index}{CLOSE}", self.nonce))?;
        Ok(())
    }

    fn fail(&self, error: TemplateError) -> RenderError {
        let text = error.to_string();
        self.lock().error.get_or_insert(error);
        RenderErrorReason::Other(text).into()
    }

    /// The leaf an argument names. Derived values have no place and are refused.
    fn leaf(
        &self,
        helper: &'static str,
        argument: Option<&handlebars::PathAndJson<'_>>,
    ) -> Result<(Pointer, Json), TemplateError> {
        let argument = argument
            .ok_or_else(|| TemplateError::Helper { helper, reason: "needs the place of a value".to_owned() })?;
        let written = argument.relative_path().cloned().unwrap_or_default();
        if argument.is_value_missing() {
            return Err(TemplateError::Missing(written));
        }
        let place = argument.context_path().map(|path| Pointer::new(path.clone())).ok_or_else(|| {
            TemplateError::Helper { helper, reason: "needs the place of a value, not a literal".to_owned() }
        })?;
        match place.resolve(&self.entry) {
            None => Err(TemplateError::Missing(written)),
            Some(Json::Array(elements)) if !elements.is_empty() => Err(TemplateError::NotALeaf(written)),
            Some(Json::Object(members)) if !members.is_empty() => Err(TemplateError::NotALeaf(written)),
            Some(value) => Ok((place, value.clone())),
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Field,
    Identity,
    Message,
    Money,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Identity => "identity",
            Self::Message => "message",
            Self::Money => "money",
        }
    }
}

struct ValueHelper {
    kind: Kind,
    pieces: Arc<Pieces>,
}

impl ValueHelper {
    fn piece(&self, helper: &Helper<'_>) -> Result<Piece, TemplateError> {
        let name = self.kind.name();
        let (place, value) = self.pieces.leaf(name, helper.param(0))?;
        let key = place.segments().last().map_or("", String::as_str);
        let label = match helper.hash_get("label").map(|label| label.value().as_str()) {
            Some(Some(text)) => Shown { text: text.to_owned(), altered: false },
            Some(None) => {
                return Err(TemplateError::Helper { helper: name, reason: "label has to be a text".to_owned() });
            }
            None => label::humanize(key),
        };
        let row = |places: &[Pointer], value| Row {
            label: label.clone(),
            paths: places.iter().map(ToString::to_string).collect(),
            value,
            critical: false,
        };
        Ok(match (self.kind, &value) {
            (Kind::Money, amount) => {
                let (currency_place, currency) = self.pieces.leaf(name, helper.hash_get("currency"))?;
                let (text, amount, currency) = money::format(amount, &currency)?;
                let places = vec![place, currency_place];
                Piece::Row { row: row(&places, Value::Money { text, amount, currency }), places }
            }
            (Kind::Identity, Json::String(text)) => {
                let places = vec![place];
                Piece::Row { row: row(&places, Value::Identity { text: scrub(text) }), places }
            }
            (Kind::Message, value) => {
                let places = vec![place];
                Piece::Message { row: row(&places, generic::plain_value(value)), places }
            }
            (Kind::Field | Kind::Identity, value) => {
                let places = vec![place];
                Piece::Row { row: row(&places, generic::plain_value(value)), places }
            }
        })
    }
}

impl HelperDef for ValueHelper {
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

struct GroupHelper {
    pieces: Arc<Pieces>,
}

impl HelperDef for GroupHelper {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        engine: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let title = match helper.param(0) {
            None => None,
            Some(argument) => {
                if let (None, Some(text)) = (argument.context_path(), argument.value().as_str()) {
                    Some(Shown { text: text.to_owned(), altered: false })
                } else {
                    let reason = "the heading has to be a text".to_owned();
                    return Err(self.pieces.fail(TemplateError::Helper { helper: "group", reason }));
                }
            }
        };
        self.pieces.put(Piece::GroupStart(title), out)?;
        if let Some(template) = helper.template() {
            template.render(engine, context, render, out)?;
        }
        self.pieces.put(Piece::GroupEnd, out)
    }
}
