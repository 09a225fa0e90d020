//! E3 and E4: the verb line says what is done, and nothing that no row shows.
//!
//! E3: each verb line has a word that is no filler, in its own text. E4: whatever value a verb line
//! says has a row in the body under the same conditions; else a request exists for which the device
//! drops the whole template.

use handlebars::Template as Compiled;
use handlebars::template::TemplateElement;

use super::kind::words;
use super::presence::Presence;
use super::subject::Subject;
use super::{Finding, LintCode};

/// Words that say nothing about what is done.
const FILLERS: [&str; 46] = [
    "a",
    "an",
    "and",
    "approval",
    "approve",
    "action",
    "at",
    "authorize",
    "by",
    "confirm",
    "details",
    "do",
    "following",
    "for",
    "from",
    "in",
    "it",
    "of",
    "on",
    "operation",
    "please",
    "request",
    "requested",
    "sign",
    "that",
    "the",
    "these",
    "this",
    "to",
    "transaction",
    "want",
    "wants",
    "with",
    "you",
    "your",
    "bitte",
    "der",
    "die",
    "das",
    "den",
    "bestätigen",
    "freigeben",
    "von",
    "zu",
    "anfrage",
    "vorgang",
];

pub(super) fn action(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (tag, verb) in subject.template.verbs() {
        let mut text = String::new();
        literals(verb, &mut text);
        if is_filler(&text) {
            let language = tag.as_ref().map(|tag| format!(" ({tag})")).unwrap_or_default();
            let message = format!("the verb line{language} names no action: {:?}", text.trim());
            findings.push(Finding::new(LintCode::E3, message));
        }
    }
    findings
}

pub(super) fn rows(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for call in subject.outline.verbs().values().flatten() {
        for place in call.arguments.iter().flat_map(|argument| subject.leaves(&argument.place)) {
            let says = match subject.presence(&place, &call.branches) {
                Presence::Always if call.is_message() => "is a message, and stands in the verb line",
                Presence::Never => "stands in the verb line and has no row",
                Presence::Sometimes => "stands in the verb line and has a row only under other conditions",
                Presence::Always => continue,
            };
            findings.push(Finding::at(LintCode::E4, &place, says));
        }
    }
    findings.dedup();
    findings
}

/// Whether no word of a text says what is done.
pub(crate) fn is_filler(text: &str) -> bool {
    words(text).iter().all(|word| word.chars().count() < 2 || FILLERS.contains(&word.as_str()))
}

/// The text of a template outside of its calls.
fn literals(template: &Compiled, text: &mut String) {
    for element in &template.elements {
        match element {
            TemplateElement::RawString(raw) => {
                text.push_str(raw);
                text.push(' ');
            }
            TemplateElement::HelperBlock(block) => {
                [&block.template, &block.inverse].into_iter().flatten().for_each(|inner| literals(inner, text));
            }
            _ => {}
        }
    }
}
