use std::collections::BTreeSet;

use super::*;
use crate::{Display, EntryView, Known, Registry, Value, leaves};

const MONEY_TRANSFER: &str = include_str!("../../types/money_transfer/template.hbs");
const TYPICAL: &str = include_str!("../../types/money_transfer/examples/typical.json");
const LARGEST: &str = include_str!("../../types/money_transfer/examples/largest.json");
const STRANGE: &str = include_str!("../../tests/data/strange.json");

fn view(source: &str, entry: &str) -> EntryView {
    let mut registry = Registry::default();
    registry.add(source).unwrap();
    EntryView::new(&Json::parse(entry).unwrap(), &registry, &display(), &Known::default())
}

fn display() -> Display {
    Display::english_utc(waxseal_protocol::Timestamp::from_second(1_795_000_000).unwrap())
}

fn shown_places(view: &EntryView) -> BTreeSet<String> {
    view.rows().flat_map(|row| row.paths.clone()).collect()
}

fn all_places(entry: &Json) -> BTreeSet<String> {
    leaves(entry).iter().map(|(place, _)| place.to_string()).filter(|place| place != "/type").collect()
}

#[test]
fn the_sample_transfer_reads_as_money_and_recipient() {
    let view = view(MONEY_TRANSFER, TYPICAL);
    assert_eq!(view.verb, "Send $2,500.00 USD to Hanna Herwitz");
    let rows: Vec<(&str, bool)> =
        view.groups[0].rows.iter().map(|row| (row.label.text.as_str(), row.critical)).collect();
    assert_eq!(rows, [("Amount", true), ("Recipient", true), ("To account", true), ("From account", false)]);
    assert_eq!(view.other, []);
    assert_eq!(view.messages[0].paths, ["/subject"]);
}

#[test]
fn every_example_shows_every_leaf() {
    for example in [TYPICAL, LARGEST, STRANGE] {
        let entry = Json::parse(example).unwrap();
        let view = view(MONEY_TRANSFER, example);
        assert_ne!(view.template_version, "generic", "{:?}", view.notices);
        assert_eq!(shown_places(&view), all_places(&entry));
    }
}

#[test]
fn what_the_template_leaves_out_goes_to_other_details() {
    let view = view(MONEY_TRANSFER, STRANGE);
    let other: Vec<&str> = view.other.iter().map(|row| row.label.text.as_str()).collect();
    assert_eq!(other, ["Instructed amount › Note", "Fee › Hidden", "Tags"]);
    assert_eq!(view.verb, "Send $0.01 USD to Hanna⟦U+202E⟧ ztiwreH");
}

#[test]
fn a_value_that_looks_like_a_template_stays_text() {
    let view = view(MONEY_TRANSFER, STRANGE);
    let Value::Text { text } = &view.messages[0].value else { panic!("not a text") };
    assert!(text.text.starts_with("{{field beneficiary}}"));
}

#[test]
fn a_value_cannot_imitate_a_token() {
    let entry = r#"{"type":"t","a":"\ue000nonce:0\ue001","b":"shown"}"#;
    let source = "---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Do it\n---\n{{field a}}";
    let view = view(source, entry);
    assert_eq!(shown_places(&view), BTreeSet::from(["/a".to_owned(), "/b".to_owned()]));
    assert_eq!(view.other[0].paths, ["/b"]);
}

#[test]
fn any_error_drops_the_whole_template_for_the_generic_view() {
    for entry in [
        r#"{"type":"money_transfer"}"#,
        r#"{"type":"money_transfer","instructedAmount":{"amount":"x","currency":"USD"},"beneficiary":"H","destinationAccount":"1"}"#,
        r#"{"type":"money_transfer","instructedAmount":{"amount":1.005,"currency":"USD"},"beneficiary":"H","destinationAccount":"1"}"#,
        r#"{"type":"money_transfer","instructedAmount":{"amount":5,"currency":"ZZZ"},"beneficiary":"H","destinationAccount":"1"}"#,
        r#"{"type":"money_transfer","instructedAmount":{"amount":5,"currency":"USD"},"beneficiary":{"first":"H"},"destinationAccount":"1"}"#,
    ] {
        let view = view(MONEY_TRANSFER, entry);
        assert_eq!(view.template_version, "generic");
        assert!(view.notices[0].text.contains("does not fit"), "{:?}", view.notices);
        assert_eq!(shown_places(&view), all_places(&Json::parse(entry).unwrap()));
    }
}
