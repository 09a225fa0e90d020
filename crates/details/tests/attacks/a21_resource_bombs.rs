//! A21: requests and templates that cost more than a person's patience.

use std::time::{Duration, Instant};

use waxseal_details::{RiskTier, Template};
use waxseal_protocol::json::Json;
use waxseal_protocol::rar::AuthorizationDetails;

use crate::any::{all, generic, shown, view};

/// A generous limit for a shared machine: work is counted, and takes a few milliseconds
/// (`cargo xtask bench details`).
const STOPPED: Duration = Duration::from_secs(5);

fn template(body: &str) -> String {
    format!("---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Do it\n---\n{body}")
}

fn list(length: usize) -> Json {
    let elements = vec!["1"; length].join(",");
    Json::parse(&format!(r#"{{"type":"t","a":[{elements}]}}"#)).unwrap()
}

/// 500 leaves three times over would be 125 million rows.
#[test]
fn nested_loops_are_stopped() {
    let entry = list(499);
    for body in [
        "{{#each a}}{{#each ../a}}{{/each}}{{/each}}",
        "{{#each a}}{{#each @root.a}}{{field this}}{{/each}}{{/each}}",
        "{{#each a}}{{#each ../a}}{{#if this}}{{/if}}{{/each}}{{/each}}",
        &format!("{{{{#each a}}}}{{{{#each ../a}}}}{}{{{{/each}}}}{{{{/each}}}}", "{{#if z}}{{/if}}".repeat(900)),
        &format!("{{{{#each a}}}}{{{{#each ../a}}}}{}{{{{/each}}}}{{{{/each}}}}", " ".repeat(15_000)),
    ] {
        #[expect(clippy::disallowed_methods, reason = "how long it takes is what is tested")]
        let started = Instant::now();
        let view = view(&template(body), &entry);
        assert!(started.elapsed() < STOPPED, "{body}");
        assert_eq!(view.template_version, "generic", "{body}");
        assert!(view.notices[0].text.contains("too much work"), "{:?}", view.notices);
        assert_eq!(shown(&view), all(&entry));
    }
}

#[test]
fn deep_and_long_templates_are_refused_before_they_are_parsed() {
    let deep = format!("{}{}", "{{#if a}}".repeat(100_000), "{{/if}}".repeat(100_000));
    let long = "{{field a}}".repeat(100_000);
    let open = "{{#if a}}".repeat(5_000);
    let nested = format!("{{{{field {}a{}}}}}", "(".repeat(30_000), ")".repeat(30_000));
    let spaced = "{{ #if z}}".repeat(900);
    let commented = "{{#if z}}{{!--{{/--}}".repeat(500);
    let chained = format!("{{{{#if z}}}}{}{{{{/if}}}}", "{{else if z}}".repeat(1_000));
    for body in [deep, long, open, nested, spaced, commented, chained] {
        assert!(Template::parse(&template(&body)).is_err());
    }
}

#[test]
fn yaml_bombs_are_refused() {
    let laughs = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n\
                  d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]";
    assert!(Template::parse(&format!("---\n{laughs}\ntype: t\n---\n")).is_err());
    let deep = format!("---\ntype: {}\n---\n", "[".repeat(20_000));
    assert!(Template::parse(&deep).is_err());
}

#[test]
fn requests_beyond_the_limits_are_no_authorization_details() {
    let leaves = format!(r#"[{{"type":"t","a":[{}]}}]"#, vec!["1"; 500].join(","));
    let entries = format!("[{}]", vec![r#"{"type":"t"}"#; 21].join(","));
    let depth = format!(r#"[{{"type":"t","a":{}1{}}}]"#, "[".repeat(9), "]".repeat(9));
    let bytes = format!(r#"[{{"type":"t","a":"{}"}}]"#, "x".repeat(64 * 1024));
    for text in [leaves, entries, depth, bytes] {
        assert!(AuthorizationDetails::parse(&text).is_err(), "{} bytes", text.len());
    }
}

#[test]
fn a_value_that_nobody_can_read_can_only_be_denied() {
    let long = Json::parse(&format!(r#"{{"type":"t","a":"{}"}}"#, "x".repeat(4_097))).unwrap();
    let view = generic(&long);
    assert!(view.deny_only.as_deref().unwrap().starts_with("Too large to review"));
    assert_eq!(view.tier, RiskTier::High);
    assert_eq!(shown(&view), all(&long), "it is listed all the same");
    let fits = Json::parse(&format!(r#"{{"type":"t","a":"{}"}}"#, "x".repeat(4_096))).unwrap();
    assert_eq!(generic(&fits).deny_only, None);
}
