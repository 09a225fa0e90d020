//! A3: bidirectional controls, homoglyphs, hidden characters (CVE-2021-42574, UTS 39).

use std::collections::BTreeMap;

use serde::Deserialize;
use waxseal_details::{Suspicion, host, scrub, scrub_identity, skeleton, suspicions};

use crate::corpus::{assert_suspicious, assert_written_out, read};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    class: String,
    text: String,
    marked: Vec<String>,
    marked_in_identity: Option<Vec<String>>,
    #[serde(default)]
    suspicions: Vec<String>,
    reads_as: Option<String>,
}

fn cases() -> Vec<Case> {
    read(include_str!("../../corpora/a03_deceptive_text.json"))
}

#[test]
fn the_corpus_has_every_class() {
    let mut classes: BTreeMap<String, usize> = BTreeMap::new();
    for case in cases() {
        *classes.entry(case.class).or_default() += 1;
    }
    assert!(classes.values().sum::<usize>() >= 200, "{classes:?}");
    for class in [
        "bidi",
        "trojan source",
        "zero width",
        "tags",
        "variation selector",
        "private use",
        "space",
        "blank by design",
        "control",
        "separator",
        "format",
        "unassigned",
        "marker",
        "mark",
        "homoglyph",
        "whole script",
        "disguised letters",
        "mixed numbers",
        "picture",
        "honest",
    ] {
        assert!(classes.contains_key(class), "{class}");
    }
}

#[test]
fn what_cannot_be_seen_is_written_out_in_prose() {
    for case in cases() {
        assert_written_out(&scrub(&case.text), &case.marked);
    }
}

#[test]
fn what_cannot_be_seen_is_written_out_in_identities() {
    for case in cases() {
        assert_written_out(&scrub_identity(&case.text), case.marked_in_identity.as_ref().unwrap_or(&case.marked));
    }
}

#[test]
fn the_rest_of_the_text_is_left_as_it_is() {
    for case in cases().into_iter().filter(|case| case.marked.is_empty()) {
        assert_eq!(scrub(&case.text).text, case.text);
    }
    // Take the markers out and the hidden characters away: the same text is left.
    for case in cases().into_iter().filter(|case| !case.text.contains(['⟦', '⟧'])) {
        let shown = scrub(&case.text).text;
        let without_markers: String = shown
            .split('⟦')
            .enumerate()
            .map(|(index, part)| if index == 0 { part } else { after_marker(part) })
            .collect();
        let visible: String =
            case.text.chars().filter(|one| !case.marked.contains(&format!("U+{:04X}", u32::from(*one)))).collect();
        assert_eq!(without_markers, visible, "{shown:?}");
    }
}

fn after_marker(part: &str) -> &str {
    part.split_once('⟧').map_or(part, |(_, rest)| rest)
}

#[test]
fn what_deceives_is_suspicious_and_what_is_honest_is_not() {
    for case in cases() {
        assert_suspicious(&case.text, &case.suspicions);
        if case.suspicions.is_empty() && case.class == "honest" {
            assert_eq!(suspicions(&case.text), [], "{}", case.text);
        }
    }
}

#[test]
fn look_alikes_have_the_skeleton_of_what_they_look_like() {
    for case in cases() {
        if let Some(reads_as) = case.reads_as {
            assert_ne!(case.text, reads_as);
            assert_eq!(skeleton(&case.text), skeleton(&reads_as), "{:?}", case.text);
        }
    }
}

#[test]
fn sentences_of_suspicions_hold_nothing_that_was_sent() {
    for case in cases() {
        for suspicion in suspicions(&case.text) {
            let sentence = suspicion.to_string();
            assert!(sentence.is_ascii() && sentence.ends_with('.'), "{sentence}");
            assert!(!sentence.contains(&case.text) || case.text.len() < 3, "{sentence}");
        }
    }
}

#[test]
fn a_host_that_deceives_is_shown_in_a_labels() {
    let look_alikes = cases().into_iter().filter(|case| matches!(case.class.as_str(), "homoglyph" | "whole script"));
    let mut tried = 0;
    // Hosts have no capitals: those would become other letters.
    for case in look_alikes.filter(|case| case.text.chars().all(char::is_lowercase)) {
        let found = host(&format!("https://{}.example/", case.text));
        assert!(found.shown.text.is_ascii(), "{found:?}");
        assert!(found.shown.text.contains("xn--"), "{found:?}");
        assert!(!found.suspicions.is_empty(), "{found:?}");
        tried += 1;
    }
    assert!(tried >= 15, "{tried}");
    let apple = host("https://аррӏе.com");
    assert_eq!(apple.shown.text, "xn--80ak6aa92e.com");
    assert_eq!(apple.suspicions, [Suspicion::WholeScriptConfusable { script: "Cyrillic".to_owned() }]);
}
