//! E12: labels that are too long, stand twice, or mislead.
//!
//! A label has at most 24 characters and nothing invisible. Two rows of one group that a request
//! can show together have different labels. A label claims nothing that nobody checked
//! (“verified”), and is not the name of another critical place.

use super::kind::words;
use super::subject::Subject;
use super::{Finding, LintCode, pointer};
use crate::label;
use crate::scrub::scrub;
use crate::template::front_matter::Localized;

/// The longest label.
pub(crate) const MAX_LABEL: usize = 24;
/// What only the host may say.
const CLAIMS: [&str; 13] = [
    "verified",
    "trusted",
    "safe",
    "secure",
    "official",
    "guaranteed",
    "certified",
    "verifiziert",
    "sicher",
    "vertrauenswürdig",
    "offiziell",
    "garantiert",
    "zertifiziert",
];

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = texts(subject);
    findings.extend(repeated(subject));
    findings.extend(names_another(subject));
    findings
}

fn texts(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let written = subject.front.labels.values().flat_map(|labels| labels.values()).map(String::as_str);
    let keys = subject
        .outline
        .keys()
        .into_iter()
        .filter(|key| !subject.front.labels.values().any(|labels| labels.contains_key(*key)));
    for text in written.chain(keys) {
        let length = text.chars().count();
        if length > MAX_LABEL {
            let says = format!("the label {text:?} has {length} characters, at most {MAX_LABEL} are read at a glance");
            findings.push(Finding::new(LintCode::E12, says));
        }
        if text.trim().is_empty() || scrub(text).altered || text.contains('\n') {
            findings
                .push(Finding::new(LintCode::E12, format!("the label {text:?} is empty, or has something invisible")));
        }
        findings.extend(claims(text, "label"));
    }
    let front = subject.front;
    let verbs = [Some(&front.verb), front.action.as_ref()].into_iter().flatten().flat_map(Localized::texts);
    findings.extend(verbs.filter_map(|(_, text)| claims(text, "verb line or action")));
    findings
}

fn claims(text: &str, what: &str) -> Option<Finding> {
    let claim = words(text).into_iter().find(|word| CLAIMS.contains(&word.as_str()))?;
    Some(Finding::new(LintCode::E12, format!("the {what} {text:?} claims {claim:?}, which only the device may say")))
}

fn repeated(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let rows = subject.rows();
    for (index, call) in rows.iter().enumerate() {
        for other in rows.iter().skip(index + 1) {
            let together = call.group == other.group && call.table == other.table && !call.excludes(other);
            let (Some(one), Some(two)) = (call.arguments.first(), other.arguments.first()) else { continue };
            if together && one.place != two.place && one.label == two.label {
                let says = format!("has the label {:?}, and so has {}", two.label, pointer(&one.place));
                findings.push(Finding::at(LintCode::E12, &two.place, says));
            }
        }
    }
    findings
}

fn names_another(subject: &Subject<'_>) -> Vec<Finding> {
    let critical = subject.critical();
    let name =
        |place: &[String]| place.iter().rev().find(|segment| *segment != "*").map(|key| label::humanize(key).text);
    let mut findings = Vec::new();
    for argument in subject.rows().into_iter().filter_map(|call| call.arguments.first()) {
        let own = name(&argument.place);
        let same = |text: &String| text.eq_ignore_ascii_case(&argument.label);
        if own.as_ref().is_some_and(same) {
            continue;
        }
        if let Some(other) =
            critical.iter().find(|other| **other != argument.place && name(other).as_ref().is_some_and(same))
        {
            let says =
                format!("has the label {:?}, which is the name of the critical {}", argument.label, pointer(other));
            findings.push(Finding::at(LintCode::E12, &argument.place, says));
        }
    }
    findings
}
