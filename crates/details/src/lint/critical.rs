//! E1: a value that a decision depends on is hidden or demoted.
//!
//! Every place that the schema marks with `x-waxseal-critical` is under `critical` of the template,
//! and every such value has a row in the first group whenever it is sent. A row behind a condition
//! on another value counts if the other side of the condition has one too; a row behind `if` on the
//! value itself does not, since an empty or false value would fall through. A message is no row.

use super::presence::{Presence, presence};
use super::schema::Schema;
use super::subject::Subject;
use super::{Finding, LintCode};
use crate::leaf::Pointer;
use crate::template::outline::{Call, Place};

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = unmarked(subject);
    let critical = subject.critical();
    findings.extend(demoted(subject, &critical));
    let rows = subject.rows();
    let first: Vec<&Call> = rows.iter().copied().filter(|call| call.group == 0).collect();
    for place in critical {
        let message = || subject.outline.body().iter().any(|call| call.is_message() && call.covers(&place));
        let says = match presence(&rows, &place, &[], subject.schema) {
            Presence::Never if message() => "is critical and stands only among the requester's words",
            Presence::Never => "is critical and has no row",
            Presence::Sometimes => {
                "is critical and has a row only under conditions: use has instead of if, or show it in the else too"
            }
            Presence::Always if presence(&first, &place, &[], subject.schema) < Presence::Always => {
                "is critical and stands below the first group"
            }
            Presence::Always => continue,
        };
        findings.push(Finding::at(LintCode::E1, &place, says));
    }
    findings
}

/// What the schema marks and the template does not.
fn unmarked(subject: &Subject<'_>) -> Vec<Finding> {
    let marked = subject.schema.map(Schema::critical).unwrap_or_default();
    let patterns = &subject.front.critical;
    let covered = |place: &Place| patterns.iter().any(|pattern| pattern.is_at_or_above(&Pointer::new(place.clone())));
    let open = marked.into_iter().filter(|place| !covered(place) && !subject.leaves(place).iter().all(covered));
    let says = "is critical by the schema, and not among critical of the template";
    open.map(|place| Finding::at(LintCode::E1, &place, says)).collect()
}

fn demoted(subject: &Subject<'_>, critical: &[Place]) -> Vec<Finding> {
    let marked = subject.schema.map(Schema::critical).unwrap_or_default();
    let mut places: Vec<&Place> = critical.iter().chain(&marked).collect();
    places.sort();
    places.dedup();
    let demotes = |place: &&&Place| {
        let place = Pointer::new((**place).clone());
        subject.front.demote.iter().any(|one| one.path.is_at_or_above(&place))
    };
    let found = places.iter().filter(demotes);
    found.map(|place| Finding::at(LintCode::E1, place, "is critical and under demote")).collect()
}
