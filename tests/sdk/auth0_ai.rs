//! `@auth0/ai-vercel` where its users seldom get; `examples/online_shop.rs` has what they do.

use serde_json::json;

use crate::scene::Scene;

#[tokio::test]
async fn a_person_without_a_device_is_the_interrupt_that_says_so() {
    let scene = Scene::new().await;
    let outcome = scene.run("post-client").node("quickstart", "block").await;
    assert_eq!(outcome["code"], "ASYNC_AUTHORIZATION_USER_DOES_NOT_HAVE_PUSH_NOTIFICATIONS", "{outcome}");
    assert!(outcome["message"].as_str().unwrap().contains("User does not have push notifications set up"), "{outcome}");
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
async fn a_bad_binding_message_and_a_bad_detail_are_not_taken_for_a_missing_device() {
    for (name, value, error) in [
        ("BINDING_MESSAGE", "Pay $5?", "invalid_binding_message"),
        ("AUTHORIZATION_DETAILS", r#"[{"type":"online_purchase"}]"#, "invalid_authorization_details"),
    ] {
        let scene = Scene::new().await;
        let _device = scene.absent_person().await;
        let outcome = scene.run("post-client").with(name, value).node("quickstart", "block").await;
        assert_eq!((&outcome["outcome"], &outcome["error"]), (&json!("error"), &json!(error)), "{outcome}");
    }
}
