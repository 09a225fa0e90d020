//! E9: the things of a batch are not shown one by one.
//!
//! A list whose elements are objects goes through `each` or `table`. `list` cannot show objects at
//! all, and `json` runs the things into one another. `list` in the `else` of a loop over the same
//! list only shows that it is empty.

use super::subject::Subject;
use super::{Finding, LintCode};
use crate::template::outline::{Place, place, starts_with};

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for call in subject.rows().into_iter().filter(|call| ["list", "json"].contains(&call.name.as_str())) {
        for argument in &call.arguments {
            if is_batch(subject, &call.name, &argument.place) && !call.is_without(&argument.place) {
                let says =
                    format!("is a list of things and is shown by {}: go through it with each or table", call.name);
                findings.push(Finding::at(LintCode::E9, &argument.place, says));
            }
        }
    }
    findings
}

/// Whether the elements of a list are objects: by the schema, else by the places called critical.
fn is_batch(subject: &Subject<'_>, shown_by: &str, list: &[String]) -> bool {
    let element: Place = list.iter().cloned().chain(["*".to_owned()]).collect();
    if let Some(schema) = subject.schema {
        return schema.types(list).contains(&"array") && schema.types(&element) == ["object"];
    }
    let critical = subject.front.critical.iter().map(|pattern| place(pattern.as_str()));
    let below = |one: Place| {
        one.len() > element.len()
            && starts_with(&one, &element)
            && one.get(list.len()).is_some_and(|segment| segment == "*")
    };
    // Without a schema, `*` may stand for the members of an object, which json shows well.
    shown_by == "list" && critical.into_iter().any(below)
}
