//! What is left of it: receipts and the audit chain.

use e2e::HANNA;
use reqwest::StatusCode;
use serde_json::{Value, json};
use waxseal_protocol::device::{ReceiptClaims, ReceiptError, VerifiedReceipt};
use waxseal_protocol::jose::{JwkSet, SigningKey, decode_unverified};
use waxseal_store::Store as _;
use waxseal_store::{EventFilter, model::EventKind};

use super::{FourEyes, MIA, NOTE, half, whole};
use crate::scene::{claims, credentials};

/// The receipt of a request that Hanna and Mia approved.
pub(super) async fn receipt(eyes: &FourEyes) -> String {
    let form = eyes.about(NOTE);
    let handle = eyes.scene.ask(&form).await;
    half(&eyes.approve(&eyes.mia).await);
    whole(&eyes.approve(eyes.hanna()).await);
    let tokens = eyes.scene.redeem(&form, &handle).await.ok();
    let id = claims(&tokens["access_token"])["transaction_linking_id"].as_str().unwrap().to_owned();
    let mut form = credentials("bank-agent");
    form.push(("transaction_linking_id", id));
    eyes.scene.post("oauth/receipt", &form).await.text
}

#[tokio::test]
async fn a_receipt_proves_both_approvals() {
    let eyes = FourEyes::new().await;
    let text = receipt(&eyes).await;
    let verified = VerifiedReceipt::check(&text, &eyes.scene.keys().await).unwrap();
    assert!(verified.binds_content);
    let first = verified.claims.first_approval.unwrap();
    assert_eq!(first.device.user_id.unwrap().as_str(), MIA);
    assert_eq!(verified.claims.device.user_id.unwrap().as_str(), HANNA);
    assert_eq!(first.device.public_key.thumbprint(), eyes.mia.key.public().thumbprint());
    assert_eq!(
        verified.first_approval.unwrap().waxseal.unwrap().consent_sha256.unwrap(),
        verified.claims.consent_sha256
    );
}

#[tokio::test]
async fn a_receipt_that_has_one_of_two_approvals_or_one_twice_is_refused() {
    let eyes = FourEyes::new().await;
    let text = receipt(&eyes).await;
    let good: Value = decode_unverified(text.trim()).unwrap();
    // The issuer can sign what it likes, but not for a device.
    let issuer = SigningKey::generate().unwrap();
    let keys = JwkSet { keys: vec![issuer.public().clone()] };
    let check = |change: &dyn Fn(&mut Value)| {
        let mut claims = good.clone();
        change(&mut claims);
        VerifiedReceipt::check(&issuer.sign(ReceiptClaims::TYPE, &claims).unwrap(), &keys).map(|_| ())
    };
    check(&|_| {}).unwrap();
    let contradicts = |change: &dyn Fn(&mut Value), told: &str| {
        let error = check(change).unwrap_err();
        assert!(matches!(&error, ReceiptError::Contradiction(what) if what.contains(told)), "{told}: {error}");
    };
    contradicts(
        &|claims| drop(claims.as_object_mut().unwrap().remove("first_approval")),
        "takes two approvals and has one",
    );
    contradicts(
        &|claims| {
            let again =
                json!({"decided_at": claims["decided_at"], "decision": claims["decision"], "device": claims["device"]});
            claims["first_approval"] = again;
        },
        "one person approved twice",
    );
    contradicts(
        &|claims| {
            let mut device = claims["device"].clone();
            device["user_id"] = json!(MIA);
            claims["first_approval"] =
                json!({"decided_at": claims["decided_at"], "decision": claims["decision"], "device": device});
        },
        "one key approved twice",
    );
    contradicts(&|claims| claims["first_approval"]["device"]["user_id"] = json!("auth0|nadia"), "who is not asked");
    contradicts(&|claims| claims["device"]["user_id"] = json!("auth0|omar"), "the person it is for did not approve");
    contradicts(&|claims| drop(claims["device"].as_object_mut().unwrap().remove("user_id")), "who is not asked");
    let forged = check(&|claims| claims["first_approval"]["device"]["public_key"] = json!(issuer.public()));
    assert!(matches!(forged, Err(ReceiptError::Decision(_))), "{forged:?}");
}

#[tokio::test]
async fn each_answer_is_in_the_audit_chain() {
    let eyes = FourEyes::new().await;
    receipt(&eyes).await;
    let filter = EventFilter { limit: 100, ..EventFilter::default() };
    let events = eyes.scene.server.store.events(&filter).await.unwrap();
    let events: Vec<_> = events.iter().map(|event| event.event().unwrap()).collect();
    let of = |kind: EventKind| events.iter().find(|event| event.kind == kind).unwrap();
    let (asked, first, last) =
        (of(EventKind::CibaStartSucceeded), of(EventKind::GdAuthFirstApproval), of(EventKind::GdAuthSucceed));
    assert_eq!(asked.details["second_approvers"], json!(["auth0|omar", MIA]));
    assert_eq!((first.user_id.as_ref().unwrap().as_str(), &first.details["person"]), (MIA, &json!(HANNA)));
    assert_eq!(last.user_id.as_ref().unwrap().as_str(), HANNA);
    assert_eq!(last.details["first_approval"]["user_id"], MIA);
    assert_eq!(last.details["first_approval"]["decision_sha256"], first.details["decision_sha256"]);
}

#[tokio::test]
async fn each_of_the_two_can_disown_their_own_approval() {
    let eyes = FourEyes::new().await;
    eyes.scene.ask(&eyes.about(NOTE)).await;
    let id = eyes.mia.pending().await.remove(0)["txlnkid"].as_str().unwrap().to_owned();
    half(&eyes.approve(&eyes.mia).await);
    whole(&eyes.approve(eyes.hanna()).await);
    for (device, expected) in [(&eyes.mia, StatusCode::NO_CONTENT), (&eyes.omar, StatusCode::CONFLICT)] {
        let url = device.url(&format!("disown/{id}"));
        let token =
            json!({"iss": device.id, "sub": device.user, "aud": url, "iat": device.now(), "exp": device.now() + 60});
        let token = device.key.sign("JWT", &token).unwrap();
        let answer = eyes.scene.http.post(&url).bearer_auth(token).send().await.unwrap();
        assert_eq!(answer.status(), expected, "{}", device.user);
    }
}
