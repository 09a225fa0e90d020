use std::sync::Arc;

use proptest::prelude::*;
use waxseal_details::RiskTier;
use waxseal_protocol::device::{Consent, DecisionOutcome};

use super::*;
use crate::decision::DenyReason;

const TRANSFER: &str = r#"{"type":"money_transfer","instructedAmount":{"amount":2500.10,"currency":"USD"},
    "beneficiary":"Hanna Herwitz","urgent":true,"note":null}"#;

fn facts_of(entries: &str) -> Facts {
    let consent: Consent = serde_json::from_str(&format!(
        r#"{{"id":"cns_1","requested_details":{{"audience":"urn:my-api","scope":["openid","transfer:create"],
            "binding_message":"1234ABCD","authorization_details":[{entries}]}},"created_at":1,"expires_at":301,
            "client":{{"client_id":"bank-agent","name":"Bank Agent"}},"user_id":"auth0|hanna"}}"#
    ))
    .unwrap();
    Facts {
        account_id: "dev_1".into(),
        user_id: "auth0|hanna".into(),
        host: "localhost:8443".to_owned(),
        tier: RiskTier::High,
        consent: Arc::new(consent),
    }
}

fn matches_entries(when: &str, entries: &str) -> bool {
    let script = Script::parse(&format!("rules: [{{ when: {when}, answer: approve }}]")).unwrap();
    script.find(&facts_of(entries), &[], false).is_some()
}

fn matches(when: &str) -> bool {
    matches_entries(when, TRANSFER)
}

fn error(text: &str) -> (usize, String, String) {
    let error = Script::parse(text).unwrap_err();
    (error.line, error.message, error.hint.unwrap_or_default())
}

#[test]
fn a_rule_matches_what_it_names_and_nothing_else() {
    for when in [
        "{}",
        "{ type: money_transfer }",
        "{ client: bank-agent, user: auth0|hanna, account: dev_1, host: 'localhost:8443' }",
        "{ audience: 'urn:my-api', scope: 'transfer:create', tier: high }",
        "{ binding_message: 1234ABCD }",
        "{ binding_message_matches: '^\\d{4}[A-Z]+$' }",
        "{ details: [{ at: /beneficiary, equals: Hanna Herwitz }] }",
        "{ details: [{ at: /beneficiary, matches: ^Hanna }, { at: /iban, exists: false }] }",
        "{ details: [{ at: /urgent, equals: true }, { at: /note, equals: null }, { at: /note, exists: true }] }",
        "{ amount: { above: 2500, currency: USD } }",
        "{ amount: { at_least: 2500.1, at_most: 2500.10 } }",
    ] {
        assert!(matches(when), "{when}");
    }
    for when in [
        "{ type: deployment }",
        "{ client: other-agent }",
        "{ user: auth0|omar }",
        "{ account: dev_2 }",
        "{ scope: 'transfer:read' }",
        "{ tier: low }",
        "{ binding_message: 1234abcd }",
        "{ details: [{ at: /beneficiary, equals: Hanna }] }",
        "{ details: [{ at: /iban, equals: x }] }",
        "{ details: [{ at: /beneficiary, exists: false }] }",
        "{ details: [{ at: /beneficiary, above: 1 }] }",
        "{ amount: { above: 2500.10 } }",
        "{ amount: { below: 2500.1 } }",
        "{ amount: { above: 1, currency: EUR } }",
        "{ amount: { at: /elsewhere, above: 1 } }",
    ] {
        assert!(!matches(when), "{when}");
    }
}

