//! E15: a text is missing in a language that the template has.
//!
//! The languages of a template are all that any of its texts has. Each text then exists in each of
//! them: verb line, action, words, and every label, also those of groups and of tables. The verb
//! lines of all languages say the same places. A template of one language may write its labels
//! where they are used; a label in small letters that `labels` does not have is a mistake even then.

use std::collections::BTreeSet;

use super::subject::Subject;
use super::{Finding, LintCode, pointer};
use crate::template::front_matter::Localized;

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let front = subject.front;
    let labels = &front.labels;
    let defined = |key: &str| labels.values().any(|labels| labels.contains_key(key));
    if subject.languages.len() < 2 {
        let lost = subject.outline.keys().into_iter().filter(|key| !labels.is_empty() && !defined(key) && is_key(key));
        findings.extend(lost.map(|key| Finding::new(LintCode::E15, format!("the label {key:?} is not under labels"))));
        return findings;
    }
    let missing = |tag: &str, what: &str| Finding::new(LintCode::E15, format!("{what} has no text in {tag}"));
    let words = front.words.iter().flat_map(|(list, words)| {
        words.iter().map(move |(word, texts)| (format!("the word {word:?} of {list:?}"), texts))
    });
    let action = front.action.iter().map(|action| ("the action".to_owned(), action));
    for (what, texts) in [("the verb line".to_owned(), &front.verb)].into_iter().chain(action).chain(words) {
        let of = |tag: &&&str| !has(texts, tag);
        findings.extend(subject.languages.iter().filter(of).map(|tag| missing(tag, &what)));
    }
    let used: BTreeSet<&str> = subject
        .outline
        .keys()
        .into_iter()
        .chain(labels.values().flat_map(|labels| labels.keys()).map(String::as_str))
        .collect();
    for key in used {
        let lacks = |tag: &&&str| !labels.get(**tag).is_some_and(|labels| labels.contains_key(key));
        findings.extend(subject.languages.iter().filter(lacks).map(|tag| missing(tag, &format!("the label {key:?}"))));
    }
    for call in subject.outline.body().iter().filter(|call| call.label_key.is_none()) {
        if let Some(argument) = call.arguments.first() {
            let says = "has no label, so it is called by its key in every language";
            findings.push(Finding::at(LintCode::E15, &argument.place, says));
        }
    }
    findings.extend(verbs(subject));
    findings
}

fn verbs(subject: &Subject<'_>) -> Vec<Finding> {
    let said = subject.outline.verbs().iter().map(|(tag, calls)| {
        let places = calls.iter().flat_map(|call| &call.arguments).map(|argument| argument.place.clone());
        (tag.as_deref().unwrap_or("every language"), places.collect::<BTreeSet<_>>())
    });
    let said: Vec<_> = said.collect();
    let all: BTreeSet<_> = said.iter().flat_map(|(_, places)| places).cloned().collect();
    let mut findings = Vec::new();
    for (tag, places) in &said {
        for place in all.difference(places) {
            let says = format!("the verb line in {tag} does not say {}, and another does", pointer(place));
            findings.push(Finding::at(LintCode::E15, place, says));
        }
    }
    findings
}

fn has(texts: &Localized, tag: &str) -> bool {
    texts.texts().iter().any(|(of, _)| *of == Some(tag))
}

/// Whether a label is written like a key rather than like a text.
fn is_key(label: &str) -> bool {
    label.chars().all(|character| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_')
}
