use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;

/// What stands before the verb line of every template here.
const HEAD: &str = "type: t\ntemplate_version: 1.0.0\nrisk_floor: low\n";

/// The classes that a template is found with.
fn codes(front: &str, body: &str, schema: Option<&Value>) -> Vec<LintCode> {
    let source = format!("---\n{HEAD}{front}\n---\n{body}\n");
    let findings = lint_source(&source, schema).unwrap_or_else(|error| panic!("{error}: {source}"));
    let codes: BTreeSet<LintCode> = findings.iter().map(|finding| finding.code).collect();
    codes.into_iter().collect()
}

/// A template that is found with one class and no other, and one that is not.
#[track_caller]
fn tells_apart(code: LintCode, schema: Option<&Value>, bad: (&str, &str), good: (&str, &str)) {
    assert_eq!(codes(bad.0, bad.1, schema), [code], "{bad:?}");
    assert_eq!(codes(good.0, good.1, schema), [], "{good:?}");
}

fn object(properties: Value) -> Value {
    json!({"type": "object", "required": ["type"], "additionalProperties": false, "properties": properties})
}

const VERB: &str = "verb: Send it";
const CRITICAL: &str = "verb: Send it\ncritical: [/a]";

#[test]
fn the_built_in_templates_have_no_errors() {
    let entries = std::fs::read_dir("types").unwrap().map(|entry| entry.unwrap().path());
    for folder in entries.filter(|path| path.is_dir()) {
        let read = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap();
        let schema: Value = serde_json::from_str(&read("schema.json")).unwrap();
        for schema in [Some(&schema), None] {
            let findings = lint_source(&read("template.hbs"), schema).unwrap();
            let errors: Vec<String> = findings.iter().filter(|one| one.is_error()).map(ToString::to_string).collect();
            assert_eq!(errors, [""; 0], "{} with {}", folder.display(), schema.is_some());
        }
    }
}

#[test]
fn e1_a_critical_value_without_a_sure_row() {
    let good = (CRITICAL, "{{field a}}");
    for body in [
        "{{field b}}",
        "{{message a}}",
        "{{#if a}}{{field a}}{{/if}}",
        "{{#has b}}{{field a}}{{/has}}",
        "{{#group}}{{field b}}{{/group}}{{#group}}{{field a}}{{/group}}",
    ] {
        tells_apart(LintCode::E1, None, (CRITICAL, body), good);
    }
    let demoted = "verb: Send it\ncritical: [/a]\ndemote: [{path: /a, reason: A number.}]";
    tells_apart(
        LintCode::E1,
        None,
        (demoted, "{{field a}}"),
        (CRITICAL, "{{#has b}}{{diff b a}}{{else}}{{field a}}{{/has}}"),
    );
    let schema = object(json!({"a": {"type": "string", "x-waxseal-critical": true}}));
    tells_apart(LintCode::E1, Some(&schema), (VERB, "{{field a}}"), good);
}

#[test]
fn e2_a_critical_value_shown_raw() {
    for (kind, call) in [
        (json!({"type": "boolean"}), "{{bool a}}"),
        (json!({"type": ["number", "string"]}), "{{number a}}"),
        (json!({"type": "string", "format": "date-time"}), "{{datetime a}}"),
        (json!({"type": "string", "format": "hostname"}), "{{identity a}}"),
        (json!({"type": "string", "enum": ["x"]}), "{{enum a words=\"w\"}}"),
    ] {
        let schema = object(json!({"a": kind}));
        tells_apart(LintCode::E2, Some(&schema), (CRITICAL, "{{json a}}"), (CRITICAL, call));
    }
    let front = "verb: Send it\ncritical: [/iban]";
    tells_apart(LintCode::E2, None, (front, "{{field iban}}"), (front, "{{mask iban}}"));
}

#[test]
fn e3_a_verb_line_without_an_action() {
    let body = "{{field a}}";
    for verb in ["{{field a}}", "Please confirm: {{field a}}", "Request to approve this"] {
        let bad = format!("verb: '{verb}'");
        tells_apart(LintCode::E3, None, (&bad, body), ("verb: '{{field a}} wants to delete it'", body));
    }
}

#[test]
fn e4_a_verb_line_with_a_value_that_no_row_shows() {
    let front = "verb: 'Send {{field a}}'";
    for body in ["{{field b}}", "{{message a}}", "{{#has b}}{{field a}}{{/has}}"] {
        tells_apart(LintCode::E4, None, (front, body), (front, "{{field a}}"));
    }
    let same = ("verb: 'Send it{{#has b}} to {{field a}}{{/has}}'", "{{#has b}}{{field a}}{{/has}}");
    assert_eq!(codes(same.0, same.1, None), []);
}

