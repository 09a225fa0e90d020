//! W1: a boolean whose name is negative, without words of its own.
//!
//! “No receipt: no” has to be worked out. `yes=` and `no=` give the two answers words.

use super::kind::words;
use super::subject::Subject;
use super::{Finding, LintCode};

/// Words that turn a name around.
const NEGATIVE: [&str; 16] = [
    "no", "not", "non", "never", "without", "disable", "disabled", "disallow", "skip", "exclude", "except", "ignore",
    "deny", "prevent", "kein", "nicht",
];

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for call in subject.rows().into_iter().filter(|call| call.name == "bool") {
        let Some(argument) = call.arguments.first() else { continue };
        if call.options.contains_key("yes") && call.options.contains_key("no") {
            continue;
        }
        let key = argument.place.last().map(String::as_str).unwrap_or_default();
        let negative = |text: &str| words(text).iter().any(|word| NEGATIVE.contains(&word.as_str()));
        if negative(&argument.label) || (call.label_key.is_none() && negative(key)) {
            let says = format!("is called {:?} and answered by yes or no: give it words", argument.label);
            findings.push(Finding::at(LintCode::W1, &argument.place, says));
        }
    }
    findings
}
