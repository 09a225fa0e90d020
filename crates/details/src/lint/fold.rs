//! W4: more rows in the first group than fit above the fold.

use super::subject::Subject;
use super::{Finding, LintCode};
use crate::template::outline::Call;

/// Rows that are seen without scrolling.
const MAX_ROWS: usize = 12;

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    // A table is one row here, and of rows that exclude each other one counts.
    let mut counted: Vec<&Call> = Vec::new();
    for call in subject.rows().into_iter().filter(|call| call.group == 0) {
        let again = |one: &&&Call| (call.table.is_some() && one.table == call.table) || one.excludes(call);
        if !counted.iter().any(|one| again(&one)) {
            counted.push(call);
        }
    }
    if counted.len() <= MAX_ROWS {
        return Vec::new();
    }
    let says = format!("the first group has {} rows, {MAX_ROWS} are seen without scrolling", counted.len());
    vec![Finding::new(LintCode::W4, says)]
}
