//! Every built-in type, by its examples: each fits its schema, is shown by its template in every
//! language, and reads as the snapshot beside it says.
//!
//! `UPDATE_GOLDEN=1 cargo test -p waxseal-details --test examples` writes the snapshots anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "all of it is a test, helpers included"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Value as JsonValue, json};
use waxseal_details::{
    Card, Display, EntryView, Known, KnownClient, Language, PathPattern, Pointer, Registry, Value, leaves,
};
use waxseal_protocol::device::Consent;
use waxseal_protocol::json::Json;

/// The moment at which every snapshot is taken.
const NOW: &str = "2026-11-21T09:00:00Z";
/// The languages that have snapshots: with words of their own, and written from right to left.
const SNAPSHOTS: [Language; 3] = [Language::English, Language::German, Language::Arabic];
/// The longest label.
const MAX_LABEL: usize = 24;
/// The longest verb line of what an agent usually sends.
const MAX_VERB: usize = 100;
/// Labels and words that are the same in English and in German.
const SAME: [&str; 12] = [
    "Bank (BIC)",
    "Commit",
    "Commits",
    "Hotel",
    "ISIN",
    "Limit",
    "Patient",
    "Server",
    "Stop",
    "Symbol",
    "Version",
    "limit",
];

/// What a decision depends on and is prose: letters of several scripts are usual in it, so it is
/// shown as text and not as an identifier.
const PROSE: [&str; 5] = ["/appointment", "/deliverTo", "/now/place", "/product", "/was/place"];

/// One folder of `types/`.
struct Type {
    folder: PathBuf,
    source: String,
    front: FrontMatter,
    body: String,
    schema: JsonValue,
}

/// One file of `examples/`.
struct Example {
    name: String,
    text: String,
    entry: Json,
}

/// What the tests need of a template's front matter.
#[derive(Deserialize)]
struct FrontMatter {
    #[serde(rename = "type")]
    detail_type: String,
    verb: BTreeMap<String, String>,
    action: BTreeMap<String, String>,
    #[serde(default)]
    critical: Vec<PathPattern>,
    #[serde(default)]
    demote: Vec<Demotion>,
    labels: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    words: BTreeMap<String, BTreeMap<String, BTreeMap<String, String>>>,
}

#[derive(Deserialize)]
struct Demotion {
    path: PathPattern,
    reason: String,
}

impl Type {
    fn all() -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("types");
        let folders = entries(&root).into_iter().filter(|path| path.is_dir());
        folders.map(Self::read).collect()
    }

    fn read(folder: PathBuf) -> Self {
        let source = fs::read_to_string(folder.join("template.hbs")).unwrap();
        let (yaml, body) = source.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap();
        let front = serde_yaml_ng::from_str(yaml).unwrap();
        let schema = serde_json::from_str(&fs::read_to_string(folder.join("schema.json")).unwrap()).unwrap();
        Self { front, body: body.to_owned(), schema, source, folder }
    }

    fn name(&self) -> String {
        self.folder.file_name().unwrap().to_string_lossy().into_owned()
    }

    fn examples(&self) -> Vec<Example> {
        let read = |path: PathBuf| {
            let text = fs::read_to_string(&path).unwrap();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            Example { entry: Json::parse(&text).unwrap(), name, text }
        };
        entries(&self.folder.join("examples")).into_iter().map(read).collect()
    }
}

/// What is in a folder, in an order that does not depend on the disk.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn display(language: Language) -> Display {
    Display { language, time_zone: TimeZone::UTC, now: NOW.parse().unwrap() }
}

static BUILT_IN: LazyLock<Registry> = LazyLock::new(Registry::built_in);

fn view(example: &Example, language: Language) -> EntryView {
    EntryView::new(&example.entry, &BUILT_IN, &display(language), &Known::default())
}

