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

/// What nothing calls a name is compared too, but not for its case: `Production` is an ordinary word.
#[test]
fn a_text_that_is_called_no_name_is_flagged_only_if_nobody_can_tell_it_apart() {
    use waxseal_details::{Display, EntryView, Known, Registry};
    use waxseal_protocol::Timestamp;
    use waxseal_protocol::json::Json;

    let known = Known { identities: known(&["production", "Acme Payroll"]), ..Known::default() };
    let flagged = |text: &str| {
        let entry = Json::parse(&format!(r#"{{"type":"t","a":"{text}"}}"#)).unwrap();
        let display = Display::english_utc(Timestamp::UNIX_EPOCH);
        let view = EntryView::new(&entry, &Registry::default(), &display, &known);
        view.rows().any(|row| row.notices.iter().any(|notice| notice.text.starts_with("Looks like")))
    };
    assert!(!flagged("Production") && !flagged("Acme-Payroll") && !flagged("production"));
    assert!(flagged("Acme P\u{430}yroll") && flagged("Acme Payro11"));
}
