//! A first template, from a sample and, if there is one, the JSON Schema of its type.
//!
//! Kinds are guessed: by the schema, else by how values are written and called. A draft shows every
//! value of the sample, is in English, and asks for the most care; what it had to guess stands in
//! its notes.

mod labels;
mod members;
mod shape;
mod verb;
mod write;

use serde_json::Value;
use waxseal_protocol::json::Json;

use labels::Labels;
use members::{Members, Row, Shown};
use shape::Shape;
use write::{Writer, is_writable};

use crate::display::Language;
use crate::entry::NOT_BY_TEMPLATE;
use crate::label;
use crate::lint::kind::words;
use crate::lint::schema::Schema;
use crate::rehearsal;
use crate::template::Template;
use crate::template::outline::{Place, starts_with};

/// A drafted template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The file.
    pub source: String,
    /// What was guessed or left to do, in sentences.
    pub notes: Vec<String>,
}

/// Rows in the first group beside the critical ones.
const FIRST_GROUP: usize = 8;
/// Places that are guessed to be critical.
const MAX_CRITICAL: usize = 6;
/// The longest sample that becomes a fixture.
const MAX_FIXTURE: usize = 4_096;
/// Names of who or what an approval is for.
const PARTIES: [&str; 12] = [
    "payee",
    "recipient",
    "beneficiary",
    "creditor",
    "destination",
    "account",
    "iban",
    "vault",
    "database",
    "service",
    "environment",
    "server",
];

/// Drafts a template for entries of `detail_type` like `sample`.
///
/// ```
/// use waxseal_details::draft::draft;
/// use waxseal_protocol::json::Json;
/// let sample = Json::parse(r#"{"type":"tip","amount":"3.50","currency":"EUR","waiter":"Hanna"}"#)?;
/// let draft = draft("tip", &sample, None);
/// assert!(draft.source.contains(r#"{{money amount currency=currency label="amount"}}"#), "{}", draft.source);
/// # Ok::<(), waxseal_protocol::json::JsonError>(())
/// ```
pub fn draft(detail_type: &str, sample: &Json, schema: Option<&Value>) -> Draft {
    let parsed = schema.map(Schema::new);
    let mut members = Members { schema: parsed, left: Vec::new() };
    let mut rows = members.rows(&Place::new(), &[sample], &Place::new(), 0);
    let mut left = members.left;
    rows.retain(|row| {
        let writable = row.leaves().iter().all(|place| is_writable(place));
        if !writable {
            left.push(row.place.clone());
        }
        writable
    });
    let critical = critical(&mut rows, parsed);
    let mut draft = Drafting { detail_type, schema: parsed, rows, critical, notes: Vec::new() };
    let verb = draft.verb();
    for place in left {
        let place = crate::leaf::Pointer::new(place);
        draft.notes.push(format!("{place} has no row, it stands under Other details"));
    }
    draft.finish(sample, &verb)
}

/// What is marked by the schema; else what the names tell of.
fn critical(rows: &mut [Row], schema: Option<Schema<'_>>) -> Vec<Place> {
    let marked = schema.map(Schema::critical).unwrap_or_default();
    let mut critical = marked.clone();
    if marked.is_empty() {
        let money = rows.iter().filter(|row| matches!(row.shown, Shown::Money(..))).flat_map(Row::leaves);
        let party = |row: &&Row| {
            let named = row.place.iter().flat_map(|key| words(key)).any(|word| PARTIES.contains(&word.as_str()));
            named && matches!(row.shown, Shown::One(Shape::Identity | Shape::Text))
        };
        let parties = rows.iter().filter(party).flat_map(Row::leaves);
        critical = money.chain(parties).take(MAX_CRITICAL).collect();
        let first = rows.iter().find(|row| !matches!(row.shown, Shown::One(Shape::Message)));
        if critical.is_empty() {
            critical.extend(first.map(Row::leaves).unwrap_or_default());
        }
    }
    for row in rows.iter_mut() {
        let counts = row.leaves().iter().any(|place| critical.iter().any(|one| starts_with(place, one)));
        if counts && matches!(row.shown, Shown::One(Shape::Message)) {
            row.shown = Shown::One(Shape::Text);
        }
        if counts
            && matches!(row.shown, Shown::One(Shape::Text))
            && row.place.last().is_some_and(|key| PARTIES.contains(&key.as_str()))
        {
            row.shown = Shown::One(Shape::Identity);
        }
    }
    critical
}

struct Drafting<'a> {
    detail_type: &'a str,
    schema: Option<Schema<'a>>,
    rows: Vec<Row>,
    critical: Vec<Place>,
    notes: Vec<String>,
}