/// The card of a consent that asks for this example alone, by a client that is known.
fn card(example: &Example, language: Language) -> Card {
    let details: JsonValue = json!({
        "id": "cns_example",
        "requested_details": { "audience": "urn:example:api", "scope": ["openid"], "binding_message": "WAX-4471" },
        "created_at": 1_795_251_600,
        "expires_at": 1_795_251_900,
        "client": { "client_id": "ledger-agent", "name": "Ledger Agent" },
    });
    // The entry is put in as text: a number of many digits has to keep them.
    let text = details.to_string().replacen(
        "\"requested_details\":{",
        &format!("\"requested_details\":{{\"authorization_details\":[{}],", example.text.trim()),
        1,
    );
    let consent: Consent = serde_json::from_str(&text).unwrap();
    let client = consent.client.as_ref().unwrap();
    let known = KnownClient {
        client_id: client.client_id.clone(),
        name: client.name.clone(),
        first_seen: "2026-01-05T08:00:00Z".parse().unwrap(),
    };
    let known = Known { clients: vec![known], ..Known::default() };
    Card::new(&consent, &BUILT_IN, &display(language), &known)
}

#[test]
fn every_example_fits_its_schema() {
    for kind in Type::all() {
        let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&kind.schema).unwrap();
        for example in kind.examples() {
            let instance: JsonValue = serde_json::from_str(&example.text).unwrap();
            let errors: Vec<String> = validator.iter_errors(&instance).map(|error| error.to_string()).collect();
            assert_eq!(errors, [""; 0], "{}/{}", kind.name(), example.name);
        }
    }
}

#[test]
fn every_example_is_shown_by_its_template_in_every_language() {
    for kind in Type::all() {
        for example in kind.examples() {
            for language in Language::ALL {
                let view = view(&example, language);
                let name = format!("{}/{} in {}", kind.name(), example.name, language.tag());
                assert_ne!(view.template_version, "generic", "{name}: {:?}", view.notices);
                assert!(view.action.is_some(), "{name}");
            }
        }
    }
}

#[test]
fn every_leaf_is_in_a_row_and_only_demoted_ones_are_under_other_details() {
    for kind in Type::all() {
        for example in kind.examples() {
            shows_all(&kind, &example);
        }
    }
}

#[test]
fn whatever_a_schema_leaves_open_is_shown_too() {
    for kind in Type::all() {
        let validator = jsonschema::validator_for(&kind.schema).unwrap();
        for example in kind.examples() {
            let mut variants = Vec::new();
            let entry: JsonValue = serde_json::from_str(&example.text).unwrap();
            vary(&entry, "", &mut |path, value| {
                let mut variant = entry.clone();
                match (value, path.rsplit_once('/')) {
                    (Some(value), _) => *variant.pointer_mut(path).unwrap() = value,
                    (None, Some((parent, key))) => {
                        variant
                            .pointer_mut(parent)
                            .unwrap()
                            .as_object_mut()
                            .unwrap()
                            .remove(&key.replace("~1", "/").replace("~0", "~"));
                    }
                    (None, None) => return,
                }
                if validator.is_valid(&variant) {
                    let (name, text) = (format!("{} without {path}", example.name), variant.to_string());
                    variants.push(Example { entry: Json::parse(&text).unwrap(), name, text });
                }
            });
            for variant in variants {
                shows_all(&kind, &variant);
            }
        }
    }
}

/// Every member left out, every list and object emptied, every yes turned into a no.
fn vary(value: &JsonValue, path: &str, found: &mut dyn FnMut(&str, Option<JsonValue>)) {
    match value {
        JsonValue::Object(members) => {
            found(path, Some(json!({})));
            for (key, below) in members {
                let path = format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"));
                found(&path, None);
                vary(below, &path, found);
            }
        }
        JsonValue::Array(elements) => {
            found(path, Some(json!([])));
            for (index, below) in elements.iter().enumerate().take(2) {
                vary(below, &format!("{path}/{index}"), found);
            }
        }
        JsonValue::Bool(value) => found(path, Some(json!(!value))),
        _ => {}
    }
}

