use std::sync::atomic::AtomicBool;

use serde_json::Value;
use tokio::sync::watch;

use super::super::approval::Asked;
use super::super::approval::tests::handle;
use super::super::caller::Owner;
use super::super::token::TokenRule;
use super::super::token::tests::response;
use super::*;

const DETAILS: &str = r#"[{"type":"payment","amount":0.10,"wei":123456789012345678901234567890}]"#;

fn approval(state: State) -> Approval {
    let details = AuthorizationDetails::parse(DETAILS).unwrap();
    Approval {
        id: ApprovalId::generate(),
        owner: Owner::Host,
        asked: Asked {
            user: "auth0|hanna".to_owned(),
            audience: Some("urn:bank".to_owned()),
            scope: String::new(),
            details: Some(details),
        },
        binding_message: "7KQ-M3R".to_owned(),
        made_at: Duration::from_secs(100),
        lives: Duration::from_mins(5),
        handle: handle(),
        told: AtomicBool::default(),
        state: watch::channel(state).1,
    }
}

fn granted(rule: &TokenRule) -> State {
    let token = rule.place(&ApprovalId::generate(), response());
    let details = Some(AuthorizationDetails::parse(DETAILS).unwrap());
    State::Approved(Granted { details, scope: "openid".to_owned(), token, ends_at: Duration::from_secs(400) })
}

fn every_state() -> Vec<CallToolResult> {
    let folder = tempfile::tempdir().unwrap();
    let rules = [
        TokenRule::Withheld,
        TokenRule::in_folder(folder.path().join("tokens")).unwrap(),
        TokenRule::Folder(folder.path().join("gone")),
        TokenRule::Meta,
        TokenRule::Revealed,
    ];
    let failures = [Failure::denied(), Failure::expired(), Failure::arguments("What?")];
    let states = rules.iter().map(granted).chain(failures.iter().cloned().map(State::Failed)).chain([State::Pending]);
    let of = |state| about(&approval(state), Duration::from_secs(150), Moment::Waited);
    states.map(of).chain(failures.iter().map(refused)).collect()
}

fn structure(result: &CallToolResult) -> &Value {
    result.structured_content.as_ref().unwrap()
}

fn text(result: &CallToolResult) -> &str {
    &result.content[0].as_text().unwrap().text
}

#[test]
fn every_answer_is_as_the_schema_says() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for result in every_state() {
        let problems: Vec<_> = validator
            .iter_errors(structure(&result))
            .map(|error| format!("{} {error}", error.instance_path()))
            .collect();
        assert!(problems.is_empty(), "{problems:?}: {}", structure(&result));
        let top = schema();
        let known = top["properties"].as_object().unwrap();
        for member in structure(&result).as_object().unwrap().keys() {
            assert!(known.contains_key(member), "{member} is not in the schema");
        }
    }
}

#[test]
fn only_a_yes_and_a_perhaps_are_no_errors() {
    for result in every_state() {
        let state = structure(&result)["state"].as_str().unwrap();
        assert_eq!(result.is_error, Some(!matches!(state, "approved" | "pending")), "{state}");
    }
}

#[test]
fn a_token_is_nowhere_unless_it_is_asked_for() {
    for rule in [TokenRule::Withheld, TokenRule::Meta] {
        let result = about(&approval(granted(&rule)), Duration::ZERO, Moment::Waited);
        let all = format!("{}{}", text(&result), structure(&result));
        assert!(!all.contains("secret"), "{rule:?}: {all}");
        let meta = serde_json::to_string(&result.meta).unwrap();
        assert_eq!(meta.contains("secret-access-token"), rule == TokenRule::Meta, "{meta}");
    }
    let shown = about(&approval(granted(&TokenRule::Revealed)), Duration::ZERO, Moment::Waited);
    assert_eq!(structure(&shown)["token"]["access_token"], "secret-access-token");
    for result in every_state() {
        let all = format!("{}{:?}", text(&result), result);
        assert!(!all.contains("secret-refresh-token") && !all.contains("secret-id-token"));
    }
}

#[test]
fn the_text_has_numbers_as_they_were_granted() {
    let result = about(&approval(granted(&TokenRule::Withheld)), Duration::ZERO, Moment::Waited);
    assert!(text(&result).contains(r#""amount":0.10,"wei":123456789012345678901234567890"#), "{}", text(&result));
}

#[test]
fn what_is_left_is_counted_down() {
    let left = |now: u64| {
        let result = about(&approval(State::Pending), Duration::from_secs(now), Moment::Waited);
        structure(&result)["seconds_left"].as_u64().unwrap()
    };
    assert_eq!((left(100), left(399), left(1000)), (300, 1, 0));
}

#[test]
fn a_person_is_told_the_code_before_anybody_waits() {
    let made = about(&approval(State::Pending), Duration::from_secs(100), Moment::Made);
    assert!(structure(&made)["next"].as_str().unwrap().contains("7KQ-M3R"));
    let broken_off = about(&approval(State::Pending), Duration::from_secs(100), Moment::BrokenOff);
    assert!(structure(&broken_off)["next"].as_str().unwrap().contains("wait_for_approval can be called again"));
}

#[test]
fn an_approval_is_told_as_new_once_and_as_over_after_its_end() {
    let approval = approval(granted(&TokenRule::Withheld));
    let next = |now: u64| {
        let result = about(&approval, Duration::from_secs(now), Moment::Waited);
        structure(&result)["next"].as_str().unwrap().to_owned()
    };
    assert!(next(150).contains("once"), "the first report");
    for now in [151, 399] {
        let again = next(now);
        assert!(again.contains("before") && again.contains("only if you have not"), "{again}");
    }
    assert!(next(400).contains("over"));
}
