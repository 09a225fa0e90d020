//! The person sets, changes and removes the code that agents have to give (CIBA Core 7.1.2).

use std::time::Duration;

use e2e::{HANNA, RawDevice};
use reqwest::StatusCode;
use serde_json::{Map, Value, json};
use waxseal_protocol::ids::random_token;
use waxseal_server::directory::{Origin, UserDraft};
use waxseal_store::model::EventKind;
use waxseal_store::{EventFilter, Store as _};

use crate::scene::{Pair, Scene, Setup, client, with};

fn statement(device: &RawDevice, code: &Value) -> Value {
    let now = device.now();
    json!({
        "iss": device.id, "sub": device.user, "aud": device.url("user-code"), "iat": now, "exp": now + 60,
        "jti": random_token::<16>(), "user_code": code,
    })
}

fn body(device: &RawDevice, claims: &Value) -> Value {
    json!({"statement": device.signed("waxseal-user-code+jwt", claims)})
}

pub(crate) async fn set(device: &RawDevice, code: impl Into<Value>) -> (StatusCode, Value) {
    device.put("user-code", &body(device, &statement(device, &code.into()))).await
}

async fn is_set(device: &RawDevice) -> bool {
    let (status, body) = device.get("user-code").await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body["is_set"].as_bool().unwrap()
}

async fn scene_with(limits: &'static str, tables: &str) -> Scene {
    let tables = client("code-agent", "backchannel_user_code_parameter = true") + tables;
    Scene::new(Setup { limits, tables, ..Setup::default() }).await
}

async fn scene() -> Scene {
    scene_with("", "").await
}

fn request(scene: &Scene) -> Vec<Pair> {
    scene.request("code-agent")
}

#[tokio::test]
async fn a_person_sets_changes_and_removes_the_code() {
    let mut scene = scene().await;
    assert!(!is_set(&scene.device).await);
    scene.ask(&request(&scene)).await;

    assert_eq!(set(&scene.device, "blue heron").await.0, StatusCode::NO_CONTENT);
    assert!(is_set(&scene.device).await);
    scene.refused(&request(&scene), 400, "missing_user_code").await;
    scene.ask(&with(&request(&scene), "user_code", "blue heron")).await;

    assert_eq!(set(&scene.device, "4711").await.0, StatusCode::NO_CONTENT);
    scene.refused(&with(&request(&scene), "user_code", "blue heron"), 400, "invalid_user_code").await;
    scene.server.stop().await;
    scene.server.restart().await;
    scene.ask(&with(&request(&scene), "user_code", "4711")).await;

    assert_eq!(set(&scene.device, Value::Null).await.0, StatusCode::NO_CONTENT);
    assert!(!is_set(&scene.device).await);
    scene.ask(&request(&scene)).await;

    let filter = EventFilter { limit: 10_000, ..EventFilter::default() };
    let events = scene.server.store.events(&filter).await.unwrap();
    let bodies: Vec<String> = events.into_iter().map(|event| event.body).collect();
    assert!(!bodies.iter().any(|body| body.contains("blue heron") || body.contains("4711")), "no code in the chain");
    let kind = EventKind::GdUserCodeChanged.as_str();
    let changes: Vec<Value> =
        bodies.iter().filter(|body| body.contains(kind)).map(|body| serde_json::from_str(body).unwrap()).collect();
    let said: Vec<_> = changes.iter().map(|event| event["details"]["set"].clone()).collect();
    assert_eq!(said.iter().filter(|set| **set == json!(true)).count(), 2, "{changes:?}");
    assert_eq!(said.len(), 3);
    assert!(changes.iter().all(|event| event["user_id"] == HANNA && event["device_id"] == scene.device.id));
}

#[tokio::test]
async fn the_new_code_of_the_operator_counts_again() {
    let mut scene = scene_with("", "[[users]]\nid = \"auth0|carl\"\nuser_code = \"1111\"\n").await;
    let carl = scene.enroll("auth0|carl").await;
    let form = with(&request(&scene), "login_hint", "auth0|carl");
    assert!(is_set(&carl).await);
    assert_eq!(set(&carl, "2222").await.0, StatusCode::NO_CONTENT);
    scene.refused(&with(&form, "user_code", "1111"), 400, "invalid_user_code").await;
    scene.ask(&with(&form, "user_code", "2222")).await;
    // Another name in the file changes nothing; another code does.
    let configured = |scene: &mut Scene, name: &str, code: &str| {
        let draft = json!({"id": "auth0|carl", "name": name, "user_code": code});
        let draft: UserDraft = serde_json::from_value(draft).unwrap();
        scene.server.config.directory.add_user(draft.check().unwrap(), Origin::Configuration, Map::new());
    };
    configured(&mut scene, "Carl C.", "1111");
    scene.server.stop().await;
    scene.server.restart().await;
    scene.ask(&with(&form, "user_code", "2222")).await;
    configured(&mut scene, "Carl C.", "3333");
    scene.server.stop().await;
    scene.server.restart().await;
    scene.refused(&with(&form, "user_code", "2222"), 400, "invalid_user_code").await;
    scene.ask(&with(&form, "user_code", "3333")).await;
}