impl Drafting<'_> {
    fn is_critical(&self, row: &Row) -> bool {
        row.leaves()
            .iter()
            .any(|place| self.critical.iter().any(|one| starts_with(place, one) || starts_with(one, place)))
    }

    fn finish(mut self, sample: &Json, verb: &str) -> Draft {
        let mut writer = Writer { schema: self.schema, labels: Labels::default(), words: Vec::new() };
        let (messages, rows): (Vec<Row>, Vec<Row>) =
            self.rows.iter().cloned().partition(|row| matches!(row.shown, Shown::One(Shape::Message)));
        let (mut first, mut second): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| self.is_critical(row));
        while first.len() < FIRST_GROUP && !second.is_empty() {
            first.push(second.remove(0));
        }
        let mut body = vec!["{{#group}}".to_owned()];
        for row in &first {
            writer.row(row, &[], &mut body);
        }
        body.push("{{/group}}".to_owned());
        if !second.is_empty() {
            let more = writer.labels.add_text("More");
            body.push(format!("{{{{#group \"{more}\"}}}}"));
            for row in &second {
                writer.row(row, &[], &mut body);
            }
            body.push("{{/group}}".to_owned());
        }
        for row in &messages {
            writer.row(row, &[], &mut body);
        }

        let mut front = vec![
            format!("type: {}", quoted(self.detail_type)),
            "template_version: 1.0.0".to_owned(),
            "risk_floor: high".to_owned(),
            format!("verb:\n  en: '{}'", verb.replace('\'', "''")),
        ];
        self.notes.push("risk_floor is high: lower it if the type is easy to undo".to_owned());
        if let Some(schema) = self.schema {
            let digest = Json::parse(&schema.root().to_string()).map(|json| json.sha256()).unwrap_or_default();
            front.insert(2, format!("schema_sha256: {digest}"));
        } else {
            self.notes.push("critical is guessed from names: list every place that a decision depends on".to_owned());
        }
        let critical: Vec<String> =
            self.critical.iter().map(|place| quoted(&crate::leaf::Pointer::new(place.clone()).to_string())).collect();
        front.push(format!("critical: [{}]", critical.join(", ")));
        let labels: Vec<String> =
            writer.labels.iter().map(|(key, text)| format!("    {key}: {}", quoted(text))).collect();
        if !labels.is_empty() {
            front.push(format!("labels:\n  en:\n{}", labels.join("\n")));
        }
        if !writer.words.is_empty() {
            let lists = writer.words.iter().map(|(list, words)| {
                let words = words
                    .iter()
                    .map(|word| format!("    {}: {{ en: {} }}", quoted(word), quoted(&label::humanize(word).text)));
                format!("  {list}:\n{}", words.collect::<Vec<_>>().join("\n"))
            });
            front.push(format!("words:\n{}", lists.collect::<Vec<_>>().join("\n")));
        }
        let source = |front: &[String]| format!("---\n{}\n---\n{}\n", front.join("\n"), body.join("\n"));
        let fixture = fixture(&source(&front), sample, &mut self.notes);
        front.extend(fixture);
        Draft { source: source(&front), notes: self.notes }
    }
}

/// The sample with what the draft makes of it.
fn fixture(source: &str, sample: &Json, notes: &mut Vec<String>) -> Option<String> {
    let template = match Template::parse(source) {
        Ok(template) => template,
        Err(error) => {
            notes.push(format!("the draft is not usable yet: {error}"));
            return None;
        }
    };
    let view = rehearsal::view(&template, sample, Language::English);
    if view.template_version == NOT_BY_TEMPLATE {
        let reason = view.notices.first().map(|notice| notice.text.clone()).unwrap_or_default();
        notes.push(format!("the draft does not show the sample: {reason}"));
        return None;
    }
    let data = sample.to_string();
    if data.len() > MAX_FIXTURE {
        return None;
    }
    let other: Vec<String> = view.other.iter().flat_map(|row| &row.paths).map(|path| quoted(path)).collect();
    let expect = format!("{{ verb: {}, other: [{}] }}", quoted(&view.verb), other.join(", "));
    Some(format!("fixtures:\n  - name: sample\n    data: {data}\n    expect: {expect}"))
}

/// A text as YAML has it; a JSON text is one.
fn quoted(text: &str) -> String {
    let plain = text.chars().all(|character| character.is_ascii_alphabetic() || character == '_');
    let reserved =
        ["", "y", "n", "yes", "no", "true", "false", "on", "off", "null"].contains(&text.to_lowercase().as_str());
    if plain && !reserved { text.to_owned() } else { Value::String(text.to_owned()).to_string() }
}

#[cfg(test)]
mod tests;