/// The template shows the example, every leaf of it, and nothing under "Other details" that it does
/// not demote.
fn shows_all(kind: &Type, example: &Example) {
    let view = view(example, Language::English);
    let name = format!("{}/{}", kind.name(), example.name);
    assert_ne!(view.template_version, "generic", "{name}: {:?}", view.notices);
    let shown: BTreeSet<String> = view.rows().flat_map(|row| row.paths.clone()).collect();
    let all = leaves(&example.entry).into_iter().map(|(place, _)| place.to_string()).filter(|place| place != "/type");
    assert_eq!(shown, all.collect(), "{name}");
    for path in view.other.iter().flat_map(|row| &row.paths) {
        let place = Pointer::parse(path);
        assert!(kind.front.demote.iter().any(|one| one.path.is_at_or_above(&place)), "{name}: {path}");
    }
    assert!(!view.other_open, "{name}");
}

#[test]
fn what_a_decision_depends_on_stands_in_the_first_group_and_is_more_than_plain_text() {
    for kind in Type::all() {
        for example in kind.examples() {
            let view = view(&example, Language::English);
            let name = format!("{}/{}", kind.name(), example.name);
            let later =
                view.groups.iter().skip(1).flat_map(|group| &group.rows).chain(&view.other).chain(&view.messages);
            let late: Vec<&str> = later.filter(|row| row.critical).map(|row| row.label.text.as_str()).collect();
            assert_eq!(late, [""; 0], "{name}");
            let first = view.groups.first().unwrap().rows.iter().filter(|row| row.critical);
            let plain = first.filter(|row| matches!(row.value, Value::Text { .. })).flat_map(|row| &row.paths);
            let plain: Vec<&str> = plain.map(String::as_str).filter(|path| !PROSE.contains(path)).collect();
            assert_eq!(plain, [""; 0], "{name}");
        }
    }
}

#[test]
fn templates_call_critical_what_the_schemas_do() {
    for kind in Type::all() {
        let mut marked = Vec::new();
        critical(&kind.schema, "", &mut marked);
        let marked: Vec<Pointer> = marked.iter().map(|path| Pointer::parse(path)).collect();
        for place in &marked {
            assert!(kind.front.critical.iter().any(|one| one.is_at_or_above(place)), "{}: {place}", kind.name());
        }
        for pattern in &kind.front.critical {
            assert!(marked.iter().any(|place| pattern.is_at_or_above(place)), "{}: {}", kind.name(), pattern.as_str());
        }
        for demotion in &kind.front.demote {
            assert!(
                !marked.iter().any(|place| demotion.path.is_at_or_above(place)),
                "{}: {}",
                kind.name(),
                demotion.path.as_str()
            );
            assert!(demotion.reason.ends_with('.'), "{}: the reason is a sentence", kind.name());
        }
    }
}

/// The places that a schema marks, with `*` for any element or any name.
fn critical(schema: &JsonValue, path: &str, found: &mut Vec<String>) {
    if schema.get("x-waxseal-critical") == Some(&json!(true)) {
        found.push(path.to_owned());
    }
    for (name, below) in schema.get("properties").and_then(JsonValue::as_object).into_iter().flatten() {
        critical(below, &format!("{path}/{name}"), found);
    }
    for keyword in ["items", "additionalProperties"] {
        if let Some(below) = schema.get(keyword).filter(|below| below.is_object()) {
            critical(below, &format!("{path}/*"), found);
        }
    }
}

