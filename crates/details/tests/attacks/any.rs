//! Requests and templates of every kind, for property tests.

use std::cell::RefCell;
use std::collections::BTreeSet;

use proptest::prelude::*;
use waxseal_details::{Display, EntryView, Known, Registry, Row, Value, leaves};
use waxseal_protocol::Timestamp;
use waxseal_protocol::json::{Json, JsonNumber};

/// Names that templates use, so that they are hit.
const NAMES: [&str; 12] =
    ["amount", "value", "currency", "payee", "start", "end", "items", "note", "flag", "kind", "before", "after"];

pub(crate) fn any_json(depth: u32, size: u32) -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        "-?(0|[1-9][0-9]{0,12})(\\.[0-9]{1,4})?(e[0-9]{1,2})?".prop_map(|text| number(&text)),
        "\\PC{0,6}".prop_map(Json::String),
        "[\u{e000}-\u{e001}\u{202e}\u{200b}{}<>/#a-z0-9: \n]{0,40}".prop_map(Json::String),
        prop_oneof![Just("USD"), Just("JPY"), Just("2026-11-21T09:00:00Z"), Just("1.50"), Just("PT8H"), Just("ZZZ")]
            .prop_map(|text| Json::String(text.to_owned())),
    ];
    let name = prop_oneof![prop::sample::select(&NAMES[..]).prop_map(str::to_owned), ".{0,4}"];
    leaf.prop_recursive(depth, size, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::Array),
            prop::collection::btree_map(name.clone(), inner, 0..6)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

fn number(text: &str) -> Json {
    Json::Number(JsonNumber::parse(text).unwrap())
}

/// An entry of a type, with members that templates name and others.
pub(crate) fn any_entry(detail_type: &'static str) -> impl Strategy<Value = Json> {
    let members = prop::collection::btree_map(prop::sample::select(&NAMES[..]), any_json(4, 32), 0..9);
    (members, prop::collection::btree_map(".{0,4}", any_json(3, 12), 0..3)).prop_map(move |(named, other)| {
        let mut all = vec![("type".to_owned(), Json::String(detail_type.to_owned()))];
        let named = named.into_iter().map(|(name, value)| (name.to_owned(), value));
        let seen: BTreeSet<String> = NAMES.iter().map(|name| (*name).to_owned()).chain(["type".to_owned()]).collect();
        all.extend(named.chain(other.into_iter().filter(|(name, _)| !seen.contains(name))));
        Json::Object(all)
    })
}

/// An entry of the type `t` whose members mostly fit what templates call them with.
pub(crate) fn fitting_entry() -> impl Strategy<Value = Json> {
    let text = |texts: &'static [&'static str]| {
        prop::sample::select(texts).prop_map(|text| Json::String(text.to_owned())).boxed()
    };
    let fitting = |name: &'static str| match name {
        "amount" => prop_oneof![text(&["1.50", "0", "17", "2500"]), Just(number("12"))].boxed(),
        "currency" => text(&["USD", "EUR", "JPY"]),
        "start" | "end" => text(&["2026-11-21T09:00:00Z", "2026-11-21T11:00:00+01:00"]),
        "flag" => any::<bool>().prop_map(Json::Bool).boxed(),
        "kind" => text(&["a", "b"]),
        _ => text(&["Harbour Books", "one line", "an other line"]),
    };
    let named = ["amount", "currency", "payee", "start", "end", "note", "flag", "kind", "before", "after"];
    let members = |odd: u32| {
        let member = move |name: &'static str| {
            let value = prop_oneof![16 => fitting(name), odd => any_json(2, 6)];
            prop::option::weighted(0.9, value).prop_map(move |value| value.map(|value| (name.to_owned(), value)))
        };
        let all: Vec<_> = named.into_iter().map(|name| member(name).boxed()).collect();
        all.prop_map(|members| members.into_iter().flatten().collect::<Vec<_>>())
    };
    let items = prop::collection::vec(members(1).prop_map(Json::Object), 0..3).prop_map(Json::Array);
    (members(1), members(1), items).prop_map(|(mut all, value, items)| {
        all.insert(0, ("type".to_owned(), Json::String("t".to_owned())));
        all.extend([("value".to_owned(), Json::Object(value)), ("items".to_owned(), items)]);
        Json::Object(all)
    })
}

pub(crate) fn display() -> Display {
    Display::english_utc(Timestamp::from_second(1_795_000_000).unwrap())
}

thread_local! {
    /// Templates that were parsed before: most tests render many entries by one.
    static PARSED: RefCell<Option<(String, Registry)>> = const { RefCell::new(None) };
}

pub(crate) fn view(source: &str, entry: &Json) -> EntryView {
    PARSED.with_borrow_mut(|parsed| {
        if parsed.as_ref().is_none_or(|(of, _)| of != source) {
            let mut registry = Registry::default();
            registry.add(source).unwrap();
            *parsed = Some((source.to_owned(), registry));
        }
        let (_, registry) = parsed.as_ref().unwrap();
        EntryView::new(entry, registry, &display(), &Known::default())
    })
}

pub(crate) fn generic(entry: &Json) -> EntryView {
    EntryView::new(entry, &Registry::default(), &display(), &Known::default())
}

/// The places that rows show.
pub(crate) fn shown(view: &EntryView) -> BTreeSet<String> {
    view.rows().flat_map(|row| row.paths.clone()).filter(|place| place != "/type").collect()
}

/// The places of an entry, but its type, which the header shows.
pub(crate) fn all(entry: &Json) -> BTreeSet<String> {
    leaves(entry).iter().map(|(place, _)| place.to_string()).filter(|place| place != "/type").collect()
}

/// All texts that a row shows of a value, the whole of a masked one too.
pub(crate) fn texts(row: &Row) -> Vec<String> {
    let mut found = Vec::new();
    collect(&row.value, &mut found);
    found
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Text { text } | Value::Identity { text } | Value::Code { text, .. } | Value::Link { text, .. } => {
            found.push(text.text.clone());
        }
        Value::Masked { full, .. } => found.push(full.text.clone()),
        Value::Money { amount, currency, .. } => found.extend([amount.clone(), currency.clone()]),
        Value::Quantity { sent, .. } => found.push(sent.clone()),
        Value::Time { sent, .. } => found.extend(sent.iter().cloned()),
        Value::Boolean { value, .. } => found.push(value.to_string()),
        Value::Choice { sent, .. } => found.push(sent.text.clone()),
        Value::List { items } => items.iter().for_each(|item| collect(item, found)),
        Value::Table { rows, .. } => rows.iter().flatten().flatten().for_each(|cell| collect(cell, found)),
        Value::Diff { before, after, .. } => [before, after].iter().for_each(|side| collect(side, found)),
        Value::Nested { rows } => rows.iter().for_each(|row| collect(&row.value, found)),
        Value::Null => found.push("null".to_owned()),
        Value::Empty => found.push(String::new()),
    }
}
