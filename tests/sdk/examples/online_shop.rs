//! `examples/online-shop`: the quickstart of Auth0 for AI Agents.

use reqwest::StatusCode;
use serde_json::{Value, json};
use waxseal_protocol::device::DecisionOutcome;

use super::program::{Example, http};
use crate::scene::{Scene, answered};

const MODES: [&str; 3] = ["block", "interrupt", "callback"];
const SENTENCE: &str = "Buy 2 XYZ phones for at most 800";

#[tokio::test]
async fn every_behaviour_orders_once_it_is_approved() {
    for mode in MODES {
        let scene = Scene::demo().await;
        let person = scene.person(DecisionOutcome::Approved).await;
        let ended = Example::new(&scene, "online-shop").node(&["agent.mjs", "--mode", mode, SENTENCE]).await;
        assert_eq!(ended.code, Some(0), "{mode}: {ended:?}");
        let told = "Agent: The shop tool says: Ordered 2 XYZ phones\n";
        assert!(
            ended.out.ends_with(&format!("Ordering 2 XYZ phones with price limit 800\n{told}")),
            "{mode}: {ended:?}"
        );
        let said = match mode {
            "interrupt" => "The order waits for your approval, up to 300 s.\nOrdering",
            "callback" => {
                "An authorization request was sent to your device.\nThanks for approving the order.\nOrdering"
            }
            _ => "at most 800\nOrdering",
        };
        assert!(ended.out.contains(said), "{mode}: {ended:?}");
        answered(&person.device).await;
    }
}

#[tokio::test]
async fn no_behaviour_orders_what_was_denied() {
    for mode in MODES {
        let scene = Scene::demo().await;
        let _person = scene.person(DecisionOutcome::Denied).await;
        let ended = Example::new(&scene, "online-shop").node(&["agent.mjs", "--mode", mode, SENTENCE]).await;
        assert_eq!(ended.code, Some(3), "{mode}: {ended:?}");
        assert!(
            ended.out.ends_with("Agent: The shop tool says: The user has denied the request\n"),
            "{mode}: {ended:?}"
        );
        assert!(!ended.out.contains("Ordering"), "{mode}: {ended:?}");
    }
}

#[tokio::test]
async fn no_behaviour_orders_what_nobody_answered() {
    for mode in MODES {
        let scene = Scene::demo().await;
        let device = scene.absent_person().await;
        let arguments = ["agent.mjs", "--mode", mode, "--expiry", "3", SENTENCE];
        let ended = Example::new(&scene, "online-shop").node(&arguments).await;
        assert_eq!(ended.code, Some(4), "{mode}: {ended:?}");
        assert!(!ended.out.contains("Ordering"), "{mode}: {ended:?}");
        // It asked once, and not again after the time was over.
        assert_eq!(device.snapshot().items.len(), 1, "{mode}");
    }
}

#[tokio::test]
async fn whatever_a_model_calls_a_product_can_be_asked_about() {
    let scene = Scene::demo().await;
    let _person = scene.person(DecisionOutcome::Approved).await;
    let ended = Example::new(&scene, "online-shop").node(&["agent.mjs", "Buy a $5 “Größe” (M)? for at most 5"]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.contains("Ordered 1 $5 “Größe” (M)?"), "{ended:?}");
}

#[tokio::test]
async fn a_wrong_secret_is_a_failure_that_says_why() {
    let scene = Scene::demo().await;
    let _device = scene.absent_person().await;
    let example = Example::new(&scene, "online-shop").with("AUTH0_CLIENT_SECRET", "wrong");
    let ended = example.node(&["agent.mjs", SENTENCE]).await;
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.errors.contains("invalid_client"), "{ended:?}");
    let ended = example.node(&["agent.mjs", "--mode", "hurry", SENTENCE]).await;
    assert_eq!(ended.code, Some(2), "{ended:?}");
}

#[tokio::test]
async fn the_shop_sells_what_was_approved_once_and_nothing_else() {
    let scene = Scene::demo().await;
    let _person = scene.person(DecisionOutcome::Approved).await;
    let shop = Example::new(&scene, "online-shop").with("SHOP_API_PORT", "0").serve(&["node", "shop-api.mjs"]).await;
    let example = Example::new(&scene, "online-shop").with("SHOP_API_URL", &shop.url);
    let ended = example.node(&["agent.mjs", SENTENCE]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.ends_with("Agent: The shop tool says: Created\n"), "{ended:?}");

    let token = token_for(&scene, r#"[{"type": "online_purchase", "product": "phone", "qty": 1}]"#).await;
    let order = |qty: u32| json!({"product": "phone", "qty": qty});
    assert_eq!(bought(&shop.url, "none", &order(1)).await, StatusCode::UNAUTHORIZED);
    assert_eq!(bought(&shop.url, &token, &order(2)).await, StatusCode::FORBIDDEN);
    assert_eq!(bought(&shop.url, &token, &order(1)).await, StatusCode::CREATED);
    assert_eq!(bought(&shop.url, &token, &order(1)).await, StatusCode::CONFLICT);
    assert_eq!(bought(&shop.url, &token, &json!("x".repeat(20_000))).await, StatusCode::PAYLOAD_TOO_LARGE);
}

/// A token of the shop's agent for other details than its own.
async fn token_for(scene: &Scene, details: &str) -> String {
    let run = scene.run("shop-agent").with("AUTH0_CLIENT_SECRET", "demo-secret-of-the-shop-agent");
    let outcome = run.with("AUTHORIZATION_DETAILS", details).node("openid-client", "details").await;
    outcome["tokens"]["access_token"].as_str().unwrap_or_else(|| panic!("{outcome}")).to_owned()
}

async fn bought(url: &str, token: &str, order: &Value) -> StatusCode {
    http().post(url).bearer_auth(token).json(order).send().await.unwrap().status()
}