#[test]
fn one_entry_has_to_be_all_of_it() {
    let two = format!(r#"{TRANSFER},{{"type":"note","beneficiary":"Omar"}}"#);
    assert!(matches_entries("{ type: note, details: [{ at: /beneficiary, equals: Omar }] }", &two));
    assert!(!matches_entries("{ type: note, amount: { above: 1 } }", &two), "the amount is another entry's");
}

#[test]
fn amounts_are_compared_with_all_their_digits() {
    let big = r#"{"type":"x","instructedAmount":{"amount":9007199254740993,"currency":"USD"}}"#;
    assert!(matches_entries("{ amount: { above: 9007199254740992 } }", big));
    assert!(!matches_entries("{ amount: { above: 9007199254740993 } }", big));
    let text = r#"{"type":"x","instructedAmount":{"amount":"0.30","currency":"EUR"}}"#;
    assert!(matches_entries("{ amount: { at_least: 0.3, at_most: 0.3 } }", text));
    assert!(matches_entries("{ details: [{ at: /instructedAmount/amount, equals: '0.30' }] }", text));
}

#[test]
fn the_first_rule_counts_as_often_as_it_may_and_silence_is_the_default() {
    let script = Script::parse(
        "rules:\n  - { when: { client: bank-agent }, answer: deny, reason: not_me, times: 1, name: once }\n\
         \x20 - { when: { type: money_transfer }, answer: approve }\n",
    )
    .unwrap();
    let facts = facts_of(TRANSFER);
    let reply = |used: &[u32]| script.find(&facts, used, false).map(|(place, plan)| (place, plan.reply));
    assert_eq!(reply(&[0, 0]), Some((0, Reply::Answer(DecisionOutcome::Denied, Some(DenyReason::NotMe)))));
    assert_eq!(reply(&[1, 0]), Some((1, Reply::Answer(DecisionOutcome::Approved, None))));
    assert_eq!(script.name(0), Some("once"));
    let mut other = facts_of(r#"{"type":"note"}"#);
    Arc::make_mut(&mut other.consent).client = None;
    assert_eq!(script.find(&other, &[0, 0], false), None);
}

#[test]
fn a_program_is_killed_once_for_a_request() {
    let script = Script::parse("rules:\n  - { answer: approve, fault: kill_before }\n  - { answer: deny }\n").unwrap();
    let found = |interrupted| script.find(&facts_of(TRANSFER), &[], interrupted).unwrap();
    assert_eq!(found(false).1.fault, Some(Fault::KillBefore));
    assert_eq!(found(true).0, 1);
}

#[test]
fn answers_in_turn_start_over() {
    let (yes, no) = (Reply::Answer(DecisionOutcome::Approved, None), Reply::Answer(DecisionOutcome::Denied, None));
    let script = Script::InTurn(vec![yes, no, Reply::Ignore]);
    let reply = |used: &[u32]| script.find(&facts_of(TRANSFER), used, false).unwrap().1.reply;
    assert_eq!(
        [reply(&[0, 0, 0]), reply(&[1, 0, 0]), reply(&[1, 1, 0]), reply(&[1, 1, 1])],
        [yes, no, Reply::Ignore, yes]
    );
}

#[test]
fn accidents_are_made_up_for_and_attacks_are_not() {
    let again = |rule: &str| match Script::parse(&format!("rules: [{{ answer: approve, {rule} }}]")).unwrap() {
        Script::Rules { rules, .. } => rules[0].plan.again,
        Script::InTurn(_) => unreachable!("it has rules"),
    };
    for accident in ["fault: drop_after", "fault: offline, offline_for: 2s", "fault: kill_after", "fault: repeat"] {
        assert!(again(accident), "{accident}");
    }
    for attack in ["fault: wrong_digest", "fault: wrong_code", "fault: replay", "fault: skew, skew_by: -1h"] {
        assert!(!again(attack), "{attack}");
        assert!(again(&format!("{attack}, again: true")), "{attack}");
    }
}

#[test]
fn what_is_wrong_is_named_by_line_and_with_what_was_meant() {
    let (line, message, hint) = error("version: 1\nrules:\n  - when:\n      clinet: bank-agent\n    answer: approve\n");
    assert_eq!((line, hint.as_str()), (4, "did you mean client?"), "{message}");
    assert!(message.contains("clinet"), "{message}");
    let (line, message, hint) = error("rules:\n  - answer: aprove\n");
    assert_eq!((line, hint.as_str()), (2, "did you mean approve?"), "{message}");
    let (line, _, hint) = error("rules:\n  - answer: perhaps\n");
    assert_eq!((line, hint.as_str()), (2, "one of approve, deny, report, ignore"));
    let (_, message, hint) = error("rules:\n  - { name: x }\n");
    assert!(message.contains("answer") && hint.contains("every rule has an answer"), "{message} {hint}");
}

#[test]
fn nonsense_is_refused() {
    for (text, said) in [
        ("", "missing"),
        ("rules: 7", "invalid type"),
        ("version: 2\nrules: []", "version 2 is not known"),
        ("rules:\n  - { answer: approve, reason: not_me }", "`reason` goes with `answer: deny`"),
        ("rules:\n  - { answer: approve, times: 0 }", "rule for nothing"),
        ("rules:\n  - { answer: approve, delay: soon }", "no length of time"),
        ("rules:\n  - { answer: approve, delay: -5s }", "not below zero"),
        ("rules:\n  - { answer: approve, delay: 100h }", "longer than 72h"),
        ("rules:\n  - { answer: approve, fault: offline }", "needs `offline_for`"),
        ("rules:\n  - { answer: approve, fault: skew }", "needs `skew_by`"),
        ("rules:\n  - { answer: approve, skew_by: 5s }", "goes with `fault: skew`"),
        ("rules:\n  - { answer: ignore, fault: replay }", "needs an answer"),
        ("rules:\n  - { answer: deny, fault: wrong_code }", "only an approval takes a code"),
        ("rules:\n  - { answer: deny, when: { details: [{ at: amount, above: 1 }] } }", "no JSON pointer"),
        ("rules:\n  - { answer: deny, when: { details: [{ at: /a~2b, exists: true }] } }", "no JSON pointer"),
        ("rules:\n  - { answer: deny, when: { details: [{ at: /amount }] } }", "asks nothing"),
        ("rules:\n  - { answer: deny, when: { amount: { above: many } } }", "no number"),
        ("rules:\n  - { answer: deny, when: { binding_message_matches: '(' } }", "no regular expression"),
    ] {
        let (_, message, _) = error(text);
        assert!(message.contains(said), "{text}: {message}");
    }
    let many = format!("rules:\n{}", "  - { answer: deny }\n".repeat(1001));
    assert!(error(&many).1.contains("at most 1000"));
}

#[test]
fn a_skewed_clock_is_wrong_about_the_date_alone() {
    use waxseal_protocol::{Clock as _, ManualClock, Timestamp};
    let clock = Arc::new(ManualClock::new(Timestamp::UNIX_EPOCH));
    let skew = Script::parse("clock_skew: -2h\nrules: []").unwrap().clock_skew().unwrap();
    let skewed = SkewedClock::new(Arc::<ManualClock>::clone(&clock), skew);
    assert_eq!(skewed.now().as_second(), -7200);
    assert_eq!(skewed.monotonic(), clock.monotonic());
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,200}") {
        drop(Script::parse(&text));
        drop(Script::parse(&format!("rules:\n  - {text}")));
    }
}