#[test]
fn every_text_is_in_english_and_in_german() {
    for kind in Type::all() {
        let name = kind.name();
        let front = &kind.front;
        for texts in [&front.verb, &front.action] {
            assert_eq!(texts.keys().collect::<Vec<_>>(), ["de", "en"], "{name}");
            assert_ne!(texts["en"], texts["de"], "{name}");
        }
        assert_eq!(front.labels.keys().collect::<Vec<_>>(), ["de", "en"], "{name}");
        let (english, german) = (&front.labels["en"], &front.labels["de"]);
        assert_eq!(english.keys().collect::<Vec<_>>(), german.keys().collect::<Vec<_>>(), "{name}");
        let labels = english.iter().map(|(key, text)| (key, text, &german[key]));
        let words = front.words.values().flatten().map(|(key, texts)| (key, &texts["en"], &texts["de"]));
        for (key, english, german) in labels.clone().chain(words) {
            assert!(english != german || SAME.contains(&english.as_str()), "{name}: {key} is {english:?} in both");
        }
        for (key, english, german) in labels {
            for text in [english, german] {
                assert!(text.chars().count() <= MAX_LABEL, "{name}: {key} is longer than {MAX_LABEL}: {text:?}");
            }
        }
    }
}

#[test]
fn labels_are_used_and_used_labels_are_there() {
    for kind in Type::all() {
        let mut used = BTreeSet::new();
        for start in ["label=\"", "yes=\"", "no=\"", "{{#group \""] {
            used.extend(kind.body.split(start).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0)));
        }
        let defined: BTreeSet<&str> = kind.front.labels["en"].keys().map(String::as_str).collect();
        assert_eq!(used, defined, "{}", kind.name());
        let mut lists = BTreeSet::new();
        lists.extend(kind.source.split("words=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0)));
        assert_eq!(lists, kind.front.words.keys().map(String::as_str).collect(), "{}", kind.name());
    }
}

#[test]
fn verb_lines_begin_with_a_word_and_are_short() {
    for kind in Type::all() {
        for text in kind.front.verb.values() {
            assert!(text.starts_with(char::is_alphabetic), "{}: {text}", kind.name());
        }
        for example in kind.examples().iter().filter(|example| example.name == "typical") {
            for language in [Language::English, Language::German] {
                let verb = view(example, language).verb;
                assert!(verb.chars().count() <= MAX_VERB, "{}: {verb}", kind.name());
            }
        }
    }
}

#[test]
fn every_type_is_built_in() {
    let registry = Registry::built_in();
    for kind in Type::all() {
        let template = registry.template(&kind.front.detail_type);
        let template = template.unwrap_or_else(|| panic!("{} has no template", kind.name()));
        assert_eq!(template.source(), kind.source);
    }
}

#[test]
fn examples_read_as_their_snapshots_say() {
    let mut wrong = Vec::new();
    for kind in Type::all() {
        let folder = kind.folder.join("snapshots");
        let mut expected = BTreeSet::new();
        for example in kind.examples() {
            for language in SNAPSHOTS {
                let path = folder.join(format!("{}.{}.txt", example.name, language.tag()));
                golden(&path, &card(&example, language).to_text(), &mut wrong);
                expected.insert(path);
            }
            let path = folder.join(format!("{}.json", example.name));
            let json = serde_json::to_string_pretty(&card(&example, Language::English)).unwrap() + "\n";
            golden(&path, &json, &mut wrong);
            expected.insert(path);
        }
        let found: BTreeSet<PathBuf> =
            if folder.exists() { entries(&folder).into_iter().collect() } else { BTreeSet::new() };
        for path in found.difference(&expected) {
            if updates() {
                fs::remove_file(path).unwrap();
            } else {
                wrong.push(format!("{} belongs to no example", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "UPDATE_GOLDEN=1 writes them anew:\n{}", wrong.join("\n"));
}

fn updates() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some()
}

fn golden(path: &Path, text: &str, wrong: &mut Vec<String>) {
    let before = fs::read_to_string(path).ok();
    if before.as_deref() == Some(text) {
        return;
    }
    if updates() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        return;
    }
    let shown = before.unwrap_or_else(|| "(no snapshot)".to_owned());
    let line = shown.lines().zip(text.lines()).position(|(old, new)| old != new).unwrap_or(0);
    let of = |text: &str| text.lines().nth(line).unwrap_or("(ends)").to_owned();
    wrong.push(format!("{} line {}: {:?} is now {:?}", path.display(), line + 1, of(&shown), of(text)));
}
