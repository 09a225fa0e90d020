//! Rows as the text of a template.

use super::labels::Labels;
use super::members::{Row, Shown};
use super::shape::{self, Shape};
use crate::lint::schema::Schema;
use crate::template::outline::Place;

/// Lists of words that the rows use: their name, and the words.
pub(super) type Words = Vec<(String, Vec<String>)>;

/// Writes rows, collecting their labels and their words.
pub(super) struct Writer<'a> {
    pub(super) schema: Option<Schema<'a>>,
    pub(super) labels: Labels,
    pub(super) words: Words,
}

impl Writer<'_> {
    /// The lines of a row. `context` is where its place is relative to.
    pub(super) fn row(&mut self, row: &Row, context: &[String], lines: &mut Vec<String>) {
        let label = self.labels.add(&row.place);
        let path = path(&row.place, context);
        let around =
            |inner: String| if row.optional { format!("{{{{#has {path}}}}}{inner}{{{{/has}}}}") } else { inner };
        match &row.shown {
            Shown::Table(columns) | Shown::Each(columns) => {
                let table = matches!(row.shown, Shown::Table(_));
                let (open, close) = if table {
                    (format!("#table {path} label=\"{label}\""), "/table")
                } else {
                    (format!("#each {path}"), "/each")
                };
                let element: Place = row.place.iter().cloned().chain(["*".to_owned()]).collect();
                let (has, end) =
                    if row.optional { (format!("{{{{#has {path}}}}}"), "{{/has}}") } else { (String::new(), "") };
                lines.push(format!("{has}{{{{{open}}}}}"));
                for column in columns {
                    self.row(column, &element, lines);
                }
                lines.push(format!("{{{{else}}}}{{{{list {path} label=\"{label}\"}}}}{{{{{close}}}}}{end}"));
            }
            Shown::Words => {
                let element: Place = row.place.iter().cloned().chain(["*".to_owned()]).collect();
                self.words.push((label.clone(), shape::allowed(&element, self.schema)));
                let each =
                    format!("{{{{#each {path}}}}}{{{{enum this words=\"{label}\" label=\"{label}\"}}}}{{{{/each}}}}");
                lines.push(around(each));
            }
            Shown::One(Shape::Word) => {
                self.words.push((label.clone(), shape::allowed(&row.place, self.schema)));
                lines.push(around(format!("{{{{enum {path} words=\"{label}\" label=\"{label}\"}}}}")));
            }
            _ => lines.push(around(self.call(row, context, &format!(" label=\"{label}\"")))),
        }
    }

    /// The call of a row that is one call.
    pub(super) fn call(&self, row: &Row, context: &[String], label: &str) -> String {
        let at = path(&row.place, context);
        let call = match &row.shown {
            Shown::Money(currency, bare) => {
                let currency = path(currency, context);
                let money = format!("money {at} currency={currency}{}", self.money_options(&row.place));
                if *bare {
                    return format!(
                        "{{{{#has {currency}}}}}{{{{{money}{label}}}}}{{{{else}}}}{{{{number {at}{label}}}}}{{{{/has}}}}"
                    );
                }
                money
            }
            Shown::List | Shown::Words | Shown::Table(_) | Shown::Each(_) => format!("list {at}"),
            Shown::One(shape) => match shape {
                Shape::Text | Shape::Word => format!("field {at}"),
                Shape::Identity => format!("identity {at}"),
                Shape::Message => format!("message {at}"),
                Shape::Code => format!("code {at}"),
                Shape::Link => format!("linktext {at}"),
                Shape::Number => format!("number {at}"),
                Shape::Boolean => format!("bool {at}"),
                Shape::Moment => format!("datetime {at}"),
                Shape::LocalTime => format!("datetime {at} zone=\"written\""),
                Shape::EpochSeconds => format!("datetime {at} unit=\"seconds\""),
                Shape::EpochMilliseconds => format!("datetime {at} unit=\"milliseconds\""),
                Shape::Day => format!("date {at}"),
                Shape::Duration => format!("duration {at}"),
                Shape::Json => format!("json {at}"),
            },
        };
        format!("{{{{{call}{label}}}}}")
    }

    /// A whole number may count cents, so the template has to say what it counts.
    fn money_options(&self, place: &[String]) -> String {
        let Some(schema) = self.schema else { return String::new() };
        let unit = if schema.types(place) == ["integer"] { " unit=\"minor\"" } else { "" };
        let values = schema.keyword(place, "x-waxseal-unlimited").into_iter().flat_map(|value| match value {
            serde_json::Value::Array(values) => values.iter().collect(),
            one => vec![one],
        });
        let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let unlimited = values.into_iter().find(|value| !value.is_null());
        let unlimited = unlimited.map(|value| format!(" unlimitedAt=\"{}\"", text(value))).unwrap_or_default();
        format!("{unit}{unlimited}")
    }
}

/// A place as a path of the language, from a context down.
pub(super) fn path(place: &[String], context: &[String]) -> String {
    let below = place.get(context.len()..).unwrap_or_default();
    let segment = |segment: &String| {
        let plain = segment.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
            && segment.starts_with(|first: char| first.is_ascii_alphabetic())
            && !["this", "true", "false", "null", "else", "as"].contains(&segment.as_str());
        if plain { segment.clone() } else { format!("[{segment}]") }
    };
    let path = below.iter().map(segment).collect::<Vec<_>>().join(".");
    // A bracket at the start would be a literal.
    if path.starts_with('[') { format!("this.{path}") } else { path }
}

/// Whether a place can be written at all.
pub(super) fn is_writable(place: &[String]) -> bool {
    place.iter().all(|segment| !segment.is_empty() && !segment.contains(['[', ']', '{', '}', '\n', '"', '(', '\\']))
}
