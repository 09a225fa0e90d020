//! Who is asked: `login_hint`, `id_token_hint` and `login_hint_token` (CIBA Core 7.1, RFC 9493).

use std::time::Duration;

use e2e::{HANNA, OMAR};
use serde_json::{Value, json};
use waxseal_protocol::jose::SigningKey;

use crate::scene::{Pair, Scene, hs256, inline, jwks, signed_with, unsigned, with, without};

const FOREIGN: &str = "https://idp.example/";

/// A request to whom a hint names.
fn to(scene: &Scene, name: &'static str, value: impl Into<String>) -> Vec<Pair> {
    with(&without(&scene.request("bank-agent"), "login_hint"), name, value)
}

#[tokio::test]
async fn every_way_to_name_a_person_is_understood() {
    let scene = Scene::plain().await;
    let issuer = scene.server.issuer();
    let identifiers = json!([{"format": "opaque", "id": HANNA}, {"format": "email", "email": "hanna@example.com"}]);
    for hint in [
        json!({"format": "iss_sub", "iss": issuer, "sub": HANNA}).to_string(),
        format!(r#"{{ "format": "iss_sub", "iss": "{issuer}", "sub": "{HANNA}"}}"#),
        r#"{"format":"email","email":"hanna@example.com"}"#.to_owned(),
        r#"{"format":"email","email":"Hanna@Example.com"}"#.to_owned(),
        r#"{"format":"phone_number","phone_number":"+12065550100"}"#.to_owned(),
        json!({"format": "opaque", "id": HANNA}).to_string(),
        r#"{"format":"account","uri":"acct:hanna@example.com"}"#.to_owned(),
        json!({"format": "aliases", "identifiers": identifiers}).to_string(),
        HANNA.to_owned(),
        "hanna@example.com".to_owned(),
    ] {
        scene.post("bc-authorize", &to(&scene, "login_hint", hint.as_str())).await.ok();
        let asked = scene.device.pending().await.len();
        scene.deny().await;
        assert_eq!(asked, 1, "{hint}");
    }
}

#[tokio::test]
async fn somebody_unknown_is_unknown_however_named() {
    let scene = Scene::with("[[users]]\nid = \"auth0|gone\"\nblocked = true\n").await;
    let issuer = scene.server.issuer();
    let two = json!([{"format": "opaque", "id": HANNA}, {"format": "opaque", "id": OMAR}]);
    for hint in [
        json!({"format": "iss_sub", "iss": issuer, "sub": "auth0|nobody"}),
        json!({"format": "email", "email": "nobody@example.com"}),
        json!({"format": "phone_number", "phone_number": "+12065550199"}),
        json!({"format": "opaque", "id": "nobody"}),
        json!({"format": "account", "uri": "acct:nobody@example.com"}),
        json!({"format": "aliases", "identifiers": two}),
        json!("auth0|nobody"),
        json!("auth0|gone"),
    ] {
        let text = hint.as_str().map_or_else(|| hint.to_string(), str::to_owned);
        let description = scene.refused(&to(&scene, "login_hint", text), 400, "unknown_user_id").await;
        assert_eq!(description, "User ID is malformed or unknown", "{hint}");
    }
}

#[tokio::test]
async fn a_malformed_or_foreign_hint_is_an_invalid_request() {
    let scene = Scene::plain().await;
    let foreign = json!({"format": "iss_sub", "iss": "https://elsewhere.example/", "sub": HANNA}).to_string();
    let description = scene.refused(&to(&scene, "login_hint", foreign), 400, "invalid_request").await;
    assert!(description.contains("iss within login_hint"), "{description}");
    for hint in [
        r#"{"format":"iss_sub""#,
        r#"{"format":"iss_sub","iss":"https://localhost/"}"#,
        r#"{"sub":"auth0|hanna"}"#,
        r#"{"format":"telepathy","id":"x"}"#,
        r#"{"format":"aliases","identifiers":[]}"#,
        r#"{"format":"aliases","identifiers":[{"format":"aliases","identifiers":[{"format":"opaque","id":"x"}]}]}"#,
    ] {
        scene.refused(&to(&scene, "login_hint", hint), 400, "invalid_request").await;
    }
}

#[tokio::test]
async fn exactly_one_hint_is_given() {
    let scene = Scene::plain().await;
    let good = scene.request("bank-agent");
    scene.refused(&without(&good, "login_hint"), 400, "invalid_request").await;
    scene.refused(&with(&good, "login_hint", ""), 400, "invalid_request").await;
    scene.refused(&with(&good, "id_token_hint", "x.y.z"), 400, "invalid_request").await;
    scene.refused(&with(&good, "login_hint_token", "x.y.z"), 400, "invalid_request").await;
    let both = with(&to(&scene, "id_token_hint", "x.y.z"), "login_hint_token", "x.y.z");
    scene.refused(&both, 400, "invalid_request").await;
}

#[tokio::test]
async fn an_id_token_is_a_hint_for_its_client_even_after_its_expiry() {
    let scene = Scene::plain().await;
    let tokens = scene.tokens(&scene.request("bank-agent")).await;
    let id_token = tokens["id_token"].as_str().unwrap();
    scene.ask(&to(&scene, "id_token_hint", id_token)).await;
    scene.clock.advance(Duration::from_hours(24));
    scene.ask(&to(&scene, "id_token_hint", id_token)).await;
    assert_eq!(scene.device.pending().await.len(), 1, "the first has expired, the second asks Hanna");

    let other = with(&without(&scene.request("other-agent"), "login_hint"), "id_token_hint", id_token);
    scene.refused(&other, 400, "invalid_request").await;
    let access_token = tokens["access_token"].as_str().unwrap();
    scene.refused(&to(&scene, "id_token_hint", access_token), 400, "invalid_request").await;
    // Reasonably long is not for ever.
    scene.clock.advance(Duration::from_hours(24 * 400));
    scene.refused(&to(&scene, "id_token_hint", id_token), 400, "invalid_request").await;
}

#[tokio::test]
async fn an_id_token_that_somebody_else_signed_is_no_hint() {
    let scene = Scene::plain().await;
    let claims = json!({
        "iss": scene.server.issuer(), "sub": HANNA, "aud": "bank-agent", "iat": scene.now(), "exp": scene.now() + 300,
    });
    let stranger = SigningKey::generate().unwrap();
    let genuine = scene.keys().await.keys.into_iter().next().unwrap();
    let none = format!("{}.", unsigned(&json!({"alg": "none", "typ": "JWT"}), &claims));
    let header = json!({"alg": "ES256", "typ": "JWT", "kid": genuine.kid});
    let borrowed_kid = signed_with(&stranger, &header, &claims);
    let shared = hs256(genuine.x.as_deref().unwrap_or_default().as_bytes(), &claims);
    for token in [stranger.sign("JWT", &claims).unwrap(), none, borrowed_kid, shared, "x".to_owned()] {
        scene.refused(&to(&scene, "id_token_hint", token), 400, "invalid_request").await;
    }
}

/// A server that believes another issuer, and that issuer's key.
async fn trusting() -> (Scene, SigningKey) {
    let key = SigningKey::generate().unwrap();
    let tables = format!("[[trusted_issuers]]\nissuer = \"{FOREIGN}\"\njwks = {}\n", jwks(&[&key]));
    (Scene::with(tables).await, key)
}

fn hint_claims(scene: &Scene) -> Value {
    let sub_id = json!({"format": "email", "email": "hanna@example.com"});
    json!({"iss": FOREIGN, "aud": scene.server.issuer(), "iat": scene.now(), "exp": scene.now() + 60, "sub_id": sub_id})
}

#[tokio::test]
async fn a_trusted_issuer_names_a_person_for_a_while() {
    let (scene, key) = trusting().await;
    let by_identifier = hint_claims(&scene);
    let mut by_subject = by_identifier.clone();
    by_subject.as_object_mut().unwrap().remove("sub_id");
    by_subject["sub"] = json!(HANNA);
    for claims in [&by_identifier, &by_subject] {
        let token = key.sign("JWT", claims).unwrap();
        scene.ask(&to(&scene, "login_hint_token", token)).await;
        assert_eq!(scene.device.pending().await.len(), 1);
        scene.deny().await;
    }
    let token = key.sign("JWT", &by_identifier).unwrap();
    scene.clock.advance(Duration::from_mins(2));
    scene.refused(&to(&scene, "login_hint_token", token), 400, "expired_login_hint_token").await;
    let mut nobody = hint_claims(&scene);
    nobody["sub_id"]["email"] = json!("nobody@example.com");
    let token = key.sign("JWT", &nobody).unwrap();
    scene.refused(&to(&scene, "login_hint_token", token), 400, "unknown_user_id").await;
}

#[tokio::test]
async fn a_hint_token_is_held_to_issuer_signature_and_audience() {
    let (scene, key) = trusting().await;
    let good = hint_claims(&scene);
    let changed = |member: &str, value: Value| {
        let mut claims = good.clone();
        claims[member] = value;
        key.sign("JWT", &claims).unwrap()
    };
    let stranger = SigningKey::generate().unwrap();
    let none = format!("{}.", unsigned(&json!({"alg": "none", "typ": "JWT"}), &good));
    for (token, why) in [
        (changed("iss", json!("https://untrusted.example/")), "untrusted issuer"),
        (changed("iss", json!(scene.server.issuer())), "another's name"),
        (changed("aud", json!("https://elsewhere.example/")), "another audience"),
        (changed("exp", json!("soon")), "no time"),
        (changed("sub_id", json!({"format": "telepathy"})), "no identifier"),
        (changed("sub_id", Value::Null), "nobody named"),
        (stranger.sign("JWT", &good).unwrap(), "wrong key"),
        (none, "unsigned"),
        (hs256(inline(&json!(key.public())).as_bytes(), &good), "shared secret"),
        ("no token".to_owned(), "no token"),
    ] {
        let description = scene.refused(&to(&scene, "login_hint_token", token), 400, "invalid_request").await;
        assert!(!description.is_empty(), "{why}");
    }
}