#[test]
fn e5_an_amount_without_currency_or_exponent() {
    tells_apart(LintCode::E5, None, (VERB, "{{money a}}"), (VERB, "{{money a currency=b}}"));
    tells_apart(LintCode::E5, None, (VERB, "{{number price}}"), (VERB, "{{money price currency=cur}}"));
    let schema = object(json!({"a": {"type": "integer"}, "currency": {"type": "string"}}));
    let good = (VERB, "{{money a currency=currency unit=\"minor\"}}");
    tells_apart(LintCode::E5, Some(&schema), (VERB, "{{money a currency=currency}}"), good);
}

#[test]
fn e6_a_special_value_that_reads_as_an_ordinary_one() {
    let schema = object(json!({"a": {"type": "number", "minimum": -1}, "b": {"type": "string"}}));
    let good = (VERB, "{{money a currency=b unlimitedAt=\"-1\"}}");
    tells_apart(LintCode::E6, Some(&schema), (VERB, "{{money a currency=b}}"), good);
}

#[test]
fn e7_no_limit_that_nobody_says() {
    let schema = object(json!({
        "a": {"anyOf": [{"type": "number"}, {"const": "unlimited"}]},
        "b": {"type": "string"},
        "c": {"type": "integer", "x-waxseal-unlimited": null},
    }));
    let absent = "verb: 'Send it{{#has c}}{{else}} without a limit{{/has}}'";
    let good = (absent, "{{money a currency=b unlimitedAt=\"unlimited\"}}{{#has c}}{{number c}}{{/has}}");
    tells_apart(LintCode::E7, Some(&schema), (absent, "{{money a currency=b}}"), good);
    tells_apart(LintCode::E7, Some(&schema), (VERB, good.1), good);
    let schema = object(json!({"a": {"type": "number", "maximum": 18_446_744_073_709_551_615_u64}}));
    assert_eq!(codes(VERB, "{{number a}}", Some(&schema)), [LintCode::E7]);
}

#[test]
fn e8_a_place_that_is_not_carried_out() {
    let schema = object(json!({"a": {"type": "string", "x-waxseal-critical": true}, "b": {"type": "string"}}));
    let good = ("verb: 'Send {{field a}}'\ncritical: [/a]", "{{field a}}{{field b}}");
    tells_apart(LintCode::E8, Some(&schema), (CRITICAL, "{{field a}}{{field c}}"), good);
    tells_apart(
        LintCode::E8,
        Some(&schema),
        ("verb: 'Send {{field b}}'\ncritical: [/a]", "{{field a}}{{field b}}"),
        good,
    );
}

#[test]
fn e9_a_batch_in_one_lump() {
    let item = json!({"type": "object", "additionalProperties": false, "properties": {"b": {"type": "string"}}});
    let schema = object(json!({"a": {"type": "array", "items": item}}));
    let good = (VERB, "{{#each a}}{{field b}}{{else}}{{list a}}{{/each}}");
    for body in ["{{json a}}", "{{list a}}"] {
        tells_apart(LintCode::E9, Some(&schema), (VERB, body), good);
    }
}

#[test]
fn e10_another_type_or_another_schema() {
    let schema = |kind: Value| object(json!({"type": kind, "a": {"type": "string"}}));
    let (mine, other) = (schema(json!({"const": "t"})), schema(json!({"const": "u"})));
    assert_eq!(codes(VERB, "{{field a}}", Some(&other)), [LintCode::E10]);
    assert_eq!(codes(VERB, "{{field a}}", Some(&mine)), []);
    let (mine, other) = (schema(json!({"pattern": "^tx?:[a-z]+$"})), schema(json!({"pattern": "^urn\\.x"})));
    assert_eq!(codes(VERB, "{{field a}}", Some(&other)), [LintCode::E10]);
    assert_eq!(codes(VERB, "{{field a}}", Some(&mine)), []);
    let digest = waxseal_protocol::json::Json::parse(&mine.to_string()).unwrap().sha256();
    assert_eq!(codes(&format!("{VERB}\nschema_sha256: {digest}"), "{{field a}}", Some(&mine)), []);
    assert_eq!(codes(&format!("{VERB}\nschema_sha256: {digest}"), "{{field a}}", Some(&other)), [LintCode::E10]);
}

#[test]
fn e11_a_reach_without_a_row() {
    for (member, call) in [("validUntil", "{{field validUntil}}"), ("actions", "{{list actions}}")] {
        let schema = object(json!({member: {"type": ["string", "array"]}, "a": {"type": "string"}}));
        tells_apart(LintCode::E11, Some(&schema), (VERB, "{{field a}}"), (VERB, call));
    }
}

