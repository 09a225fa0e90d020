//! Lists in pages: by number, with totals where they are asked for, or from a mark onwards.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

const MAX_PER_PAGE: usize = 100;
const DEFAULT_PER_PAGE: usize = 50;

/// The query of a list. Unknown members are other filters, or none of ours.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PageQuery {
    pub(super) page: Option<usize>,
    pub(super) per_page: Option<usize>,
    pub(super) include_totals: Option<String>,
    pub(super) from: Option<String>,
    pub(super) take: Option<usize>,
    pub(super) q: Option<String>,
    pub(super) search: Option<String>,
    pub(super) email: Option<String>,
    pub(super) audience: Option<String>,
    pub(super) client_id: Option<String>,
}

impl PageQuery {
    pub(super) fn per_page(&self) -> usize {
        self.per_page.unwrap_or(DEFAULT_PER_PAGE).clamp(1, MAX_PER_PAGE)
    }

    pub(super) fn start(&self) -> usize {
        self.page.unwrap_or(0).saturating_mul(self.per_page())
    }

    pub(super) fn take(&self) -> usize {
        self.take.unwrap_or(DEFAULT_PER_PAGE).clamp(1, MAX_PER_PAGE)
    }

    fn with_totals(&self) -> bool {
        self.include_totals.as_deref() == Some("true")
    }

    /// A page of a list that is known as a whole. Without `include_totals`, Auth0 answers with the
    /// array alone.
    pub(super) fn of_all(&self, name: &str, all: Vec<Value>) -> Response {
        let total = all.len();
        let items: Vec<Value> = all.into_iter().skip(self.start()).take(self.per_page()).collect();
        self.answer(name, items, total)
    }

    /// A page that was cut out already.
    pub(super) fn answer(&self, name: &str, items: Vec<Value>, total: usize) -> Response {
        if !self.with_totals() {
            return Json(Value::Array(items)).into_response();
        }
        let mut body = Map::new();
        body.insert("start".to_owned(), json!(self.start()));
        body.insert("limit".to_owned(), json!(self.per_page()));
        body.insert("length".to_owned(), json!(items.len()));
        body.insert("total".to_owned(), json!(total));
        body.insert(name.to_owned(), Value::Array(items));
        Json(Value::Object(body)).into_response()
    }

    /// A page after a mark, which is the `id` of the last entry of the page before. The last page
    /// names no next one.
    pub(super) fn after_mark(&self, name: &str, all: Vec<Value>) -> Response {
        if self.page.is_some() || (self.take.is_none() && self.from.is_none()) {
            return self.of_all(name, all);
        }
        let id = |entry: &Value| entry.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let after = self.from.as_ref().and_then(|from| all.iter().position(|entry| id(entry) == *from));
        let mut rest = all.into_iter().skip(after.map_or(0, |position| position + 1));
        let items: Vec<Value> = rest.by_ref().take(self.take()).collect();
        let mut body = Map::new();
        if rest.next().is_some()
            && let Some(last) = items.last()
        {
            body.insert("next".to_owned(), json!(id(last)));
        }
        body.insert(name.to_owned(), Value::Array(items));
        Json(Value::Object(body)).into_response()
    }
}
