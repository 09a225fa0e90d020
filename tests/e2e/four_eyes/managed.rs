//! The same by the Management API: the type's setting, and people who come and go.

use e2e::RawDevice;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{FourEyes, MIA, half, whole};
use crate::operator::{Operator, in_path};
use crate::scene::{Pair, Scene, with};

/// Mia and an API whose type she has to approve, made by an operator, and her device.
async fn managed() -> (Operator, RawDevice) {
    let operator = Operator::new().await;
    make_mia(&operator).await;
    let api = json!({
        "identifier": "urn:vault", "name": "Vault",
        "authorization_details": [{"type": "open", "second_approvers": [MIA]}],
    });
    let made = operator.call(Method::POST, "resource-servers", &api).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert_eq!(made.body["authorization_details"][0]["second_approvers"], json!([MIA]));
    let device = operator.scene.enroll(MIA).await;
    (operator, device)
}

async fn make_mia(operator: &Operator) {
    let body = json!({"connection": "db", "user_id": "mia", "name": "Mia Malik"});
    let made = operator.call(Method::POST, "users", &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
}

async fn change_mia(operator: &Operator, method: Method, body: &Value) {
    let reply = operator.call(method, &format!("users/{}", in_path(MIA)), body).await;
    assert!(reply.status.is_success(), "{}", reply.text);
}

fn asking(scene: &Scene) -> Vec<Pair> {
    let form = with(&with(&scene.request("bank-agent"), "audience", "urn:vault"), "scope", "openid");
    with(&form, "authorization_details", r#"[{"type":"open"}]"#)
}

#[tokio::test]
async fn the_setting_is_made_and_taken_back() {
    let (operator, _) = managed().await;
    let scene = &operator.scene;
    let form = asking(scene);
    let handle = scene.ask(&form).await;
    half(&scene.decide(&scene.device, |_| {}).await);
    scene.redeem(&form, &handle).await.refusal(400, "authorization_pending");
    let bad = json!({"authorization_details": [{"type": "open", "narrowing": true, "second_approvers": [MIA]}]});
    let refused = operator.call(Method::PATCH, "resource-servers/urn%3Avault", &bad).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.text.contains("leave narrowing out"), "{}", refused.text);
    let mistyped = json!({"authorization_details": [{"type": "open", "second_approver": [MIA]}]});
    let refused = operator.call(Method::PATCH, "resource-servers/urn%3Avault", &mistyped).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.text.contains("unknown field `second_approver`"), "{}", refused.text);
    let twice = json!({"authorization_details": [{"type": "open", "second_approvers": [MIA]}, {"type": "open"}]});
    let refused = operator.call(Method::PATCH, "resource-servers/urn%3Avault", &twice).await;
    assert_eq!((refused.status, &refused.body["errorCode"]), (StatusCode::BAD_REQUEST, &json!("invalid_body")));
    let told = refused.body["message"].as_str().unwrap();
    assert!(told.contains("the type \"open\" appears twice"), "{told}");
    let alone = json!({"authorization_details": [{"type": "open"}]});
    operator.call(Method::PATCH, "resource-servers/urn%3Avault", &alone).await.ok();
    let next = scene.ask(&form).await;
    scene.approve().await;
    scene.redeem(&form, &next).await.ok();
    // What was asked before still takes two.
    scene.clock.advance(std::time::Duration::from_secs(20));
    scene.redeem(&form, &handle).await.refusal(400, "authorization_pending");
}

#[tokio::test]
async fn the_approval_of_somebody_who_is_blocked_rests() {
    let (operator, device) = managed().await;
    let scene = &operator.scene;
    let form = asking(scene);
    let handle = scene.ask(&form).await;
    half(&scene.decide(&device, |_| {}).await);
    whole(&scene.decide(&scene.device, |_| {}).await);
    change_mia(&operator, Method::PATCH, &json!({"blocked": true})).await;
    scene.redeem(&form, &handle).await.refusal(400, "access_denied");
    assert!(scene.refused(&form, 400, "invalid_request").await.starts_with("No eligible second approver"));
    change_mia(&operator, Method::PATCH, &json!({"blocked": false})).await;
    scene.redeem(&form, &handle).await.ok();
}

#[tokio::test]
async fn what_a_removed_second_approver_could_approve_is_over() {
    let (operator, device) = managed().await;
    let scene = &operator.scene;
    let form = asking(scene);
    let (approved, waiting) = (scene.ask(&form).await, scene.ask(&form).await);
    for device in [&device, &scene.device] {
        // The older one; the newer one is decided by half.
        let notification = device.pending().await.remove(0);
        let id = notification["txlnkid"].as_str().unwrap().into();
        let request = waxseal_store::Store::request_by_consent_id(&scene.server.store, &id).await.unwrap().unwrap();
        let answer = device.resolve(&notification, &device.approval(&notification, &request.consent_sha256)).await;
        assert!(answer.0.is_success(), "{}", answer.1);
    }
    half(&scene.decide(&device, |_| {}).await);
    change_mia(&operator, Method::DELETE, &Value::Null).await;
    assert_eq!(FourEyes::waiting(&scene.device).await, [] as [u64; 0]);
    scene.clock.advance(std::time::Duration::from_secs(2));
    scene.redeem(&form, &waiting).await.refusal(400, "expired_token");
    scene.redeem(&form, &approved).await.refusal(400, "expired_token");
    // Somebody who gets the id finds nothing of it.
    make_mia(&operator).await;
    let next = scene.enroll(MIA).await;
    assert_eq!(FourEyes::waiting(&next).await, [] as [u64; 0]);
    scene.redeem(&form, &approved).await.refusal(400, "expired_token");
}
