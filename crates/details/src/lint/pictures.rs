//! W3: colours and pictures in the template's own texts.
//!
//! “Green: no risk” or a check mark look like a judgement of the device.

use super::kind::words;
use super::subject::Subject;
use super::{Finding, LintCode};
use crate::scrub::is_pictograph;
use crate::template::front_matter::Localized;

const COLOURS: [&str; 8] = ["red", "green", "yellow", "amber", "rot", "grün", "gelb", "verde"];

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let front = subject.front;
    let texts = [Some(&front.verb), front.action.as_ref()].into_iter().flatten();
    let texts = texts.chain(front.words.values().flat_map(|words| words.values()));
    let written = texts.flat_map(Localized::texts).map(|(_, text)| text);
    let labels = front.labels.values().flat_map(|labels| labels.values()).map(String::as_str);
    let mut findings = Vec::new();
    for text in written.chain(labels).chain(subject.outline.keys()) {
        if text.chars().any(is_pictograph) {
            findings.push(Finding::new(LintCode::W3, format!("{text:?} has a picture in it")));
        }
        // The names of places in a verb line are no words of it.
        let outside: String = text.split("}}").filter_map(|part| part.split("{{").next()).collect::<Vec<_>>().join(" ");
        if let Some(colour) = words(&outside).into_iter().find(|word| COLOURS.contains(&word.as_str())) {
            findings.push(Finding::new(LintCode::W3, format!("{text:?} names the colour {colour:?}")));
        }
    }
    findings
}
