//! A7, A4 and A6 over templates of every kind: whatever stands in a file, all that was sent is shown,
//! and no value changes what stands around it.

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;
use waxseal_details::{EntryView, Template};
use waxseal_protocol::json::Json;

use crate::any::{all, any_json, fitting_entry, generic, shown, view};
use crate::any_template::{Pieces, any_template, built_in, changed_built_in, usable_template};

const CASES: u32 = 10_000;

fn parses(source: &str) -> bool {
    Template::parse(source).is_ok()
}

/// What stands around the values of a card.
fn frame(view: &EntryView) -> Vec<String> {
    let rows =
        |rows: &[waxseal_details::Row]| rows.iter().map(|row| format!("{} {:?}", row.label.text, row.paths)).collect();
    let mut frame = Vec::new();
    for group in &view.groups {
        frame.push(format!("group {:?}", group.title));
        frame.extend::<Vec<String>>(rows(&group.rows));
    }
    frame.push("other".to_owned());
    frame.extend::<Vec<String>>(rows(&view.other));
    frame
}

/// The entry with another text at one place.
fn with_text(entry: &Json, name: &str, text: &str) -> Json {
    let Json::Object(members) = entry else { return entry.clone() };
    let member = |(key, value): &(String, Json)| {
        (key.clone(), if key == name { Json::String(text.to_owned()) } else { value.clone() })
    };
    Json::Object(members.iter().map(member).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn a_changed_built_in_template_hides_nothing((source, entry) in changed_built_in(any_json(2, 8))) {
        if parses(&source) {
            prop_assert_eq!(shown(&view(&source, &entry)), all(&entry));
        }
    }

    #[test]
    fn a_deleted_row_moves_to_other_details(source in usable_template(), entry in fitting_entry(), at in any::<Index>()) {
        let pieces = Pieces::of(&source);
        let calls = pieces.calls();
        prop_assume!(!calls.is_empty());
        let less = pieces.without(calls[at.index(calls.len())]).to_source();
        prop_assume!(parses(&less));
        let (before, after) = (view(&source, &entry), view(&less, &entry));
        prop_assert_eq!(shown(&after), all(&entry));
        // Neither template was dropped: what the one shows and the other does not is among the rest.
        if before.template_version != "generic" && after.template_version != "generic" {
            let placed = |view: &EntryView| -> Vec<String> {
                view.groups.iter().flat_map(|group| &group.rows).flat_map(|row| row.paths.clone()).collect()
            };
            let (kept, rest) = (placed(&after), after.other.iter().flat_map(|row| &row.paths).collect::<Vec<_>>());
            for place in placed(&before).iter().filter(|place| !kept.contains(place)) {
                let of_message = after.messages.iter().any(|message| message.paths.contains(place));
                prop_assert!(rest.contains(&place) || of_message || place == "/type", "{place}");
            }
        }
    }

    #[test]
    fn no_text_closes_opens_or_imitates_a_block(
        source in usable_template(),
        entry in fitting_entry(),
        name in prop::sample::select(&["note", "payee", "before", "after", "kind"][..]),
        hostile in "[\u{e000}\u{e001}\u{202e}\u{200b}{}<>/#:|a0\n ⟦⟧\\[\\]\"'\\\\]{1,60}",
    ) {
        prop_assume!(!hostile.trim().is_empty());
        let (plain, hostile) = (with_text(&entry, name, "plain"), with_text(&entry, name, &hostile));
        let (calm, attacked) = (view(&source, &plain), view(&source, &hostile));
        let dropped = attacked.template_version == "generic";
        let expected = if dropped { frame(&generic(&plain)) } else { frame(&calm) };
        prop_assert_eq!(frame(&attacked), expected);
    }
}

/// Made up as they are, a fair share of the templates is used, or nothing was tried above.
#[test]
fn templates_of_every_kind_hide_nothing_and_many_of_them_are_used() {
    let mut runner = TestRunner::new(ProptestConfig::with_cases(CASES));
    let (used, parsed) = (std::cell::Cell::new(0_u32), std::cell::Cell::new(0_u32));
    runner
        .run(&(any_template(), fitting_entry()), |(source, entry)| {
            if parses(&source) {
                parsed.set(parsed.get() + 1);
                let view = view(&source, &entry);
                used.set(used.get() + u32::from(view.template_version != "generic"));
                prop_assert_eq!(shown(&view), all(&entry));
            }
            Ok(())
        })
        .unwrap();
    assert!(parsed.get() > CASES / 4, "{} of {CASES} parse", parsed.get());
    assert!(used.get() > CASES / 10, "{} of {CASES} are used", used.get());
}

/// The built-in templates without one of their rows: the leaf turns up among the other details.
#[test]
fn deleting_any_row_of_a_built_in_template_moves_its_leaves_to_other_details() {
    for built_in in built_in() {
        let pieces = Pieces::of(&built_in.source);
        for at in pieces.calls() {
            let source = pieces.without(at).to_source();
            if parses(&source) {
                for entry in &built_in.examples {
                    assert_eq!(shown(&view(&source, entry)), all(entry), "without {}", pieces.piece(at));
                }
            }
        }
    }
}
