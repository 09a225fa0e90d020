//! A device that breaks the rules, one at a time. Each has to be refused with nothing changed.

use std::sync::Arc;
use std::time::Duration;

use e2e::{HANNA, OMAR, RawDevice, TestServer};
use reqwest::StatusCode;
use serde_json::{Value, json};
use waxseal_protocol::{Clock, ManualClock, SystemClock};
use waxseal_store::Store as _;
use waxseal_store::model::Status;

struct Scene {
    server: TestServer,
    clock: Arc<ManualClock>,
    device: RawDevice,
    notification: Value,
    sha256: String,
}

impl Scene {
    /// A request of 300 s that waits for Hanna's device.
    async fn new(service: &str) -> Self {
        let clock = Arc::new(ManualClock::new(SystemClock::new().now()));
        let server = TestServer::start_with(Arc::<ManualClock>::clone(&clock)).await;
        let device = RawDevice::enroll(&server, Arc::<ManualClock>::clone(&clock), HANNA, service).await;
        server.agent().await.ask(&server.request()).await.unwrap();
        let notification = device.pending().await.remove(0);
        let request = server.store.open_requests(&HANNA.into(), clock.now()).await.unwrap().remove(0);
        Self { server, clock, device, notification, sha256: request.consent_sha256 }
    }

    fn approval(&self) -> Value {
        self.device.approval(&self.notification, &self.sha256)
    }

    async fn status(&self) -> Status {
        let id = self.notification["txlnkid"].as_str().unwrap().into();
        self.server.store.request_by_consent_id(&id).await.unwrap().unwrap().state.status()
    }
}

#[tokio::test]
async fn the_good_answer_is_accepted() {
    let scene = Scene::new("WAXSEAL").await;
    let (status, body) = scene.device.resolve(&scene.notification, &scene.approval()).await;
    assert_eq!((status, body), (StatusCode::NO_CONTENT, Value::Null));
    assert_eq!(scene.status().await, Status::Approved);
}

