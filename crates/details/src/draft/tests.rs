use std::path::Path;

use super::*;
use crate::EntryView;
use crate::lint::lint_source;

const SAMPLE: &str = r#"{"type":"urn:acme:payment","amount":{"value":"12.50","currency":"EUR"},
    "payee":{"name":"Hanna Herwitz","iban":"DE89370400440532013000"},"executeAt":1800000000,"urgent":true,
    "items":[{"name":"Tea","price":"2.50","currency":"EUR"},{"name":"Cake","price":"10.00","currency":"EUR"}],
    "tags":["a","b"],"callback":"https://acme.example/x","note":"Thank you","odd key":"x","extra":{"a":{"b":null}}}"#;

fn errors(source: &str, schema: Option<&Value>) -> Vec<String> {
    let findings = lint_source(source, schema).unwrap();
    findings.iter().filter(|finding| finding.is_error()).map(ToString::to_string).collect()
}

fn view(source: &str, entry: &Json) -> EntryView {
    rehearsal::view(&Template::parse(source).unwrap(), entry, Language::English)
}

#[test]
fn a_sample_becomes_a_template_that_shows_all_of_it() {
    let sample = Json::parse(SAMPLE).unwrap();
    let draft = draft("urn:acme:payment", &sample, None);
    for call in [
        r#"{{money amount.value currency=amount.currency label="amount"}}"#,
        r#"{{identity payee.iban label="iban"}}"#,
        r#"{{datetime executeAt unit="seconds" label="execute_at"}}"#,
        r#"{{#table items label="items"}}"#,
        r#"{{money price currency=currency label="price"}}"#,
        r#"{{list tags label="tags"}}"#,
        r#"{{linktext callback label="callback"}}"#,
        r#"{{message note label="note"}}"#,
        r#"{{field this.[odd key] label="odd_key"}}"#,
    ] {
        assert!(draft.source.contains(call), "{call} in\n{}", draft.source);
    }
    assert_eq!(errors(&draft.source, None), [""; 0], "{}", draft.source);
    let view = view(&draft.source, &sample);
    assert_eq!(view.verb, "Payment: €12.50 EUR to Hanna Herwitz");
    assert_eq!(view.other, []);
}

#[test]
fn a_draft_of_every_built_in_type_lints_and_shows_its_examples() {
    for folder in folders(Path::new("types")) {
        let schema: Value = serde_json::from_str(&read(&folder.join("schema.json"))).unwrap();
        let sample = Json::parse(&read(&folder.join("examples/typical.json"))).unwrap();
        let detail_type = sample.get("type").and_then(Json::as_str).unwrap();
        for schema in [Some(&schema), None] {
            let draft = draft(detail_type, &sample, schema);
            let name = format!("{} with a schema: {}", folder.display(), schema.is_some());
            assert_eq!(errors(&draft.source, schema), [""; 0], "{name}\n{}", draft.source);
            let view = view(&draft.source, &sample);
            assert_ne!(view.template_version, NOT_BY_TEMPLATE, "{name}: {:?}\n{}", view.notices, draft.source);
            assert_eq!(view.other, [], "{name}");
        }
    }
}

#[test]
fn what_cannot_be_written_stands_in_the_notes() {
    let sample = Json::parse(r#"{"type":"t","a]b":"x","deep":[{"l":[{"m":[{"n":1}]}]}]}"#).unwrap();
    let draft = draft("t", &sample, None);
    for place in ["/a]b", "/deep/*/l/*/m"] {
        assert!(draft.notes.iter().any(|note| note.starts_with(place)), "{place}: {:?}", draft.notes);
    }
    assert_ne!(view(&draft.source, &sample).template_version, NOT_BY_TEMPLATE, "{}", draft.source);
}

#[test]
fn strange_keys_and_values_cannot_break_out_of_the_front_matter() {
    let sample = Json::parse(
        r#"{"type":"a: b\n---\n{{{x}}}","on":"y","no":"'","key: x":"\n---\n","{{field":"}}","1":"2","a.b":"c","verb'":"\u0085"}"#,
    )
    .unwrap();
    let detail_type = sample.get("type").and_then(Json::as_str).unwrap();
    let draft = draft(detail_type, &sample, None);
    let view = view(&draft.source, &sample);
    assert_ne!(view.template_version, NOT_BY_TEMPLATE, "{:?}\n{}", view.notices, draft.source);
}

fn folders(path: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_dir()).collect()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}
