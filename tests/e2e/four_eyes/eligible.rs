//! Who can be asked, and who cannot see a thing.

use std::sync::Arc;
use std::time::Duration;

use e2e::{HANNA, OMAR, RawDevice};
use reqwest::StatusCode;
use serde_json::json;
use waxseal_protocol::ManualClock;
use waxseal_protocol::jose::Algorithm;
use waxseal_server::KeyRing;

use super::{FourEyes, NOTE, half};
use crate::scene::with;

const NOBODY: &str = "No eligible second approver was found. ";

#[tokio::test]
async fn without_anybody_to_approve_as_the_second_it_is_refused_at_once() {
    let eyes = FourEyes::new().await;
    // Hanna is in the list, and no second for herself; nobody has the other id; Nadia has no device.
    let lonely = eyes.about(r#"[{"type":"lonely"}]"#);
    let text = eyes.scene.refused(&lonely, 400, "invalid_request").await;
    assert!(text.starts_with(NOBODY) && text.contains("lonely takes the approval of a second person"), "{text}");
    // A device of Guardian's does not help her.
    RawDevice::enroll(&eyes.scene.server, Arc::<ManualClock>::clone(&eyes.scene.clock), "auth0|nadia", "APNS").await;
    assert!(eyes.scene.refused(&lonely, 400, "invalid_request").await.starts_with(NOBODY));
    eyes.scene.enroll("auth0|nadia").await;
    eyes.scene.ask(&lonely).await;
    // For Omar, Hanna can be the second.
    eyes.scene.ask(&with(&eyes.about(r#"[{"type":"lonely"}]"#), "login_hint", OMAR)).await;
    assert_eq!(FourEyes::waiting(eyes.hanna()).await, [0, 0]);
}

#[tokio::test]
async fn one_second_approver_has_to_do_for_all_of_it() {
    let eyes = FourEyes::new().await;
    eyes.scene.ask(&eyes.about(r#"[{"type":"note"},{"type":"vault"},{"type":"memo"}]"#)).await;
    assert_eq!(FourEyes::waiting(&eyes.mia).await, [0]);
    assert_eq!(FourEyes::waiting(&eyes.omar).await, [] as [u64; 0], "he may not approve the vault");
    let neither = eyes.about(r#"[{"type":"vault"},{"type":"budget"}]"#);
    let text = eyes.scene.refused(&neither, 400, "invalid_authorization_details").await;
    assert_eq!(text, "Nobody can approve budget and vault as the second at once: ask for them one by one");
}

#[tokio::test]
async fn other_types_of_the_api_take_one_person() {
    let eyes = FourEyes::new().await;
    let form = eyes.about(r#"[{"type":"memo"}]"#);
    let handle = eyes.scene.ask(&form).await;
    assert_eq!(FourEyes::waiting(&eyes.omar).await, [] as [u64; 0]);
    eyes.scene.approve().await;
    eyes.scene.redeem(&form, &handle).await.ok();
}

#[tokio::test]
async fn a_device_that_signs_no_content_is_no_part_of_it() {
    let eyes = FourEyes::new().await;
    let clock = Arc::<ManualClock>::clone(&eyes.scene.clock);
    let phone = RawDevice::enroll(&eyes.scene.server, clock, HANNA, "APNS").await;
    eyes.scene.ask(&eyes.about(NOTE)).await;
    assert_eq!(FourEyes::waiting(&phone).await, [] as [u64; 0]);
    assert_eq!(FourEyes::waiting(eyes.hanna()).await, [0]);
    // Neither is a person who has nothing else.
    let url = eyes.hanna().url(&format!("device-accounts/{}", eyes.hanna().id));
    let gone = eyes.scene.http.delete(url).bearer_auth(&eyes.hanna().token).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    let text = eyes.scene.refused(&eyes.about(NOTE), 400, "invalid_request").await;
    let reason = "User does not have a device that signs what it shows, which a request for two people needs";
    assert!(text.ends_with(reason), "{text}");
}

#[tokio::test]
async fn a_guardian_device_is_told_why_it_cannot_answer() {
    let eyes = FourEyes::new().await;
    let clock = Arc::<ManualClock>::clone(&eyes.scene.clock);
    let phone = RawDevice::enroll(&eyes.scene.server, clock, HANNA, "APNS").await;
    eyes.scene.ask(&eyes.about(NOTE)).await;
    // It is not told of the request. With a token for it all the same, it hears why.
    let mut notification = eyes.hanna().pending().await.remove(0);
    let clock = eyes.scene.clock.as_ref();
    let server = &eyes.scene.server;
    let ring = KeyRing::load(&server.store, clock, server.issuer(), Duration::from_hours(1), &[Algorithm::ES256]).await;
    let token = json!({
        "iss": eyes.scene.server.issuer(), "sub": HANNA, "device_id": phone.id, "consent_id": notification["txlnkid"],
        "iat": phone.now(), "exp": phone.now() + 300,
    });
    let token = ring.unwrap().signing().unwrap().sign("waxseal-transaction+jwt", &token).unwrap();
    notification["txtkn"] = json!(token);
    let claims = json!({
        "iss": phone.identifier, "sub": notification["c"], "aud": phone.url("resolve-transaction"),
        "iat": phone.now(), "exp": phone.now() + 30, "auth0_guardian_method": "push", "auth0_guardian_accepted": true,
    });
    let (status, body) = phone.resolve(&notification, &claims).await;
    assert_eq!((status, &body["errorCode"]), (StatusCode::FORBIDDEN, &json!("content_signature_required")));
    assert!(body["message"].as_str().unwrap().contains("signs what it shows"), "{body}");
    let (status, body) = phone.consent(&notification, |_| {}).await;
    assert_eq!((status, &body["errorCode"]), (StatusCode::FORBIDDEN, &json!("content_signature_required")));
}

#[tokio::test]
async fn whoever_is_not_asked_sees_nothing_and_decides_nothing() {
    let eyes = FourEyes::new().await;
    let nadia = eyes.scene.enroll("auth0|nadia").await;
    eyes.scene.ask(&eyes.about(NOTE)).await;
    half(&eyes.approve(eyes.hanna()).await);
    assert_eq!(FourEyes::waiting(&nadia).await, [] as [u64; 0]);
    // With the notification of another one's device, which is bound to that device.
    let stolen = eyes.omar.pending().await.remove(0);
    let (status, _) = nadia.consent(&stolen, |_| {}).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, body) = nadia.resolve(&stolen, &nadia.approval(&stolen, "x")).await;
    assert_eq!((status, &body["errorCode"]), (StatusCode::BAD_REQUEST, &json!("invalid_challenge_response")));
    assert_eq!(FourEyes::waiting(&eyes.omar).await, [1], "it still waits");
}

#[tokio::test]
async fn limits_count_for_the_second_approver_too() {
    let eyes = FourEyes::limited("pushes_per_user_per_minute = 2").await;
    let to_omar = with(&eyes.scene.request("bank-agent"), "login_hint", OMAR);
    eyes.scene.ask(&to_omar).await;
    eyes.scene.ask(&eyes.about(NOTE)).await;
    let reply = eyes.scene.post("bc-authorize", &eyes.about(NOTE)).await;
    let text = reply.body["error_description"].as_str().unwrap();
    assert_eq!(
        (reply.status.as_u16(), text),
        (429, "This request's second approver has been asked too often in the last minute.")
    );
    // Whoever was counted before him got it back.
    eyes.scene.ask(&eyes.scene.request("bank-agent")).await;

    let eyes = FourEyes::limited("pushes_per_user_per_minute = 0\npending_per_user = 1").await;
    eyes.scene.ask(&with(&eyes.scene.request("bank-agent"), "login_hint", OMAR)).await;
    let reply = eyes.scene.post("bc-authorize", &eyes.about(NOTE)).await;
    let text = reply.body["error_description"].as_str().unwrap();
    assert_eq!(
        (reply.status.as_u16(), text),
        (429, "1 requests for a second approver wait. Try again when one has ended.")
    );
}