#[tokio::test]
async fn a_change_is_signed_by_the_device_about_itself_and_counts_once() {
    let scene = scene().await;
    let device = &scene.device;
    let other = scene.enroll(HANNA).await;
    let omar = scene.enroll(e2e::OMAR).await;
    let good = statement(device, &json!("1234"));
    let changed = |member: &str, value: Value| {
        let mut claims = good.clone();
        claims[member] = value;
        body(device, &claims)
    };
    let mut silent = good.clone();
    silent.as_object_mut().unwrap().remove("user_code");
    for (body, why) in [
        (json!({}), "a token alone"),
        (json!({"user_code": "1234"}), "a token and a code"),
        (json!({"statement": device.signed("JWT", &good)}), "the type of another token"),
        (json!({"statement": other.signed("waxseal-user-code+jwt", &good)}), "another device's key"),
        (body(&other, &statement(&other, &json!("1234"))), "another device's statement"),
        (body(&omar, &statement(&omar, &json!("1234"))), "another person's statement"),
        (body(device, &silent), "no word of a code"),
        (changed("iss", json!(other.id)), "about another device"),
        (changed("sub", json!(omar.user)), "about another person"),
        (changed("aud", json!(device.url("pending"))), "for another URL"),
        (changed("exp", json!(device.now() + 600)), "a long life"),
        (changed("jti", json!("")), "no jti"),
        (changed("user_code", json!("123")), "too short"),
        (changed("user_code", json!("x".repeat(65))), "too long"),
        (changed("user_code", json!(" 1234")), "a blank before it"),
        (changed("user_code", json!("12\n34")), "two lines"),
        (changed("user_code", json!(1234)), "a number"),
    ] {
        let (status, answer) = device.put("user-code", &body).await;
        assert_eq!((status, &answer["errorCode"]), (StatusCode::BAD_REQUEST, &json!("invalid_body")), "{why}");
    }
    let signed = body(device, &good);
    let (status, answer) = device.put_with("user-code", &device.token, &signed).await;
    assert_eq!((status, &answer["errorCode"]), (StatusCode::UNAUTHORIZED, &json!("invalid_token")), "the opaque token");
    assert!(!is_set(device).await, "none of it changed anything");

    assert_eq!(device.put("user-code", &signed).await.0, StatusCode::NO_CONTENT);
    assert_eq!(set(device, "5678").await.0, StatusCode::NO_CONTENT);
    let (status, answer) = device.put("user-code", &signed).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "nobody brings the old code back: {answer}");
    scene.ask(&with(&request(&scene), "user_code", "5678")).await;
    assert_eq!(device.delete(&device.token).await.0, StatusCode::NO_CONTENT);
    assert_eq!(set(device, "9999").await.0, StatusCode::UNAUTHORIZED, "a device that was removed");
}

#[tokio::test]
async fn a_code_is_not_changed_all_the_time() {
    let scene = scene_with("pushes_per_user_per_minute = 0\nuser_code_changes = 2", "").await;
    let other = scene.enroll(HANNA).await;
    assert_eq!(set(&scene.device, "1111").await.0, StatusCode::NO_CONTENT);
    assert_eq!(set(&other, "2222").await.0, StatusCode::NO_CONTENT);
    let (status, body) = set(&scene.device, "3333").await;
    assert_eq!((status, &body["errorCode"]), (StatusCode::TOO_MANY_REQUESTS, &json!("too_many_requests")));
    scene.ask(&with(&request(&scene), "user_code", "2222")).await;
    scene.clock.advance(Duration::from_mins(15));
    assert_eq!(set(&scene.device, "3333").await.0, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn an_operator_may_keep_the_codes_to_themselves() {
    let scene = scene_with("", "[devices]\nchange_user_code = false\n").await;
    let (_, state) = scene.device.get("user-code").await;
    assert_eq!(state, json!({"is_set": false, "changeable": false}));
    let (status, body) = set(&scene.device, "1111").await;
    assert_eq!((status, &body["errorCode"]), (StatusCode::FORBIDDEN, &json!("user_code_fixed")));
    scene.ask(&request(&scene)).await;
}

#[tokio::test]
async fn where_the_operator_keeps_the_codes_no_chosen_one_counts() {
    let mut scene = scene_with("", "[[users]]\nid = \"auth0|carl\"\nuser_code = \"1111\"\n").await;
    let carl = scene.enroll("auth0|carl").await;
    let form = with(&request(&scene), "login_hint", "auth0|carl");
    assert_eq!(set(&carl, "2222").await.0, StatusCode::NO_CONTENT);
    assert_eq!(set(&scene.device, "3333").await.0, StatusCode::NO_CONTENT);
    let turn = async |scene: &mut Scene, on: bool| {
        scene.server.config.change_user_code = on;
        scene.server.stop().await;
        scene.server.restart().await;
    };
    turn(&mut scene, false).await;
    scene.refused(&with(&form, "user_code", "2222"), 400, "invalid_user_code").await;
    scene.ask(&with(&form, "user_code", "1111")).await;
    scene.ask(&request(&scene)).await;
    assert!(is_set(&carl).await && !is_set(&scene.device).await, "the devices hear the same");
    turn(&mut scene, true).await;
    scene.ask(&with(&form, "user_code", "2222")).await;
}
