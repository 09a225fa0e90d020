//! W2: a time whose zone may be missing or lost.
//!
//! A text that is shown as a time has `format: date-time` in the schema, which asks for the offset;
//! `zone="written"` says that the local time of the place is meant. A `date-time` is shown by
//! `datetime`, `daterange` or `diff`, which keep the zone.

use super::subject::Subject;
use super::{Finding, LintCode};

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(schema) = subject.schema else { return Vec::new() };
    let mut findings = Vec::new();
    for call in subject.rows() {
        let times = match call.name.as_str() {
            "datetime" | "daterange" => true,
            "diff" => call.options.get("as").is_some_and(|kind| kind == "datetime"),
            _ => false,
        };
        let written = call.options.get("zone").is_some_and(|zone| zone == "written");
        for argument in call.arguments.iter().filter(|argument| argument.option.is_none()) {
            let format = schema.text(&argument.place, "format");
            let is_text = schema.types(&argument.place) == ["string"];
            if times && !written && is_text && !matches!(format, Some("date-time" | "date")) {
                let says =
                    "may come without its offset, by the schema: ask for format date-time, or use zone=\"written\"";
                findings.push(Finding::at(LintCode::W2, &argument.place, says));
            }
            if ["field", "date"].contains(&call.name.as_str()) && format == Some("date-time") {
                let says = format!("is a time with its offset, and {} does not show the zone", call.name);
                findings.push(Finding::at(LintCode::W2, &argument.place, says));
            }
        }
    }
    findings
}
