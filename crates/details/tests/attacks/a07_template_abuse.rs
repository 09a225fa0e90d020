//! A7: templates that hide, derive or forge.

use proptest::prelude::*;
use waxseal_details::{Registry, Template, TemplateError};
use waxseal_protocol::json::Json;

use crate::any::{all, any_entry, shown, view};

fn template(verb: &str, body: &str) -> Result<Template, TemplateError> {
    Template::parse(&format!("---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: '{verb}'\n---\n{body}"))
}

#[test]
fn what_prints_or_derives_without_a_row_is_refused() {
    for body in [
        "{{a}}",
        "{{{a}}}",
        "{{&a}}",
        "{{> part}}",
        "{{#> part}}{{/part}}",
        "{{#*inline \"x\"}}{{/inline}}",
        "{{*decorator}}",
        "{{lookup a b}}",
        "{{log a}}",
        "{{#if (field a)}}{{/if}}",
        "{{field (lookup a b)}}",
        "{{#each a}}{{field @key}}{{/each}}",
        "{{#each a}}{{field @index}}{{/each}}",
        "{{#each a as |x|}}{{field x}}{{/each}}",
        "{{#with a as |x|}}{{field x}}{{/with}}",
        "{{#each a}}{{#each b}}{{#each c}}{{field d}}{{/each}}{{/each}}{{/each}}",
        "{{#table a label=\"A\"}}{{#table b label=\"B\"}}{{field c}}{{/table}}{{/table}}",
        "{{#table a label=\"A\"}}{{#group}}{{field c}}{{/group}}{{/table}}",
        "{{#raw}}{{/raw}}",
        "{{{{raw}}}}{{field a}}{{{{/raw}}}}",
        "{{nope a}}",
        "{{eq a b}}",
        "{{field}}",
        "{{field a b}}",
        "{{field a hidden=true}}",
        "{{money a}}",
    ] {
        let refused = template("Do it", body).err().or_else(|| {
            let entry = Json::parse(r#"{"type":"t","a":"1","b":"2"}"#).unwrap();
            let mut registry = Registry::default();
            registry
                .add(&format!("---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Do it\n---\n{body}"))
                .unwrap();
            (view(registry.template("t").unwrap().source(), &entry).template_version == "generic")
                .then_some(TemplateError::Syntax("not rendered".to_owned()))
        });
        assert!(refused.is_some(), "{body} was accepted");
    }
}

#[test]
fn a_call_inside_a_condition_does_not_count_as_shown() {
    let entry = Json::parse(r#"{"type":"t","a":"1","fee":{"hidden":"99"}}"#).unwrap();
    for body in [
        "{{#if fee}}{{/if}}{{field a}}",
        "{{#unless fee}}{{json fee}}{{/unless}}{{field a}}",
        "{{!-- {{field fee.hidden}} --}}{{field a}}",
    ] {
        let view =
            view(&format!("---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Do it\n---\n{body}"), &entry);
        assert_eq!(view.other[0].paths, ["/fee/hidden"], "{body}");
    }
}

#[test]
fn a_verb_says_only_what_rows_show() {
    let entry = Json::parse(r#"{"type":"t","a":"1","b":"2"}"#).unwrap();
    for (verb, good) in [("Do {{field b}}", false), ("Do {{message a}}", false), ("Do {{field a}}", true)] {
        let source =
            format!("---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: '{verb}'\n---\n{{{{field a}}}}");
        assert_eq!(view(&source, &entry).template_version != "generic", good, "{verb}");
    }
}

#[test]
fn a_leaf_has_one_value_wherever_it_is_said() {
    let entry = Json::parse(r#"{"type":"t","a":"2500","b":"7","c":"USD","d":"JPY"}"#).unwrap();
    let used = |verb: &str, body: &str| {
        let source = format!("---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: '{verb}'\n---\n{body}");
        view(&source, &entry).template_version != "generic"
    };
    let minor = "{{money a currency=c unit=\"minor\"}}";
    let pay = format!("Pay {minor}");
    assert!(used(&pay, minor));
    assert!(used("Pay it", &format!("{minor}{minor}")), "the same twice");
    assert!(!used("Pay it", &format!("{minor}{{{{money a currency=c}}}}")), "a hundredth of it in another row");
    assert!(!used(&pay, "{{money a currency=c}}"), "a hundredth of it in the verb");
    assert!(!used(&pay, "{{field a}}{{field c}}"), "no row says it as an amount");
    assert!(!used("Pay {{number a}}", minor), "another kind of measure");
    assert!(!used("Pay {{money a currency=d}}", "{{money a currency=c}}{{field d}}"), "another currency");
    assert!(
        !used("Now {{diff b a as=\"money\" currency=c}}", &format!("{minor}{{{{field b}}}}")),
        "a side of a change"
    );
    assert!(!used("{{percent a scale=\"0..1\"}}", "{{percent a scale=\"0..100\"}}"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// Whatever stands in a file, it parses or is refused, and what parses hides nothing.
    #[test]
    fn no_template_hides_anything(
        pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..12),
        entry in any_entry("t"),
    ) {
        let source = format!("---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Do it\n---\n{}", pieces.concat());
        if Template::parse(&source).is_ok() {
            prop_assert_eq!(shown(&view(&source, &entry)), all(&entry));
        }
    }
}

/// Pieces of templates, good and bad.
const PIECES: [&str; 30] = [
    "{{field amount}}",
    "{{json value}}",
    "{{list items}}",
    "{{money amount currency=currency}}",
    "{{#if note}}",
    "{{/if}}",
    "{{else}}",
    "{{#each items}}",
    "{{/each}}",
    "{{#with value}}",
    "{{/with}}",
    "{{#group \"G\"}}",
    "{{/group}}",
    "{{#has flag}}",
    "{{/has}}",
    "{{#table items label=\"T\"}}",
    "{{/table}}",
    "{{field ../note}}",
    "{{field this}}",
    "{{field @root.note}}",
    "{{json this}}",
    "{{message note}}",
    "{{!-- x --}}",
    "{{~field flag~}}",
    "{{identity [payee]}}",
    "{{field items.[0]}}",
    "{{mask payee}}",
    "{{diff before after}}",
    "{{#unless flag}}",
    "{{/unless}}",
];
