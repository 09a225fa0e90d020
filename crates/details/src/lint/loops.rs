//! E14: a list that is repeated for each element of another.
//!
//! A loop inside a loop goes through what is in the outer element. A list from elsewhere in the
//! entry multiplies the rows, until the device's budget ends and the template is dropped. What is
//! nested deeper than the language allows is refused when the template is parsed.

use super::subject::Subject;
use super::{Finding, LintCode, pointer};
use crate::template::outline::starts_with;

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for one in subject.outline.loops() {
        if let Some(outer) =
            one.around.last().filter(|outer| !starts_with(&one.list, outer) || one.list.len() <= outer.len())
        {
            let says = format!("is repeated for each element of {}", pointer(outer));
            findings.push(Finding::at(LintCode::E14, &one.list, says));
        }
    }
    findings
}
