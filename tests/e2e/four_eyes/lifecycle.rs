//! From the question to the token: two approvals, in any order, and every way to a no.

use std::time::Duration;

use e2e::{HANNA, OMAR};
use reqwest::StatusCode;
use serde_json::json;
use waxseal_store::Store as _;

use super::{FourEyes, MIA, NOTE, half, whole};
use crate::scene::{claims, with};

#[tokio::test]
async fn both_approve_in_either_order_and_the_token_is_the_persons() {
    for hanna_first in [true, false] {
        let eyes = FourEyes::new().await;
        let form = eyes.about(NOTE);
        let handle = eyes.scene.ask(&form).await;
        for device in [eyes.hanna(), &eyes.omar, &eyes.mia] {
            assert_eq!(FourEyes::waiting(device).await, [0], "it reaches everybody who can approve");
        }
        let (first, second) = if hanna_first { (eyes.hanna(), &eyes.mia) } else { (&eyes.mia, eyes.hanna()) };
        eyes.pends(&form, &handle).await;
        half(&eyes.approve(first).await);
        let approved_at = eyes.scene.now();
        for device in [eyes.hanna(), &eyes.omar, &eyes.mia] {
            assert_eq!(FourEyes::waiting(device).await, [1]);
        }
        eyes.pends(&form, &handle).await;
        whole(&eyes.approve(second).await);
        for device in [eyes.hanna(), &eyes.omar, &eyes.mia] {
            assert_eq!(FourEyes::waiting(device).await, [] as [u64; 0]);
        }
        let by_hanna = if hanna_first { approved_at } else { eyes.scene.now() };
        eyes.scene.clock.advance(Duration::from_secs(20));
        let tokens = eyes.scene.redeem(&form, &handle).await.ok();
        let token = claims(&tokens["access_token"]);
        assert_eq!(token["sub"], HANNA);
        assert_eq!(token["auth_time"], by_hanna, "when Hanna was there");
        assert!(tokens["authorization_details"][0]["size"].to_string().starts_with("31337.42"));
        eyes.scene.redeem(&form, &handle).await.refusal(400, "invalid_grant");
    }
}

#[tokio::test]
async fn any_no_ends_it_before_and_after_an_approval() {
    let eyes = FourEyes::new().await;
    for approved_by in [None, Some(HANNA), Some(MIA)] {
        for denied_by in [HANNA, MIA, OMAR] {
            for outcome in ["denied", "reported"] {
                let form = eyes.about(NOTE);
                let handle = eyes.scene.ask(&form).await;
                let device = |user: &str| match user {
                    HANNA => eyes.hanna(),
                    OMAR => &eyes.omar,
                    _ => &eyes.mia,
                };
                if let Some(user) = approved_by {
                    half(&eyes.approve(device(user)).await);
                }
                whole(&eyes.refuse(device(denied_by), outcome).await);
                assert_eq!(FourEyes::waiting(&eyes.omar).await, [] as [u64; 0]);
                eyes.scene.redeem(&form, &handle).await.refusal(400, "access_denied");
            }
        }
    }
}

#[tokio::test]
async fn one_person_on_two_devices_is_one_approval() {
    let eyes = FourEyes::new().await;
    let laptop = eyes.scene.enroll(HANNA).await;
    let form = eyes.about(NOTE);
    let handle = eyes.scene.ask(&form).await;
    half(&eyes.approve(eyes.hanna()).await);
    for (device, same) in [(&laptop, false), (eyes.hanna(), true)] {
        let (status, body) = eyes.approve(device).await;
        assert_eq!((status, &body["errorCode"]), (StatusCode::CONFLICT, &json!("already_approved")));
        assert_eq!(body["message"], "You approved this request before. Another person has to, too.");
        assert_eq!((&body["outcome"], &body["by_this_device"]), (&json!("approved"), &json!(same)));
        assert_eq!(body.get("person"), None);
    }
    eyes.pends(&form, &handle).await;
    whole(&eyes.approve(&eyes.omar).await);
    eyes.scene.redeem(&form, &handle).await.ok();
}

#[tokio::test]
async fn who_comes_third_hears_who_decided() {
    let eyes = FourEyes::new().await;
    eyes.scene.ask(&eyes.about(NOTE)).await;
    let notification = eyes.mia.pending().await.remove(0);
    let id = notification["txlnkid"].as_str().unwrap().into();
    let request = eyes.scene.server.store.request_by_consent_id(&id).await.unwrap().unwrap();
    half(&eyes.approve(eyes.hanna()).await);
    whole(&eyes.approve(&eyes.omar).await);
    let (status, body) =
        eyes.mia.resolve(&notification, &eyes.mia.approval(&notification, &request.consent_sha256)).await;
    assert_eq!((status, &body["errorCode"]), (StatusCode::CONFLICT, &json!("already_decided")));
    assert_eq!((&body["outcome"], &body["person"]), (&json!("approved"), &json!("Omar Haddad")));
    assert_eq!(body["by_this_device"], false);
}

#[tokio::test]
async fn half_an_approval_expires_like_none() {
    let eyes = FourEyes::new().await;
    let form = with(&eyes.about(NOTE), "requested_expiry", "60");
    let handle = eyes.scene.ask(&form).await;
    let notification = eyes.omar.pending().await.remove(0);
    let id = notification["txlnkid"].as_str().unwrap().into();
    let request = eyes.scene.server.store.request_by_consent_id(&id).await.unwrap().unwrap();
    half(&eyes.approve(eyes.hanna()).await);
    eyes.scene.clock.advance(Duration::from_secs(62));
    let late = eyes.omar.approval(&notification, &request.consent_sha256);
    let (status, body) = eyes.omar.resolve(&notification, &late).await;
    assert_eq!((status, &body["errorCode"]), (StatusCode::GONE, &json!("transaction_expired")));
    eyes.scene.redeem(&form, &handle).await.refusal(400, "expired_token");
}

#[tokio::test]
async fn what_two_people_approve_is_not_narrowed() {
    let eyes = FourEyes::new().await;
    let both = r#"[{"type":"note"},{"type":"memo","size":2}]"#;
    eyes.scene.ask(&eyes.about(both)).await;
    let narrowed = json!([{"type": "memo", "size": 2}]);
    let (status, body) =
        eyes.scene.decide(eyes.hanna(), |claims| claims["waxseal"]["granted_authorization_details"] = narrowed).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(body["message"], "What two people approve is granted as it was asked, or not at all.");
}

#[tokio::test]
async fn two_second_approvers_are_no_approval_without_the_person() {
    let eyes = FourEyes::new().await;
    let form = eyes.about(NOTE);
    let handle = eyes.scene.ask(&form).await;
    half(&eyes.approve(&eyes.omar).await);
    let (status, body) = eyes.approve(&eyes.mia).await;
    assert_eq!((status, &body["errorCode"]), (StatusCode::CONFLICT, &json!("already_approved")));
    assert_eq!((&body["person"], &body["by_this_device"]), (&json!("Omar Haddad"), &json!(false)));
    eyes.pends(&form, &handle).await;
    whole(&eyes.approve(eyes.hanna()).await);
    eyes.scene.redeem(&form, &handle).await.ok();
}
