//! A4: fields that the requester or the template would rather not have on screen.

use proptest::prelude::*;
use waxseal_details::{RiskTier, scrub};
use waxseal_protocol::json::Json;

use crate::any::{all, any_entry, any_json, generic, shown, texts, view};

/// Every call and block of the language, over members that may be there, missing, or of any kind.
const RICH: &str = r#"---
type: t
template_version: 1.0.0
risk_floor: low
verb: "Do {{#if payee}}{{identity payee}}{{/if}}"
critical: [/amount]
words: {kinds: {a: One, b: Two}}
---
{{#group "First"}}
{{#if amount}}{{#if currency}}{{money amount currency=currency}}{{/if}}{{/if}}
{{#if payee}}{{identity payee}}{{/if}}
{{#has flag}}{{field flag}}{{/has}}
{{/group}}
{{#if items}}{{#table items label="Items"}}{{#has note}}{{field note}}{{/has}}{{#has value}}{{field value}}{{/has}}{{/table}}{{/if}}
{{#if before}}{{#if after}}{{diff before after}}{{/if}}{{/if}}
{{#if kind}}{{enum kind words="kinds"}}{{/if}}
{{#if note}}{{message note}}{{/if}}
"#;

/// The rows of a template one by one: each shows one value.
const LINES: [&str; 11] = [
    "{{#has amount}}{{json amount}}{{/has}}",
    "{{#has payee}}{{json payee label=\"Payee\"}}{{/has}}",
    "{{#if items}}{{list items}}{{/if}}",
    "{{#if items}}{{#each items}}{{#group \"Item\"}}{{#has value}}{{json value}}{{/has}}{{/group}}{{/each}}{{/if}}",
    "{{#has note}}{{message note}}{{/has}}",
    "{{#if flag}}{{json flag}}{{/if}}",
    "{{#unless flag}}{{#has kind}}{{json kind}}{{/has}}{{/unless}}",
    "{{#with value}}{{#has currency}}{{json currency}}{{/has}}{{/with}}",
    "{{#if start}}{{datetime start}}{{/if}}",
    "{{#if before}}{{code before}}{{/if}}",
    "{{#if after}}{{mask after}}{{/if}}",
];

fn template(body: &str) -> String {
    format!("---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Do it\n---\n{body}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// Whatever the entry, and whatever the template makes of it.
    #[test]
    fn every_leaf_is_shown_whatever_the_template_and_the_entry(entry in any_entry("t")) {
        prop_assert_eq!(shown(&view(RICH, &entry)), all(&entry));
    }

    #[test]
    fn every_leaf_is_shown_without_a_template(value in any_json(5, 48)) {
        let entry = Json::Object(vec![("type".to_owned(), Json::String("t".to_owned())), ("value".to_owned(), value)]);
        prop_assert_eq!(shown(&generic(&entry)), all(&entry));
    }

    #[test]
    fn every_leaf_is_shown_by_any_choice_of_rows(
        entry in any_entry("t"),
        lines in prop::sample::subsequence(LINES.to_vec(), 0..=LINES.len()),
    ) {
        prop_assert_eq!(shown(&view(&template(&lines.concat()), &entry)), all(&entry));
    }

    /// Not the place alone: the text itself is on the card, with what is invisible written out.
    #[test]
    fn every_text_is_on_the_card(entry in any_entry("t")) {
        let view = view(RICH, &entry);
        let on_card: Vec<String> = view.rows().flat_map(texts).collect();
        for (place, leaf) in waxseal_details::leaves(&entry) {
            if place.to_string() == "/type" { continue }
            let expected = match leaf {
                Json::String(text) => vec![scrub(text).text, waxseal_details::scrub_identity(text).text, text.clone()],
                Json::Number(number) => vec![number.as_str().to_owned()],
                Json::Bool(value) => vec![value.to_string()],
                Json::Null => vec!["null".to_owned()],
                Json::Array(_) | Json::Object(_) => vec![String::new()],
            };
            prop_assert!(expected.iter().any(|text| on_card.contains(text)), "{place}: {leaf}");
        }
    }
}

#[test]
fn a_flag_of_the_requester_hides_nothing() {
    let entry = Json::parse(
        r#"{"type":"t","fee":{"value":"99.00","display":false,"hidden":true,"visible":"never"},"risk":"low"}"#,
    )
    .unwrap();
    let view = generic(&entry);
    assert_eq!(shown(&view), all(&entry));
    assert_eq!(view.tier, RiskTier::High, "nothing that was sent lowers it");
}

#[test]
fn a_critical_value_that_the_template_leaves_out_raises_the_tier_and_opens_the_rest() {
    let source = "---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Do it\ncritical: [/fee]\n\
                  demote: [{path: /fee, reason: small}]\n---\n{{field name}}";
    let entry = Json::parse(r#"{"type":"t","name":"a","fee":{"value":"99.00"}}"#).unwrap();
    let view = view(source, &entry);
    assert_eq!(view.other[0].paths, ["/fee/value"]);
    assert!(view.other[0].critical && view.other_open);
    assert_eq!(view.tier, RiskTier::High);
    assert!(view.notices[0].text.contains("Other details"));
}

#[test]
fn a_demoted_value_is_folded_and_an_unknown_one_opens_it() {
    let source = "---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Do it\n\
                  demote: [{path: /trace, reason: support}]\n---\n{{field name}}";
    let folded = Json::parse(r#"{"type":"t","name":"a","trace":"x"}"#).unwrap();
    assert!(!view(source, &folded).other_open);
    let open = Json::parse(r#"{"type":"t","name":"a","trace":"x","more":1}"#).unwrap();
    let view = view(source, &open);
    assert!(view.other_open && view.other.len() == 2);
}
