//! E5: an amount without its currency or its exponent.
//!
//! `money`, and `diff` as money, name the place of the currency. An amount that the schema says is
//! a whole number needs `unit=`, or a hundred may be a hundred cents. A value called price, cost or
//! fee, or an amount or total with a `currency` beside it, is shown by `money` somewhere.

use super::kind::words;
use super::subject::Subject;
use super::{Finding, LintCode};
use crate::template::outline::{Call, Place};

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for call in subject.outline.body().iter().chain(subject.outline.verbs().values().flatten()) {
        let Some(amount) = call.arguments.iter().find(|argument| argument.option.is_none()) else { continue };
        let place = &amount.place;
        if is_money(call) {
            if !call.arguments.iter().any(|argument| argument.option.as_deref() == Some("currency")) {
                findings.push(Finding::at(LintCode::E5, place, "is money, and no place is given for currency="));
            }
            let whole = subject.schema.is_some_and(|schema| schema.types(place) == ["integer"]);
            if whole && !call.options.contains_key("unit") {
                let says = "is a whole number: say unit=\"major\" or unit=\"minor\"";
                findings.push(Finding::at(LintCode::E5, place, says));
            }
        } else if ["number", "field", "identity"].contains(&call.name.as_str()) && is_amount(subject, place) {
            let says = format!("is an amount, and is shown by {} without a currency", call.name);
            findings.push(Finding::at(LintCode::E5, place, says));
        }
    }
    findings.dedup();
    findings
}

fn is_money(call: &Call) -> bool {
    call.name == "money" || (call.name == "diff" && call.options.get("as").is_some_and(|kind| kind == "money"))
}

/// Whether a place is called like an amount, and nowhere shown as one.
fn is_amount(subject: &Subject<'_>, place: &Place) -> bool {
    if subject.outline.body().iter().any(|call| is_money(call) && call.covers(place)) {
        return false;
    }
    let Some((key, above)) = place.split_last() else { return false };
    let beside: Place = above.iter().cloned().chain(["currency".to_owned()]).collect();
    let in_schema = subject.schema.is_some_and(|schema| !schema.at(&beside).is_empty());
    let in_rows = || subject.rows().iter().any(|call| call.arguments.iter().any(|one| one.place == beside));
    match words(key).last().map(String::as_str) {
        Some("price" | "cost" | "fee" | "fees") => true,
        Some("amount" | "total" | "sum" | "value") => in_schema || in_rows(),
        _ => false,
    }
}
