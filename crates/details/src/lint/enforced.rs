//! E8: what is shown is not what is carried out.
//!
//! A place that the schema does not have cannot be what the API reads. And where the schema marks
//! what is carried out with `x-waxseal-critical`, the verb line says only what is marked: a caption
//! beside the real value must not stand in its place.

use super::subject::Subject;
use super::{Finding, LintCode};
use crate::template::outline::{place, starts_with};

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(schema) = subject.schema else { return Vec::new() };
    let mut findings = Vec::new();
    let front = subject.front;
    let critical = front.critical.iter().map(|pattern| (pattern, "critical"));
    let bounds = front.bounds.iter().map(|bound| (&bound.path, "bounds"));
    for (pattern, list) in critical.chain(bounds) {
        let named = place(pattern.as_str());
        if !schema.allows(&named) {
            findings.push(Finding::at(
                LintCode::E8,
                &named,
                format!("is under {list}, and the schema has no such place"),
            ));
        }
    }
    for argument in subject.outline.body().iter().flat_map(|call| &call.arguments) {
        if !schema.allows(&argument.place) {
            findings.push(Finding::at(LintCode::E8, &argument.place, "has a row, and the schema has no such place"));
        }
    }
    let marked = schema.critical();
    if marked.is_empty() {
        return findings;
    }
    for argument in subject.outline.verbs().values().flatten().flat_map(|call| &call.arguments) {
        let counts = marked.iter().any(|one| starts_with(&argument.place, one) || starts_with(one, &argument.place));
        if !counts {
            let says = "stands in the verb line, and the schema does not mark it as a value that is carried out";
            findings.push(Finding::at(LintCode::E8, &argument.place, says));
        }
    }
    findings.dedup();
    findings
}
