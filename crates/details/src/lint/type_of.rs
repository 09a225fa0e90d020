//! E10: the template is for another type, or for another state of the schema.
//!
//! The template's `type` is the `const` of the schema's `type`, one of its `enum`, or begins as its
//! `pattern` does; it has no blanks. If the template names `schema_sha256`, that is the digest of
//! the schema's RFC 8785 form, base64url.

use serde_json::Value;
use waxseal_protocol::json::Json;

use super::schema::Schema;
use super::subject::Subject;
use super::{Finding, LintCode};

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let detail_type = subject.template.detail_type();
    if detail_type.is_empty() || detail_type.contains(char::is_whitespace) {
        findings.push(Finding::new(LintCode::E10, format!("the type {detail_type:?} is empty or has blanks")));
    }
    let Some(schema) = subject.schema else { return findings };
    let place = ["type".to_owned()];
    let lists = schema.keyword(&place, "enum").into_iter().filter_map(Value::as_array).flatten();
    let allowed: Vec<&str> = lists.chain(schema.keyword(&place, "const")).filter_map(Value::as_str).collect();
    if !allowed.is_empty() && !allowed.contains(&detail_type) {
        let says = format!("the template is for {detail_type:?}, and the schema for {}", allowed.join(", "));
        findings.push(Finding::at(LintCode::E10, &place, says));
    }
    if let Some(pattern) = schema.text(&place, "pattern") {
        let start = literal_start(pattern);
        if !detail_type.starts_with(&start) {
            let says = format!("the template is for {detail_type:?}, and the types of the schema begin with {start:?}");
            findings.push(Finding::at(LintCode::E10, &place, says));
        }
    }
    if let Some(stated) = &subject.front.schema_sha256 {
        let digest = digest(schema);
        if *stated != digest {
            let says = format!("the template is written for the schema {stated}, and this one is {digest}");
            findings.push(Finding::new(LintCode::E10, says));
        }
    }
    findings
}

/// The digest that `schema_sha256` states.
fn digest(schema: Schema<'_>) -> String {
    Json::parse(&schema.root().to_string()).map(|json| json.sha256()).unwrap_or_default()
}

/// What every text that matches an anchored pattern begins with.
fn literal_start(pattern: &str) -> String {
    let Some(rest) = pattern.strip_prefix('^') else { return String::new() };
    let end = rest.find(|character: char| "[](){}.*+?|\\^$".contains(character)).unwrap_or(rest.len());
    // What is repeated or optional may be missing.
    let optional = rest.get(end..).is_some_and(|after| after.starts_with(['*', '?', '{', '|']));
    let mut start: String = rest.chars().take(rest.get(..end).unwrap_or_default().chars().count()).collect();
    if optional {
        start.pop();
    }
    if rest.contains('|') && !rest.contains('(') { String::new() } else { start }
}
