//! One-time identifiers that the person's device makes (CIBA Core 15): a client asks somebody whom it does
//! not know.

use std::sync::Arc;
use std::time::Duration;

use e2e::{HANNA, OMAR, RawDevice};
use reqwest::StatusCode;
use serde_json::{Value, json};
use waxseal_protocol::ids::random_token;
use waxseal_store::model::EventKind;
use waxseal_store::{EventFilter, Store as _};

use crate::scene::{Pair, Scene, claims, client, with, without};

fn claims_of(scene: &Scene, device: &RawDevice) -> Value {
    let now = scene.now();
    json!({
        "iss": device.id, "aud": scene.server.issuer(), "iat": now, "exp": now + 120, "jti": random_token::<16>(),
        "sub_id": {"format": "opaque", "id": device.id},
    })
}

fn hint(scene: &Scene, device: &RawDevice) -> String {
    device.signed("waxseal-hint+jwt", &claims_of(scene, device))
}

fn to(scene: &Scene, token: impl Into<String>) -> Vec<Pair> {
    with(&without(&scene.request("bank-agent"), "login_hint"), "login_hint_token", token)
}

#[tokio::test]
async fn a_client_asks_somebody_whose_name_it_does_not_know() {
    let scene = Scene::plain().await;
    let token = hint(&scene, &scene.device);
    let read = serde_json::to_string(&claims(&json!(token))).unwrap();
    for name in [HANNA, "hanna", "Herwitz", "+1206"] {
        assert!(!read.contains(name), "{name} in {read}");
    }
    let form = to(&scene, token);
    let tokens = scene.tokens(&form).await;
    assert_eq!(claims(&tokens["id_token"])["sub"], HANNA);
    // The record says which device let them ask, and of the others nothing.
    scene.ask(&scene.request("bank-agent")).await;
    let filter = EventFilter { limit: 10_000, ..EventFilter::default() };
    let events = scene.server.store.events(&filter).await.unwrap();
    let events = events.iter().map(|event| serde_json::from_str::<Value>(&event.body).unwrap());
    let kind = EventKind::CibaStartSucceeded.as_str();
    let started: Vec<_> = events.filter(|event| event.to_string().contains(kind)).collect();
    let said: Vec<_> = started.iter().map(|event| event["details"]["one_time_code"].clone()).collect();
    assert_eq!(said.len(), 2);
    assert!(said.contains(&json!({"device_id": scene.device.id})) && said.contains(&Value::Null), "{said:?}");
}

#[tokio::test]
async fn an_identifier_works_once_even_if_the_request_was_refused() {
    let scene = Scene::plain().await;
    let token = hint(&scene, &scene.device);
    scene.ask(&to(&scene, token.as_str())).await;
    let replayed = scene.refused(&to(&scene, token.as_str()), 400, "invalid_request").await;
    assert!(replayed.contains("was used before"), "{replayed}");
    let other_client = with(&without(&scene.request("other-agent"), "login_hint"), "login_hint_token", token);
    scene.refused(&other_client, 400, "invalid_request").await;

    let spent = hint(&scene, &scene.device);
    let broken = with(&to(&scene, spent.as_str()), "binding_message", "much too long ".repeat(20));
    scene.refused(&broken, 400, "invalid_binding_message").await;
    scene.refused(&to(&scene, spent), 400, "invalid_request").await;
    assert_eq!(scene.device.pending().await.len(), 1);
}

/// The code keeps others from asking; here the person does.
#[tokio::test]
async fn a_person_who_wants_to_be_asked_needs_no_user_code() {
    let code_agent = client("code-agent", "backchannel_user_code_parameter = true");
    let scene = Scene::with(code_agent + "[[users]]\nid = \"auth0|carl\"\nuser_code = \"1234\"\n").await;
    let carl = scene.enroll("auth0|carl").await;
    let by_name = with(&scene.request("code-agent"), "login_hint", "auth0|carl");
    scene.refused(&by_name, 400, "missing_user_code").await;
    let form = || with(&without(&by_name, "login_hint"), "login_hint_token", hint(&scene, &carl));
    scene.ask(&form()).await;
    scene.refused(&with(&form(), "user_code", "4321"), 400, "invalid_user_code").await;
    assert_eq!(carl.pending().await.len(), 1);
}

#[tokio::test]
async fn an_identifier_expires() {
    let scene = Scene::plain().await;
    let token = hint(&scene, &scene.device);
    scene.clock.advance(Duration::from_mins(2));
    scene.refused(&to(&scene, token), 400, "expired_login_hint_token").await;
    scene.ask(&to(&scene, hint(&scene, &scene.device))).await;
}

