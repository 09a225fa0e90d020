//! E6 and E7: values that are no ordinary values.
//!
//! E6: the schema allows a number to be -1 (`minimum: -1`), or another constant beside numbers
//! (`const` or `enum` with a text), and the row would read like any other.
//!
//! E7: a value, or the member's absence, stands for "no limit". The schema says so with
//! `x-waxseal-unlimited` (a value or a list of values, `null` for absence), with a constant called
//! `unlimited`, or with a `maximum` of 2⁶⁴ − 1 or more. A value is declared with `unlimitedAt=`;
//! absence is said in an `else` of the verb line.

use serde_json::Value;

use super::schema::Schema;
use super::subject::Subject;
use super::{Finding, LintCode};
use crate::template::outline::{Call, Place};

/// Constants that say what they mean.
const UNLIMITED: [&str; 7] = ["unlimited", "infinite", "infinity", "max", "no_limit", "nolimit", "none"];
/// Limits from here on are none.
const ENORMOUS: f64 = 18_446_744_073_709_551_615.0;

pub(super) fn sentinels(subject: &Subject<'_>) -> Vec<Finding> {
    let of = |schema: Schema<'_>, place: &[String]| {
        let mut found = Vec::new();
        if schema.keyword(place, "minimum").iter().any(|minimum| minimum.as_f64() == Some(-1.0)) {
            found.push("-1".to_owned());
        }
        found.extend(constants(schema, place).into_iter().filter(|word| !means_unlimited(word)));
        found
    };
    undeclared(subject, LintCode::E6, "which reads as an ordinary value", of)
}

pub(super) fn unlimited(subject: &Subject<'_>) -> Vec<Finding> {
    let of = |schema: Schema<'_>, place: &[String]| {
        let mut found: Vec<String> =
            constants(schema, place).into_iter().filter(|word| means_unlimited(word)).collect();
        found.extend(annotated(schema, place).into_iter().filter(|value| !value.is_null()).map(text));
        for maximum in schema.keyword(place, "maximum") {
            if maximum.as_f64().is_some_and(|maximum| maximum >= ENORMOUS) {
                found.push(text(maximum));
            }
        }
        found
    };
    let mut findings = undeclared(subject, LintCode::E7, "which stands for no limit", of);
    findings.extend(absences(subject));
    findings
}

/// Values of a schema that no row with that place declares.
fn undeclared(
    subject: &Subject<'_>,
    code: LintCode,
    meaning: &str,
    of: impl Fn(Schema<'_>, &[String]) -> Vec<String>,
) -> Vec<Finding> {
    let Some(schema) = subject.schema else { return Vec::new() };
    let mut findings = Vec::new();
    for call in subject.outline.body().iter().chain(subject.outline.verbs().values().flatten()) {
        let values = call.arguments.iter().filter(|argument| argument.option.is_none());
        for (place, value) in
            values.flat_map(|argument| of(schema, &argument.place).into_iter().map(|value| (&argument.place, value)))
        {
            if !declares(call, &value) {
                let advice = if call.name == "money" { "unlimitedAt=" } else { "money with unlimitedAt=" };
                let says = format!("may be {value}, {meaning}: declare it by {advice}, or leave it out of the schema");
                findings.push(Finding::at(code, place, says));
            }
        }
    }
    findings.dedup();
    findings
}

fn declares(call: &Call, value: &str) -> bool {
    call.name == "enum"
        || call.is_message()
        || call.options.get("unlimitedAt").is_some_and(|declared| declared == value)
}

/// Limits whose absence nobody mentions.
fn absences(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(schema) = subject.schema else { return Vec::new() };
    let mut findings = Vec::new();
    let leaves = schema.leaves(&Place::new());
    for place in leaves.iter().filter(|place| annotated(schema, place).iter().any(|value| value.is_null())) {
        for (tag, absences) in subject.outline.absences() {
            if !absences.contains(place) {
                let language = tag.as_ref().map(|tag| format!(" ({tag})")).unwrap_or_default();
                let says =
                    format!("has no limit if it is absent, and the verb line{language} does not say so in an else");
                findings.push(Finding::at(LintCode::E7, place, says));
            }
        }
    }
    findings
}

/// Texts that a number may be instead.
fn constants(schema: Schema<'_>, place: &[String]) -> Vec<String> {
    let types = schema.types(place);
    if !types.iter().any(|one| ["integer", "number"].contains(one)) {
        return Vec::new();
    }
    let lists = schema.keyword(place, "enum").into_iter().filter_map(Value::as_array).flatten();
    let texts = lists.chain(schema.keyword(place, "const")).filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

fn annotated<'a>(schema: Schema<'a>, place: &[String]) -> Vec<&'a Value> {
    let mut found = Vec::new();
    for value in schema.keyword(place, "x-waxseal-unlimited") {
        match value {
            Value::Array(values) => found.extend(values),
            one => found.push(one),
        }
    }
    found
}

fn means_unlimited(word: &str) -> bool {
    UNLIMITED.contains(&word.to_lowercase().replace([' ', '-'], "_").as_str())
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
