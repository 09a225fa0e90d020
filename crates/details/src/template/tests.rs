use std::collections::BTreeSet;

use proptest::prelude::*;
use waxseal_protocol::json::JsonNumber;

use super::*;
use crate::{EntryView, Registry, Value, leaves};

const MONEY_TRANSFER: &str = include_str!("../../types/money_transfer/template.hbs");
const TYPICAL: &str = include_str!("../../types/money_transfer/examples/typical.json");
const LARGEST: &str = include_str!("../../types/money_transfer/examples/largest.json");
const STRANGE: &str = include_str!("../../types/money_transfer/examples/strange.json");

fn view(source: &str, entry: &str) -> EntryView {
    let mut registry = Registry::default();
    registry.add(source).unwrap();
    EntryView::new(&Json::parse(entry).unwrap(), &registry)
}

fn template(verb: &str, body: &str) -> Result<Template, TemplateError> {
    Template::parse(&format!("---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: '{verb}'\n---\n{body}"))
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

#[test]
fn the_language_is_closed() {
    for body in [
        "{{a}}",
        "{{{a}}}",
        "{{> part}}",
        "{{#*inline \"x\"}}{{/inline}}",
        "{{lookup a b}}",
        "{{log a}}",
        "{{#if (field a)}}{{/if}}",
        "{{field (lookup a b)}}",
        "{{#each a}}{{field @key}}{{/each}}",
        "{{#each a}}{{#each b}}{{#each c}}{{field d}}{{/each}}{{/each}}{{/each}}",
        "{{#raw}}{{/raw}}",
        "{{nope a}}",
    ] {
        assert!(matches!(template("Do it", body), Err(TemplateError::Forbidden { .. })), "{body} was accepted");
    }
    assert!(matches!(template("{{#if a}}x{{/if}}", ""), Err(TemplateError::Forbidden { .. })));
}

#[test]
fn text_and_verbs_cannot_say_what_no_row_shows() {
    let entry = Json::parse(r#"{"type":"t","a":"1","b":"2"}"#).unwrap();
    let loose = template("Do it", "Verified by IT {{field a}}").unwrap();
    assert!(matches!(loose.render(&entry), Err(TemplateError::LooseText(_))));
    let unbacked = template("Do {{field b}}", "{{field a}}").unwrap();
    assert_eq!(unbacked.render(&entry).unwrap_err(), TemplateError::VerbWithoutRow("/b".to_owned()));
    let literal = template("Do it", "{{field \"Amount: 1\"}}").unwrap();
    assert!(matches!(literal.render(&entry), Err(TemplateError::Helper { .. })));
}

#[test]
fn loops_and_scopes_count_the_places_they_show() {
    let entry =
        Json::parse(r#"{"type":"t","items":[{"n":"a","x":1},{"n":"b","x":2}],"who":{"name":"H","id":7}}"#).unwrap();
    let template = template(
        "Do it",
        "{{#each items}}{{#group \"Item\"}}{{field n}}{{/group}}{{/each}}{{#with who}}{{#group}}{{field name}}{{/group}}{{/with}}",
    )
    .unwrap();
    let rendered = template.render(&entry).unwrap();
    let rows: Vec<&str> =
        rendered.groups.iter().flat_map(|group| &group.rows).map(|row| row.paths[0].as_str()).collect();
    assert_eq!(rows, ["/items/0/n", "/items/1/n", "/who/name"]);
    let other: Vec<&str> = rendered.other.iter().map(|row| row.paths[0].as_str()).collect();
    assert_eq!(other, ["/items/0/x", "/items/1/x", "/who/id"]);
}

fn any_entry() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        "-?[1-9][0-9]{0,12}(\\.[0-9]{1,4})?".prop_map(|text| Json::Number(JsonNumber::parse(&text).unwrap())),
        any::<String>().prop_map(Json::String),
        Just(Json::String("USD".to_owned())),
    ];
    let keys = prop_oneof![
        Just("instructedAmount".to_owned()),
        Just("amount".to_owned()),
        Just("currency".to_owned()),
        Just("beneficiary".to_owned()),
        Just("subject".to_owned()),
        Just("destinationAccount".to_owned()),
        any::<String>(),
    ];
    let value = leaf.prop_recursive(3, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            prop::collection::btree_map(keys.clone(), inner, 0..5)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    });
    prop::collection::vec(value, 5).prop_map(|values| {
        let names = ["instructedAmount", "beneficiary", "destinationAccount", "subject", "extra"];
        let mut members = vec![("type".to_owned(), Json::String("money_transfer".to_owned()))];
        members.extend(names.iter().map(|name| (*name).to_owned()).zip(values));
        Json::Object(members)
    })
}

/// The template with the call on one line taken out, so each row is missing once.
fn mutations() -> Vec<String> {
    let lines: Vec<&str> = MONEY_TRANSFER.lines().collect();
    let body = lines.iter().rposition(|line| *line == "---").unwrap() + 1;
    (body..lines.len())
        .filter(|index| !lines[*index].contains("group"))
        .map(|index| {
            let mut kept = lines.clone();
            kept.remove(index);
            kept.join("\n")
        })
        .collect()
}

#[test]
fn deleting_any_row_moves_its_leaves_to_other_details() {
    let entry = Json::parse(TYPICAL).unwrap();
    for source in mutations() {
        assert_eq!(shown_places(&view(&source, TYPICAL)), all_places(&entry), "{source}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]
    #[test]
    fn every_leaf_is_shown_whatever_is_sent(entry in any_entry()) {
        for source in std::iter::once(MONEY_TRANSFER.to_owned()).chain(mutations()) {
            let view = view(&source, &entry.to_string());
            prop_assert_eq!(shown_places(&view), all_places(&entry));
        }
    }
}