#[tokio::test]
async fn an_answer_over_other_content_is_a_conflict() {
    let scene = Scene::new("WAXSEAL").await;
    let claims = scene.device.approval(&scene.notification, "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
    let (status, body) = scene.device.resolve(&scene.notification, &claims).await;
    assert_eq!((status, &body["errorCode"]), (StatusCode::CONFLICT, &json!("consent_mismatch")));
    assert_eq!(scene.status().await, Status::Pending);
}

#[tokio::test]
async fn an_answer_that_names_no_content_is_never_an_approval() {
    let scene = Scene::new("WAXSEAL").await;
    let mut claims = scene.approval();
    claims["waxseal"].as_object_mut().unwrap().remove("consent_sha256");
    let (status, body) = scene.device.resolve(&scene.notification, &claims).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
    assert_eq!(scene.status().await, Status::Pending);
    // Of a request that a device cannot verify, it can still say no.
    claims["auth0_guardian_accepted"] = json!(false);
    claims["waxseal"]["outcome"] = json!("denied");
    let (status, body) = scene.device.resolve(&scene.notification, &claims).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{body}");
    assert_eq!(scene.status().await, Status::Denied);
}

#[tokio::test]
async fn every_changed_claim_is_refused() {
    let scene = Scene::new("WAXSEAL").await;
    let now = scene.device.now();
    for (pointer, value) in [
        ("/iss", json!("another-device")),
        ("/sub", json!("another-challenge")),
        ("/aud", json!("https://elsewhere/api/resolve-transaction")),
        ("/exp", json!(now - 60)),
        ("/exp", json!(now + 3600)),
        ("/iat", json!(now + 3600)),
        ("/auth0_guardian_accepted", json!(false)),
        ("/waxseal", Value::Null),
        ("/waxseal/outcome", json!("perhaps")),
        ("/waxseal/uv", json!("perhaps")),
    ] {
        let mut claims = scene.approval();
        *claims.pointer_mut(pointer).unwrap() = value.clone();
        let (status, body) = scene.device.resolve(&scene.notification, &claims).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{pointer} {value}: {body}");
    }
    assert_eq!(scene.status().await, Status::Pending);
}

#[tokio::test]
async fn another_key_and_another_transaction_token_are_refused() {
    let scene = Scene::new("WAXSEAL").await;
    let impostor = scene.device.with_new_key(None);
    let (status, _) = impostor.resolve(&scene.notification, &scene.approval()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);

    // A transaction token that the device made up.
    let forged = scene.device.signed(
        "waxseal-transaction+jwt",
        &json!({"iss": scene.server.issuer(), "sub": HANNA, "device_id": scene.device.id,
            "consent_id": scene.notification["txlnkid"], "iat": scene.device.now(), "exp": scene.device.now() + 60}),
    );
    let jws = scene.device.signed("JWT", &scene.approval());
    let (status, _) = scene.device.resolve_jws(&forged, &jws).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(scene.status().await, Status::Pending);
}

#[tokio::test]
async fn somebody_elses_device_gets_neither_consent_nor_answer_through() {
    let scene = Scene::new("WAXSEAL").await;
    let omar = RawDevice::enroll(&scene.server, Arc::<ManualClock>::clone(&scene.clock), OMAR, "WAXSEAL").await;
    assert_eq!(omar.pending().await, Vec::<Value>::new());
    // With Hanna's transaction token, but Omar's key.
    let (status, _) = omar.consent(&scene.notification, |_| {}).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, _) = omar.resolve(&scene.notification, &omar.approval(&scene.notification, &scene.sha256)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(scene.status().await, Status::Pending);
}

#[tokio::test]
async fn an_answer_after_expiry_has_no_effect() {
    let scene = Scene::new("WAXSEAL").await;
    scene.clock.advance(Duration::from_mins(5));
    let (status, body) = scene.device.resolve(&scene.notification, &scene.approval()).await;
    assert_eq!((status, &body["errorCode"]), (StatusCode::GONE, &json!("transaction_expired")));
    assert_eq!(scene.status().await, Status::Pending);
}

#[tokio::test]
async fn a_second_answer_has_no_effect_and_learns_of_the_first() {
    let scene = Scene::new("WAXSEAL").await;
    let jws = scene.device.signed("JWT", &scene.approval());
    let token = scene.notification["txtkn"].as_str().unwrap();
    assert_eq!(scene.device.resolve_jws(token, &jws).await.0, StatusCode::NO_CONTENT);
    // The same answer again, and then the opposite.
    let (status, body) = scene.device.resolve_jws(token, &jws).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(
        (&body["outcome"], &body["by"], &body["by_this_device"]),
        (&json!("approved"), &json!("Raw"), &json!(true))
    );
    let mut denial = scene.approval();
    denial["auth0_guardian_accepted"] = json!(false);
    denial["waxseal"]["outcome"] = json!("denied");
    assert_eq!(scene.device.resolve(&scene.notification, &denial).await.0, StatusCode::CONFLICT);
    assert_eq!(scene.status().await, Status::Approved);
}

#[tokio::test]
async fn a_removed_device_decides_nothing() {
    let scene = Scene::new("WAXSEAL").await;
    assert_eq!(scene.device.delete("wrong-token").await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(scene.device.delete(&scene.device.token).await.0, StatusCode::NO_CONTENT);
    // Who did not hear the answer asks again, and takes this for success.
    assert_eq!(scene.device.delete(&scene.device.token).await.0, StatusCode::NOT_FOUND);
    let (status, body) = scene.device.resolve(&scene.notification, &scene.approval()).await;
    assert_eq!((status, &body["errorCode"]), (StatusCode::UNAUTHORIZED, &json!("device_revoked")));
    assert_eq!(scene.status().await, Status::Pending);
}

#[tokio::test]
async fn proofs_of_possession_are_held_to_call_token_time_and_use() {
    let scene = Scene::new("WAXSEAL").await;
    let fetch =
        async |change: &dyn Fn(&mut Value)| scene.device.consent(&scene.notification, |proof| change(proof)).await;
    assert_eq!(fetch(&|_| {}).await.0, StatusCode::OK);
    let now = scene.device.now();
    for (member, value) in [
        ("htu", json!("https://elsewhere/rich-consents/x")),
        ("htm", json!("POST")),
        ("ath", json!("another")),
        ("iat", json!(now - 3600)),
        ("iat", json!(now + 3600)),
    ] {
        let (status, body) = fetch(&|proof: &mut Value| proof[member] = value.clone()).await;
        assert_eq!((status, &body["errorCode"]), (StatusCode::FORBIDDEN, &json!("invalid_dpop_assertion")), "{member}");
    }
    assert_eq!(fetch(&|proof: &mut Value| proof["jti"] = json!("once")).await.0, StatusCode::OK);
    assert_eq!(fetch(&|proof: &mut Value| proof["jti"] = json!("once")).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_ticket_enrols_once() {
    let scene = Scene::new("WAXSEAL").await;
    let ticket = scene.server.ticket(HANNA).await.code;
    let second = scene.device.with_new_key(Some("second"));
    assert_eq!(second.enroll_with(&ticket, "WAXSEAL").await.0, StatusCode::CREATED);
    let third = scene.device.with_new_key(Some("third"));
    assert_eq!(third.enroll_with(&ticket, "WAXSEAL").await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(third.enroll_with("made-up", "WAXSEAL").await.0, StatusCode::UNAUTHORIZED);
}

/// Guardian's SDKs send no digest, and fractions in their dates.
#[tokio::test]
async fn a_guardian_sdk_device_approves_without_our_claims() {
    let scene = Scene::new("APNS").await;
    let (status, consent) = scene.device.consent(&scene.notification, |_| {}).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(consent["requested_details"]["binding_message"], "1234ABCD");
    assert!(consent["created_at"].is_string());
    let mut claims = scene.approval();
    claims.as_object_mut().unwrap().retain(|name, _| name != "waxseal" && name != "jti");
    claims["iat"] = fractional(scene.device.now(), 25);
    claims["exp"] = fractional(scene.device.now() + 30, 25);
    assert_eq!(scene.device.resolve(&scene.notification, &claims).await.0, StatusCode::NO_CONTENT);
    assert_eq!(scene.status().await, Status::Approved);
}

/// A NumericDate with a fraction, as Guardian.swift writes it.
fn fractional(seconds: i64, hundredths: u8) -> Value {
    serde_json::from_str(&format!("{seconds}.{hundredths}")).unwrap()
}
