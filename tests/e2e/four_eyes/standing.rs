//! What becomes of a first approval when its key, its device or the clock is not what it was.

use std::time::Duration;

use e2e::{HANNA, OMAR, RawDevice};
use reqwest::StatusCode;
use serde_json::json;
use waxseal_protocol::Clock as _;
use waxseal_protocol::device::VerifiedReceipt;
use waxseal_protocol::ids::ConsentId;
use waxseal_store::Store as _;
use waxseal_store::{EventFilter, model::EventKind};

use super::{FourEyes, MIA, NOTE, half, whole};
use crate::scene::{claims, credentials};

/// A device of another person with the key of `owner`.
async fn double(eyes: &FourEyes, owner: &RawDevice, user: &str) -> RawDevice {
    let ticket = eyes.scene.server.ticket(user).await.code;
    let (status, body) = owner.enroll_with(&ticket, "WAXSEAL").await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    let mut device = owner.clone();
    (device.id, device.token, device.user) = (text("id"), text("token"), user.to_owned());
    device
}

async fn remove(device: &RawDevice) {
    assert_eq!(device.delete(&device.token).await.0, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn one_key_of_two_people_is_one_approval() {
    let eyes = FourEyes::new().await;
    let omars_double = double(&eyes, eyes.hanna(), OMAR).await;
    for (first, second) in [(eyes.hanna(), &omars_double), (&omars_double, eyes.hanna())] {
        let form = eyes.about(NOTE);
        let handle = eyes.scene.ask(&form).await;
        half(&eyes.approve(first).await);
        let (status, body) = eyes.approve(second).await;
        assert_eq!((status, &body["errorCode"]), (StatusCode::CONFLICT, &json!("already_approved")));
        assert_eq!(
            body["message"],
            "This answer is made with the key of the first approval. Another person's own key has to approve, too."
        );
        assert_eq!(body["by_this_device"], false);
        eyes.pends(&form, &handle).await;
        // A no by the same key is a no all the same.
        whole(&eyes.refuse(second, "denied").await);
        eyes.scene.redeem(&form, &handle).await.refusal(400, "access_denied");
    }
    let form = eyes.about(NOTE);
    let handle = eyes.scene.ask(&form).await;
    half(&eyes.approve(eyes.hanna()).await);
    assert_eq!(eyes.approve(&omars_double).await.0, StatusCode::CONFLICT);
    whole(&eyes.approve(&eyes.omar).await);
    eyes.scene.redeem(&form, &handle).await.ok();
}

#[tokio::test]
async fn half_an_approval_ends_with_the_device_it_was_given_on() {
    let eyes = FourEyes::new().await;
    let (laptop, form) = (eyes.scene.enroll(HANNA).await, eyes.about(NOTE));
    let handle = eyes.scene.ask(&form).await;
    let notification = eyes.mia.pending().await.remove(0);
    let id: ConsentId = notification["txlnkid"].as_str().unwrap().into();
    let request = eyes.scene.server.store.request_by_consent_id(&id).await.unwrap().unwrap();
    half(&eyes.approve(&laptop).await);
    let waits = eyes.scene.ask(&form).await;
    remove(&laptop).await;

    assert_eq!(FourEyes::waiting(&eyes.mia).await, [0], "the one that nobody has approved is left");
    let late = eyes.mia.approval(&notification, &request.consent_sha256);
    let (status, body) = eyes.mia.resolve(&notification, &late).await;
    assert_eq!((status, &body["errorCode"]), (StatusCode::GONE, &json!("transaction_expired")));
    eyes.scene.clock.advance(Duration::from_secs(20));
    eyes.scene.redeem(&form, &handle).await.refusal(400, "expired_token");
    let filter = EventFilter { limit: 100, consent: Some(id), ..EventFilter::default() };
    let events = eyes.scene.server.store.events(&filter).await.unwrap();
    let events: Vec<_> = events.iter().map(|event| event.event().unwrap()).collect();
    let ended = events.iter().find(|event| event.kind == EventKind::GdAuthFailed).unwrap();
    assert_eq!(ended.details, json!({"error": "device_removed"}));
    assert_eq!(ended.device_id.as_ref().unwrap().as_str(), laptop.id);

    half(&eyes.approve(eyes.hanna()).await);
    whole(&eyes.approve(&eyes.mia).await);
    eyes.scene.redeem(&form, &waits).await.ok();
}

#[tokio::test]
async fn an_approval_whose_first_device_is_gone_is_not_redeemed() {
    let eyes = FourEyes::new().await;
    let (laptop, form) = (eyes.scene.enroll(HANNA).await, eyes.about(NOTE));
    let handle = eyes.scene.ask(&form).await;
    half(&eyes.approve(&laptop).await);
    whole(&eyes.approve(&eyes.omar).await);
    remove(&laptop).await;
    let error = eyes.scene.redeem(&form, &handle).await.refusal(400, "access_denied");
    assert_eq!(error, "The device of the first approval was removed");
}

#[tokio::test]
async fn a_clock_that_is_set_back_between_the_approvals_leaves_a_receipt_that_holds() {
    let eyes = FourEyes::new().await;
    let form = eyes.about(NOTE);
    let handle = eyes.scene.ask(&form).await;
    half(&eyes.approve(&eyes.mia).await);
    let first_at = eyes.scene.clock.now();
    eyes.scene.clock.set_wall_clock(first_at - Duration::from_secs(5));
    whole(&eyes.approve(eyes.hanna()).await);
    let tokens = eyes.scene.redeem(&form, &handle).await.ok();
    let id = claims(&tokens["access_token"])["transaction_linking_id"].as_str().unwrap().to_owned();
    let mut form = credentials("bank-agent");
    form.push(("transaction_linking_id", id));
    let receipt = eyes.scene.post("oauth/receipt", &form).await.text;
    let verified = VerifiedReceipt::check(receipt.trim(), &eyes.scene.keys().await).unwrap();
    assert_eq!(verified.claims.first_approval.unwrap().device.user_id.unwrap().as_str(), MIA);
}
