//! E11: how long or how far an approval reaches has no row.
//!
//! A member of the schema is about time if it is called `…Until`, `expires…`, `deadline`,
//! `lifetime` and the like, and about scope if it is one of the common members of RFC 9396 2.2
//! (`actions`, `locations`, `datatypes`, `privileges`) or called `scope`, `permissions`, `roles`.

use super::kind::words;
use super::presence::Presence;
use super::subject::Subject;
use super::{Finding, LintCode};
use crate::template::outline::Place;

/// Members that say how far it reaches.
const SCOPE: [&str; 9] =
    ["actions", "locations", "datatypes", "privileges", "scope", "scopes", "permissions", "roles", "role"];
/// Words of members that say how long it lasts.
const TIME: [&str; 9] =
    ["until", "expires", "expiry", "expiration", "deadline", "lifetime", "ttl", "duration", "expire"];

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(schema) = subject.schema else { return Vec::new() };
    let mut findings = Vec::new();
    for place in schema.leaves(&Place::new()) {
        let about = match place.as_slice() {
            [first, ..] if SCOPE.contains(&first.as_str()) => "how far the approval reaches",
            [.., last] if is_time(last) => "how long the approval lasts",
            _ => continue,
        };
        if subject.presence(&place, &[]) == Presence::Never {
            findings.push(Finding::at(LintCode::E11, &place, format!("says {about}, and has no row")));
        }
    }
    findings
}

fn is_time(key: &str) -> bool {
    let words = words(key);
    let not_after = words.ends_with(&["not".to_owned(), "after".to_owned()]);
    not_after || words.iter().any(|word| TIME.contains(&word.as_str()))
}
