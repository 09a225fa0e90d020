//! E2: a value that a decision depends on is shown raw.
//!
//! What the schema calls a number, a boolean, an `enum`, or a text of a `format` has a call that
//! shows it as such. Without a schema the name counts: `…Amount`, `iban`, `…Until`. Free text stays
//! free text.

use super::kind::{Kind, kind};
use super::subject::Subject;
use super::{Finding, LintCode};
use crate::template::outline::Call;

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for place in subject.critical() {
        let Some(kind) = kind(&place, subject.schema) else { continue };
        let (name, calls) = kind.says();
        for call in subject.rows() {
            if call.covers(&place)
                && !call.is_without(&place)
                && is_raw(call, kind)
                && !is_amount_elsewhere(subject, call, &place)
            {
                let shown = if call.name == "diff" { "diff as text" } else { &call.name };
                let says = format!("is critical and {name}, and is shown by {shown}: use {}", calls.join(" or "));
                findings.push(Finding::at(LintCode::E2, &place, says));
            }
        }
    }
    findings
}

fn is_raw(call: &Call, kind: Kind) -> bool {
    match call.name.as_str() {
        "diff" => {
            let shows = call.options.get("as").map_or("text", String::as_str);
            let fits = match kind {
                Kind::Amount | Kind::Number => shows == "money",
                Kind::Moment => shows == "datetime",
                Kind::Account | Kind::Address => shows == "identity",
                Kind::Boolean | Kind::Word | Kind::Day | Kind::Duration => false,
            };
            !fits
        }
        "field" | "json" | "list" | "code" => true,
        "identity" | "mask" => kind != Kind::Account && kind != Kind::Address,
        _ => false,
    }
}

/// Without its currency an amount is a bare number, which E5 is about.
fn is_amount_elsewhere(subject: &Subject<'_>, call: &Call, place: &[String]) -> bool {
    let mut rows = subject.rows().into_iter();
    rows.any(|other| other.name == "money" && other.covers(place) && other.excludes(call))
}