#[tokio::test]
async fn an_identifier_survives_no_restart_as_a_new_one() {
    let mut scene = Scene::plain().await;
    let token = hint(&scene, &scene.device);
    scene.ask(&to(&scene, token.as_str())).await;
    scene.server.stop().await;
    scene.server.restart().await;
    let replayed = scene.refused(&to(&scene, token), 400, "invalid_request").await;
    assert!(replayed.contains("was used before"), "{replayed}");
}

#[tokio::test]
async fn an_identifier_is_held_to_key_type_audience_and_times() {
    let scene = Scene::plain().await;
    let device = &scene.device;
    let changed = |member: &str, value: Value| {
        let mut claims = claims_of(&scene, device);
        claims[member] = value;
        device.signed("waxseal-hint+jwt", &claims)
    };
    let now = scene.now();
    let omar = scene.enroll(OMAR).await;
    let stranger = device.with_new_key(None);
    for (token, why) in [
        (hint(&scene, &stranger), "a key that is not enrolled"),
        (omar.signed("waxseal-hint+jwt", &claims_of(&scene, device)), "another person's key"),
        (device.signed("JWT", &claims_of(&scene, device)), "no type of its own"),
        (device.signed("waxseal-key+jwt", &claims_of(&scene, device)), "the type of a proof"),
        (changed("aud", json!("https://elsewhere.example/")), "another server"),
        (changed("exp", json!(now + 121)), "a long life"),
        (changed("iat", json!(now + 90)), "of tomorrow"),
        (changed("iat", json!(now - 600)), "a long life that began long ago"),
        (changed("jti", json!("")), "no jti"),
        (changed("jti", json!("x".repeat(129))), "a long jti"),
        (changed("jti", Value::Null), "no jti"),
        (changed("iss", json!("dev_nobody")), "no device"),
        (changed("iss", json!(omar.id)), "somebody else's device"),
        (changed("sub_id", json!({"format": "opaque", "id": omar.id})), "somebody else"),
        (changed("sub_id", json!({"format": "email", "id": device.id})), "another format"),
        (changed("sub_id", json!({"format": "email", "email": "omar@example.com"})), "a name of the device's choice"),
        (changed("exp", Value::Null), "for ever"),
    ] {
        scene.refused(&to(&scene, token), 400, "invalid_request").await;
        assert!(omar.pending().await.is_empty() && device.pending().await.is_empty(), "{why}");
    }
}

/// What a device signs for one purpose is good for no other.
#[tokio::test]
async fn an_identifier_is_no_decision_and_no_token_of_the_device() {
    let scene = Scene::plain().await;
    let device = &scene.device;
    scene.ask(&scene.request("bank-agent")).await;
    let notification = device.pending().await.pop().unwrap();
    let id = notification["txlnkid"].as_str().unwrap().into();
    let request = scene.server.store.request_by_consent_id(&id).await.unwrap().unwrap();
    // The claims of both at once, under the type of a hint.
    let mut both = device.approval(&notification, &request.consent_sha256);
    for (name, value) in claims_of(&scene, device).as_object().unwrap() {
        if both.get(name).is_none() {
            both[name] = value.clone();
        }
    }
    let as_hint = device.signed("waxseal-hint+jwt", &both);
    let (status, body) = device.resolve_jws(notification["txtkn"].as_str().unwrap(), &as_hint).await;
    assert_eq!((status, &body["errorCode"]), (StatusCode::BAD_REQUEST, &json!("invalid_challenge_response")));
    let mut token = claims_of(&scene, device);
    token["sub"] = json!(device.user);
    token["aud"] = json!(device.url("user-code"));
    let token = device.signed("waxseal-hint+jwt", &token);
    let (status, body) = device.put_with("user-code", &token, &json!({})).await;
    assert_eq!((status, &body["errorCode"]), (StatusCode::UNAUTHORIZED, &json!("invalid_token")));
    // And a decision is no hint.
    let decision = device.signed("JWT", &both);
    scene.refused(&to(&scene, decision), 400, "invalid_request").await;
}

#[tokio::test]
async fn a_device_that_is_removed_names_nobody() {
    let scene = Scene::plain().await;
    let device = RawDevice::enroll(&scene.server, Arc::clone(&scene.clock) as _, HANNA, "WAXSEAL").await;
    let before = hint(&scene, &device);
    let forged = hint(&scene, &device.with_new_key(None));
    assert_eq!(device.delete(&device.token).await.0, StatusCode::NO_CONTENT);
    let description = scene.refused(&to(&scene, before), 400, "invalid_request").await;
    assert!(description.contains("not enrolled"), "{description}");
    let description = scene.refused(&to(&scene, forged), 400, "invalid_request").await;
    assert!(!description.contains("not enrolled"), "only who has what it signed hears of it: {description}");
    assert!(scene.device.pending().await.is_empty());
}
