//! `@auth0/ai-vercel`, as the quickstart of Auth0 for AI Agents uses it.

use serde_json::json;
use waxseal_protocol::device::DecisionOutcome;

use crate::scene::{AUDIENCE, Scene};

#[tokio::test]
async fn a_blocking_tool_runs_once_it_is_approved() {
    let scene = Scene::new().await;
    let _person = scene.person(DecisionOutcome::Approved).await;
    let outcome = scene.run("post-client").node("quickstart", "block").await;
    assert_eq!((&outcome["outcome"], &outcome["result"]), (&json!("executed"), &json!("Ordered 1 phone")), "{outcome}");
    assert_eq!(outcome["credentials"]["tokenType"], "Bearer");
    assert_eq!(outcome["claims"]["aud"], AUDIENCE);
    assert_eq!(outcome["claims"]["scope"], "openid product:buy");
}

#[tokio::test]
async fn a_tool_with_a_callback_hears_of_request_and_answer() {
    let scene = Scene::new().await;
    let _person = scene.person(DecisionOutcome::Approved).await;
    let outcome = scene.run("post-client").node("quickstart", "callback").await;
    assert_eq!(outcome["outcome"], "executed", "{outcome}");
    assert_eq!(outcome["events"], json!(["requested", "approved"]));
}

#[tokio::test]
async fn an_interrupted_tool_is_resumed_with_the_same_request() {
    let scene = Scene::new().await;
    let _person = scene.person(DecisionOutcome::Approved).await;
    let outcome = scene.run("post-client").node("quickstart", "interrupt").await;
    assert_eq!(outcome["outcome"], "executed", "{outcome}");
    let interrupts = outcome["interrupts"].as_array().unwrap();
    assert!(!interrupts.is_empty(), "the first poll comes at once and has to be pending");
    assert!(interrupts.iter().all(|code| code == "ASYNC_AUTHORIZATION_AUTHORIZATION_PENDING"), "{outcome}");
}

#[tokio::test]
async fn a_model_that_calls_the_tool_is_told_the_result() {
    let scene = Scene::new().await;
    let _person = scene.person(DecisionOutcome::Approved).await;
    let outcome = scene.run("post-client").node("quickstart", "generate-text").await;
    assert_eq!(outcome["outcome"], "executed", "{outcome}");
    assert!(outcome["toldModel"].to_string().contains("Ordered 1 phone"), "{outcome}");
}

#[tokio::test]
async fn the_details_of_the_tool_are_in_the_token() {
    let scene = Scene::new().await;
    let _person = scene.person(DecisionOutcome::Approved).await;
    let details = r#"[{"type":"purchase","product":"phone","price":"499.00"}]"#;
    let run = scene.run("post-client").with("AUTHORIZATION_DETAILS", details);
    let outcome = run.node("quickstart", "block").await;
    let expected: serde_json::Value = serde_json::from_str(details).unwrap();
    assert_eq!(outcome["claims"]["authorization_details"], expected, "{outcome}");
    assert_eq!(outcome["credentials"]["authorizationDetails"], expected);
}

#[tokio::test]
async fn a_denial_is_the_access_denied_interrupt() {
    for scenario in ["block", "callback", "interrupt", "generate-text"] {
        let scene = Scene::new().await;
        let _person = scene.person(DecisionOutcome::Denied).await;
        let outcome = scene.run("post-client").node("quickstart", scenario).await;
        assert_eq!(outcome["outcome"], "interrupt", "{scenario}: {outcome}");
        assert_eq!(outcome["code"], "ASYNC_AUTHORIZATION_ACCESS_DENIED", "{scenario}");
        assert_eq!(outcome["result"], "The user has denied the request", "{scenario}");
    }
}

#[tokio::test]
async fn silence_is_the_expired_interrupt() {
    let scene = Scene::new().await;
    let _device = scene.absent_person().await;
    let outcome = scene.run("post-client").with("REQUESTED_EXPIRY", "3").node("quickstart", "block").await;
    assert_eq!(outcome["outcome"], "interrupt", "{outcome}");
    assert_eq!(outcome["code"], "ASYNC_AUTHORIZATION_AUTHORIZATION_REQUEST_EXPIRED", "{outcome}");
}

#[tokio::test]
async fn a_person_without_a_device_is_the_interrupt_that_says_so() {
    let scene = Scene::new().await;
    let outcome = scene.run("post-client").node("quickstart", "block").await;
    assert_eq!(outcome["code"], "ASYNC_AUTHORIZATION_USER_DOES_NOT_HAVE_PUSH_NOTIFICATIONS", "{outcome}");
    assert!(outcome["message"].as_str().unwrap().contains("User does not have push notifications set up"), "{outcome}");
}

#[tokio::test]
async fn a_bad_binding_message_is_not_taken_for_a_missing_device() {
    let scene = Scene::new().await;
    let _device = scene.absent_person().await;
    let outcome = scene.run("post-client").with("BINDING_MESSAGE", "Pay $5?").node("quickstart", "block").await;
    assert_eq!(
        (&outcome["outcome"], &outcome["error"]),
        (&json!("error"), &json!("invalid_binding_message")),
        "{outcome}"
    );
}
