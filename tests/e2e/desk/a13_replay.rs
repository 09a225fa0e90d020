//! A13: an answer that was seen on the wire is sent once more, or for another request.

use std::sync::Arc;

use e2e::{HANNA, RawDevice, TestServer};
use reqwest::StatusCode;
use waxseal_protocol::{Clock as _, SystemClock};
use waxseal_store::Store as _;

#[tokio::test]
async fn an_answer_counts_once_and_for_its_own_request_alone() {
    let server = TestServer::start().await;
    let device = RawDevice::enroll(&server, Arc::new(SystemClock::new()), HANNA, "WAXSEAL").await;
    let agent = server.agent().await;
    for _ in 0..2 {
        agent.ask(&server.request()).await.unwrap();
    }
    let notifications = device.pending().await;
    let [one, two] = notifications.as_slice() else { panic!("{notifications:?}") };
    let open = server.store.open_requests(&HANNA.into(), SystemClock::new().now()).await.unwrap();
    let of_one = open.iter().find(|request| one["txlnkid"] == request.consent_id.as_str()).unwrap();
    let answer = device.signed("JWT", &device.approval(one, &of_one.consent_sha256));
    let token = |notification: &serde_json::Value| notification["txtkn"].as_str().unwrap().to_owned();

    assert_ne!(device.resolve_jws(&token(two), &answer).await.0, StatusCode::NO_CONTENT, "it is not about this one");
    assert_eq!(device.resolve_jws(&token(one), &answer).await.0, StatusCode::NO_CONTENT);
    assert_eq!(device.resolve_jws(&token(one), &answer).await.0, StatusCode::CONFLICT);
    assert_ne!(device.resolve_jws(&token(two), &answer).await.0, StatusCode::NO_CONTENT);
    assert_eq!(server.open_requests(HANNA).await, 1, "the second still waits");
}
