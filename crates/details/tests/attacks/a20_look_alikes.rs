//! A20: a client whose name looks like that of a known one.

use serde::Deserialize;
use waxseal_details::{KnownNames, folded_skeleton};

use crate::corpus::read;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    known: String,
    candidate: String,
    expected: bool,
    because: String,
}

fn known(names: &[&str]) -> KnownNames {
    names.iter().copied().collect()
}

fn pairs() -> Vec<Pair> {
    read(include_str!("../../corpora/a20_look_alikes.json"))
}

#[test]
fn look_alikes_of_a_known_name_are_found() {
    let mut tried = 0;
    for pair in pairs().into_iter().filter(|pair| pair.expected) {
        let known = known(&[&pair.known]);
        let found = known.similar_to(&pair.candidate);
        assert_eq!(found, Some(pair.known.as_str()), "{} ({:?})", pair.because, pair.candidate);
        tried += 1;
    }
    assert!(tried >= 60);
}

#[test]
fn other_names_are_left_in_peace() {
    let mut tried = 0;
    for pair in pairs().into_iter().filter(|pair| !pair.expected) {
        let found = known(&[&pair.known]);
        assert_eq!(found.similar_to(&pair.candidate), None, "{} ({:?})", pair.because, pair.candidate);
        tried += 1;
    }
    assert!(tried >= 15);
}

#[test]
fn a_look_alike_is_found_whichever_of_the_two_was_first() {
    for pair in pairs().into_iter().filter(|pair| pair.expected) {
        assert!(known(&[&pair.candidate]).similar_to(&pair.known).is_some(), "{}", pair.because);
    }
}

#[test]
fn a_look_alike_is_found_among_many_names() {
    let known = known(&["Globex", "Initech", "Acme Payroll", "Contoso"]);
    assert_eq!(known.similar_to("Acme Pаyroll"), Some("Acme Payroll"));
    assert_eq!(known.similar_to("Acme Payroll"), None);
    assert_eq!(known.similar_to("Umbrella"), None);
}

#[test]
fn folding_twice_changes_nothing() {
    for pair in pairs() {
        let once = folded_skeleton(&pair.candidate);
        assert_eq!(folded_skeleton(&once), once, "{}", pair.because);
    }
}
