//! Several answers at the same instant.

use std::sync::Arc;
use std::time::Duration;

use e2e::{HANNA, RawDevice};
use reqwest::StatusCode;
use serde_json::{Value, json};
use waxseal_protocol::device::VerifiedReceipt;
use waxseal_protocol::ids::AuthReqId;
use waxseal_protocol::jose::Algorithm;
use waxseal_protocol::{Clock as _, ManualClock};
use waxseal_server::{KeyRing, receipt};
use waxseal_store::Store as _;
use waxseal_store::model::{BackchannelRequest, RequestState};

use super::{FourEyes, NOTE};

/// What a device has to send to answer.
async fn ready(eyes: &FourEyes, device: &RawDevice, outcome: &str) -> (Value, Value) {
    let notification = device.pending().await.pop().unwrap();
    let id = notification["txlnkid"].as_str().unwrap().into();
    let request = eyes.scene.server.store.request_by_consent_id(&id).await.unwrap().unwrap();
    let mut claims = device.approval(&notification, &request.consent_sha256);
    claims["auth0_guardian_accepted"] = json!(outcome == "approved");
    claims["waxseal"]["outcome"] = json!(outcome);
    (notification, claims)
}

async fn at_once(eyes: &FourEyes, answers: &[(&RawDevice, &str)]) -> (Vec<StatusCode>, BackchannelRequest) {
    let handle = AuthReqId::new(eyes.scene.ask(&eyes.about(NOTE)).await);
    let mut prepared = Vec::new();
    for (device, outcome) in answers {
        prepared.push((*device, ready(eyes, device, outcome).await));
    }
    let sent = prepared.iter().map(|(device, (notification, claims))| device.resolve(notification, claims));
    let mut statuses: Vec<_> =
        futures_util::future::join_all(sent).await.into_iter().map(|(status, _)| status).collect();
    statuses.sort_unstable();
    let request = eyes.scene.server.store.request_by_auth_req_id(&handle).await.unwrap().unwrap();
    (statuses, request)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_people_at_the_same_instant_make_one_approval() {
    let eyes = FourEyes::new().await;
    let (server, clock) = (&eyes.scene.server, Arc::<ManualClock>::clone(&eyes.scene.clock));
    let hour = Duration::from_hours(1);
    let ring = KeyRing::load(&server.store, clock.as_ref(), server.issuer(), hour, &[Algorithm::ES256]).await.unwrap();
    let key = ring.signing().unwrap();
    for _ in 0..10 {
        let answers = [(eyes.hanna(), "approved"), (&eyes.omar, "approved")];
        // Time passes while both are on their way.
        let passing = async {
            for _ in 0..10 {
                tokio::time::sleep(Duration::from_millis(1)).await;
                clock.advance(Duration::from_millis(900));
            }
        };
        let ((statuses, request), ()) = tokio::join!(at_once(&eyes, &answers), passing);
        assert_eq!(statuses, [StatusCode::ACCEPTED, StatusCode::NO_CONTENT]);
        let RequestState::Approved(decision) = &request.state else { panic!("{:?}", request.state) };
        assert_ne!(decision.user_id, decision.first_approval.as_ref().unwrap().user_id);
        let receipt = receipt(&server.store, &key, server.issuer(), clock.now(), &request.consent_id).await.unwrap();
        VerifiedReceipt::check(&receipt, &eyes.scene.keys().await).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_three_people_two_make_it() {
    let eyes = FourEyes::new().await;
    for _ in 0..5 {
        let all = [(eyes.hanna(), "approved"), (&eyes.omar, "approved"), (&eyes.mia, "approved")];
        let (statuses, request) = at_once(&eyes, &all).await;
        let by_hanna = request.state.decision().and_then(|decision| decision.of(&HANNA.into())).is_some();
        // Two second approvers are no approval without the person it is for.
        assert!(by_hanna, "{request:?}");
        assert_eq!(statuses.iter().filter(|status| **status == StatusCode::NO_CONTENT).count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_person_twice_at_the_same_instant_is_half_an_approval() {
    let eyes = FourEyes::new().await;
    let laptop = eyes.scene.enroll(HANNA).await;
    for _ in 0..10 {
        let (statuses, request) = at_once(&eyes, &[(eyes.hanna(), "approved"), (&laptop, "approved")]).await;
        assert_eq!(statuses, [StatusCode::ACCEPTED, StatusCode::CONFLICT]);
        assert!(matches!(request.state, RequestState::HalfApproved(_)), "{:?}", request.state);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_no_at_the_same_instant_as_a_yes_is_a_no() {
    let eyes = FourEyes::new().await;
    for _ in 0..10 {
        let (statuses, request) = at_once(&eyes, &[(eyes.hanna(), "approved"), (&eyes.omar, "denied")]).await;
        let yes_first = statuses == [StatusCode::ACCEPTED, StatusCode::NO_CONTENT];
        let no_first = statuses == [StatusCode::NO_CONTENT, StatusCode::CONFLICT];
        assert!(yes_first || no_first, "{statuses:?}");
        let RequestState::Denied(decision) = &request.state else { panic!("{:?}", request.state) };
        assert_eq!(decision.first_approval.is_some(), yes_first);
    }
}