#[test]
fn e12_labels_that_are_long_repeated_or_misleading() {
    let good = (VERB, "{{field a label=\"Payee\"}}{{field b}}");
    for body in [
        "{{field a label=\"The person or company paid\"}}",
        "{{field a label=\"B\"}}{{field b}}",
        "{{field a label=\"Verified payee\"}}",
        "{{field a label=\"\"}}",
    ] {
        tells_apart(LintCode::E12, None, (VERB, body), good);
    }
    let front = "verb: Send it\ncritical: [/payee]";
    let swapped = "{{field courier label=\"Payee\"}}{{field payee label=\"Courier\"}}";
    tells_apart(LintCode::E12, None, (front, swapped), (front, "{{field courier}}{{field payee}}"));
    let sides = "{{#has a}}{{field a label=\"X\"}}{{else}}{{field b label=\"X\"}}{{/has}}";
    assert_eq!(codes(VERB, sides, None), []);
}

#[test]
fn e13_what_prints_without_a_call() {
    for body in ["{{a}}", "{{{a}}}", "{{> a}}", "{{field (lookup a b)}}", "{{#each a}}{{field @key}}{{/each}}"] {
        tells_apart(LintCode::E13, None, (VERB, body), (VERB, "{{field a}}"));
    }
}

#[test]
fn e14_loops_that_are_too_deep() {
    let good = (VERB, "{{#each a}}{{#each b}}{{field c}}{{/each}}{{/each}}");
    for body in [
        "{{#each a}}{{#each b}}{{#each c}}{{field d}}{{/each}}{{/each}}{{/each}}",
        "{{#each a}}{{#each ../b}}{{field c}}{{/each}}{{/each}}",
        "{{#table a label=\"A\"}}{{#each b}}{{field c}}{{/each}}{{/table}}",
    ] {
        tells_apart(LintCode::E14, None, (VERB, body), good);
    }
}

#[test]
fn e15_texts_without_a_translation() {
    let labels = |de: &str| format!("verb: {{en: Send it, de: Es senden}}\nlabels: {{en: {{a: Name}}, de: {{{de}}}}}");
    let (good, body) = (labels("a: Nennung"), "{{field a label=\"a\"}}");
    for (front, body) in [
        (labels(""), body),
        (good.clone(), "{{field a}}"),
        (good.clone(), "{{field a label=\"a\"}}{{#group \"More\"}}{{field b label=\"a\"}}{{/group}}"),
        ("verb: Send it\nlabels: {en: {a: Name}, de: {a: Nennung}}".to_owned(), body),
        ("verb: Send it\nlabels: {en: {a: Name}}".to_owned(), "{{field a label=\"b\"}}"),
        ("verb: {en: 'Send {{field a}}', de: Es senden}\nlabels: {en: {a: A}, de: {a: A}}".to_owned(), body),
    ] {
        tells_apart(LintCode::E15, None, (&front, body), (&good, "{{field a label=\"a\"}}"));
    }
}

#[test]
fn w1_a_negative_boolean() {
    tells_apart(LintCode::W1, None, (VERB, "{{bool noReceipt}}"), (VERB, "{{bool receipt}}"));
    assert_eq!(codes(VERB, "{{bool noReceipt yes=\"without\" no=\"with\" label=\"Receipt\"}}", None), []);
}

#[test]
fn w2_a_time_without_its_zone() {
    let schema = object(json!({"a": {"type": "string"}, "b": {"type": "string", "format": "date-time"}}));
    let good = (VERB, "{{datetime a zone=\"written\"}}{{datetime b}}");
    tells_apart(LintCode::W2, Some(&schema), (VERB, "{{datetime a}}"), good);
    tells_apart(LintCode::W2, Some(&schema), (VERB, "{{date b}}"), good);
}

#[test]
fn w3_colours_and_pictures() {
    for label in ["Fee ✅", "Green light"] {
        let body = format!("{{{{field a label=\"{label}\"}}}}");
        tells_apart(LintCode::W3, None, (VERB, &body), (VERB, "{{field a label=\"Greens fee\"}}"));
    }
}

#[test]
fn w4_too_many_rows_before_the_fold() {
    let rows = |count: usize| {
        let rows: Vec<String> = (0..count).map(|n| format!("{{{{field a{n}}}}}")).collect();
        rows.concat()
    };
    tells_apart(LintCode::W4, None, (VERB, &rows(13)), (VERB, &rows(12)));
    let table = format!("{}{{{{#table t label=\"T\"}}}}{}{{{{/table}}}}", rows(11), rows(5).replace('a', "b"));
    assert_eq!(codes(VERB, &table, None), []);
}

#[test]
fn every_class_has_a_test_and_a_line_in_the_reference() {
    let tests = include_str!("tests.rs");
    let reference = include_str!("../../../../docs/reference/template-language.md");
    for code in LintCode::ALL {
        assert!(tests.contains(&format!("fn {}_", code.to_string().to_lowercase())), "{code}");
        assert!(code.explanation().contains(": "), "{code} says what to do");
        assert!(reference.contains(&format!("\n| {code} | ")), "{code} is not in the reference");
    }
}
