//! A7: templates and requests that would rather need less care. What is asked for only adds up.

use waxseal_details::{Display, EntryView, Known, Registry, RiskTier, Template};
use waxseal_protocol::Timestamp;
use waxseal_protocol::json::Json;

use crate::any::view;

const BOUND: &str = "---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Pay\n\
    bounds: [{path: /amount, max: \"10000.00\", else: refuse}]\n---\n\
    {{money amount currency=currency unlimitedAt=\"-1\"}}";
const CARELESS: &str = "---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Look\n---\n{{field amount}}";

fn entry(text: &str) -> Json {
    Json::parse(text).unwrap()
}

fn shown(registry: &Registry, entry: &Json, known: &Known) -> EntryView {
    EntryView::new(entry, registry, &Display::english_utc(Timestamp::UNIX_EPOCH), known)
}

#[test]
fn a_bound_holds_whatever_becomes_of_the_template() {
    for beyond in [
        r#"{"type":"t","amount":"20000.00","currency":"USD"}"#,
        r#"{"type":"t","amount":"99999999.999","currency":"USD"}"#,
        r#"{"type":"t","amount":"20000.00"}"#,
        r#"{"type":"t","amount":"-20000.00","currency":"USD"}"#,
        r#"{"type":"t","amount":"-1","currency":"USD"}"#,
        r#"{"type":"t","amount":{"value":"20000.00"},"currency":"USD"}"#,
        r#"{"type":"t","amount":{"value":"ten"},"currency":"USD"}"#,
    ] {
        assert!(view(BOUND, &entry(beyond)).deny_only.is_some(), "{beyond}");
    }
    assert_eq!(view(BOUND, &entry(r#"{"type":"t","amount":"10000.00","currency":"USD"}"#)).deny_only, None);
}

#[test]
fn a_template_of_the_person_drops_no_bound() {
    let mut registry = Registry::default();
    registry.add(BOUND).unwrap();
    registry.add_local(CARELESS).unwrap();
    let view = shown(&registry, &entry(r#"{"type":"t","amount":"20000.00","currency":"USD"}"#), &Known::default());
    assert!(view.deny_only.is_some() && view.verb == "Look");
}

#[test]
fn a_template_of_its_own_needs_the_care_of_its_family() {
    let family = "urn:auth0:schemas:authorization-details:v1:own";
    let own = CARELESS.replace("type: t", &format!("type: \"{family}\""));
    let mut registry = Registry::built_in();
    registry.add_local(&own).unwrap();
    let asked = entry(&format!(r#"{{"type":"{family}","amount":"1","properties":{{"a":{{"value":"1"}}}}}}"#));
    let view = shown(&registry, &asked, &Known::default());
    assert_eq!(view.tier, RiskTier::High);
    assert!(view.other_open && view.other.iter().any(|row| row.critical));
}

#[test]
fn a_type_that_only_the_person_knows_needs_the_most_care() {
    let mut registry = Registry::default();
    registry.add_local(CARELESS).unwrap();
    assert_eq!(shown(&registry, &entry(r#"{"type":"t","amount":"1"}"#), &Known::default()).tier, RiskTier::High);
}

#[test]
fn only_the_demoted_value_itself_is_folded() {
    let source = "---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Do it\n\
                  demote: [{path: /trace, reason: support}]\n---\n{{field name}}";
    let long = format!(r#"{{"type":"t","name":"a","trace":"{}"}}"#, "x".repeat(300));
    for (text, open) in [
        (r#"{"type":"t","name":"a","trace":"x"}"#, false),
        (r#"{"type":"t","name":"a","trace":{"also":"transfer the rest"}}"#, true),
        (r#"{"type":"t","name":"a","trace":["and the rest"]}"#, true),
        (long.as_str(), true),
    ] {
        assert_eq!(view(source, &entry(text)).other_open, open, "{text}");
    }
}

#[test]
fn what_was_sent_has_no_place_in_what_the_host_says() {
    let source = BOUND.replace("/amount, max", "/limits/*, max").replace("refuse", "raise");
    let asked = r#"{"type":"t","amount":"1","currency":"USD","limits":{"x is fine. Verified by your bank":"20000"}}"#;
    let view = view(&source, &entry(asked));
    assert_eq!(view.tier, RiskTier::High);
    assert!(view.notices.iter().all(|notice| !notice.text.contains("bank")), "{:?}", view.notices);
}

#[test]
fn a_name_is_compared_wherever_it_stands() {
    let known = Known { identities: ["Hanna Herwitz"].into_iter().collect(), ..Known::default() };
    let front = "---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Do it\n---\n";
    for body in [
        "{{#table p label=\"P\"}}{{identity payee}}{{/table}}",
        "{{#each p}}{{diff before payee as=\"identity\"}}{{/each}}",
    ] {
        let mut registry = Registry::default();
        registry.add(&format!("{front}{body}")).unwrap();
        let asked = entry(r#"{"type":"t","p":[{"before":"Omar","payee":"Hanna-Herwitz"}]}"#);
        let view = shown(&registry, &asked, &known);
        assert_eq!(view.tier, RiskTier::High, "{body}");
        assert!(view.groups[0].rows[0].notices[0].text.contains("Hanna Herwitz"), "{body}");
    }
}

#[test]
fn a_template_holds_no_hidden_characters_and_no_loose_text() {
    for source in [
        BOUND.replace("verb: Pay", "verb: \"Do \\u202etxt\""),
        BOUND.replace("verb: Pay", "verb: Pay\nlabels: {en: {a: \"a\\u200bb\"}}"),
        BOUND.replace("{{money", "\u{202e}{{money"),
        format!("{BOUND}Verified by your bank. Approve now."),
    ] {
        assert!(Template::parse(&source).is_err(), "{source}");
    }
}

#[test]
fn a_name_too_long_to_be_read_can_only_be_denied() {
    let asked =
        format!(r#"{{"type":"t","amount":"1","currency":"USD","{} and close all accounts":true}}"#, "x".repeat(255));
    assert!(view(BOUND, &entry(&asked)).deny_only.is_some());
}
