//! Requests: one decision wins, once.

#![expect(clippy::expect_used, reason = "a suite for tests")]

use std::time::Duration;

use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::ids::{AuthReqId, ConsentId, UserId};

use super::at;
use crate::model::{BackchannelRequest, Decision, RequestState};
use crate::store::Store;

fn request(user: &str) -> BackchannelRequest {
    BackchannelRequest {
        sequence: 0,
        consent_id: ConsentId::generate(),
        auth_req_id_sha256: AuthReqId::generate().sha256(),
        client_id: "bank-agent".into(),
        user_id: UserId::from(user),
        audience: "urn:my-api".to_owned(),
        scope: "openid pay".to_owned(),
        consent: "{}".to_owned(),
        consent_sha256: "digest".to_owned(),
        challenge: "challenge".to_owned(),
        interval: Duration::from_secs(5),
        created_at: at(1000),
        expires_at: at(1300),
        state: RequestState::Pending,
    }
}

async fn stored(store: &dyn Store, user: &str) -> BackchannelRequest {
    let mut request = request(user);
    request.sequence = store.insert_request(&request).await.expect("the request is kept");
    request
}

fn decided(outcome: DecisionOutcome, device: &str) -> RequestState {
    let decision = Decision { device_id: device.into(), decided_at: at(1010), jws: "a.b.c".to_owned() };
    RequestState::Pending.decide(outcome, decision).expect("a pending request can be decided")
}

pub(super) async fn what_is_kept_reads_back(store: &dyn Store) {
    let request = stored(store, "hanna").await;
    assert!(request.sequence > 0);
    let by_handle = store.request_by_auth_req_id(&request.auth_req_id_sha256).await.expect("reads");
    assert_eq!(by_handle.as_ref(), Some(&request));
    assert_eq!(store.request_by_consent_id(&request.consent_id).await.expect("reads"), by_handle);
    assert_eq!(store.request_by_auth_req_id("unknown").await.expect("reads"), None);
    for outcome in [DecisionOutcome::Approved, DecisionOutcome::Denied, DecisionOutcome::Reported] {
        let request = stored(store, "hanna").await;
        let state = decided(outcome, "dev_a");
        let saved = store.transition(&request.consent_id, &request.state, &state, at(1010)).await.expect("saves");
        assert!(saved);
        let read = store.request_by_consent_id(&request.consent_id).await.expect("reads").expect("is there");
        assert_eq!(read.state, state);
    }
}

pub(super) async fn a_decision_wins_once(store: &dyn Store) {
    let request = stored(store, "hanna").await;
    let approve = decided(DecisionOutcome::Approved, "dev_a");
    let deny = decided(DecisionOutcome::Denied, "dev_b");
    let first = store.transition(&request.consent_id, &request.state, &approve, at(1010)).await.expect("saves");
    let second = store.transition(&request.consent_id, &request.state, &deny, at(1010)).await.expect("saves");
    assert!(first && !second);
    let read = store.request_by_consent_id(&request.consent_id).await.expect("reads").expect("is there");
    assert_eq!(read.state, approve);
}

pub(super) async fn an_approval_is_redeemed_once(store: &dyn Store) {
    let request = stored(store, "hanna").await;
    let approved = decided(DecisionOutcome::Approved, "dev_a");
    let redeemed = approved.clone().redeem(at(1020)).expect("an approval can be redeemed");
    let id = &request.consent_id;
    assert!(!store.transition(id, &approved, &redeemed, at(1020)).await.expect("saves"), "redeemed before approval");
    assert!(store.transition(id, &request.state, &approved, at(1010)).await.expect("saves"));
    assert!(store.transition(id, &approved, &redeemed, at(1020)).await.expect("saves"));
    assert!(!store.transition(id, &approved, &redeemed, at(1021)).await.expect("saves"), "redeemed twice");
    let read = store.request_by_consent_id(id).await.expect("reads").expect("is there");
    assert_eq!(read.state, redeemed);
}

pub(super) async fn expiry_closes_a_pending_request(store: &dyn Store) {
    let request = stored(store, "hanna").await;
    let approve = decided(DecisionOutcome::Approved, "dev_a");
    let late = store.transition(&request.consent_id, &request.state, &approve, at(1300)).await.expect("saves");
    assert!(!late);
    assert_eq!(store.open_requests(&request.user_id, at(1299)).await.expect("reads").len(), 1);
    assert_eq!(store.open_requests(&request.user_id, at(1300)).await.expect("reads").len(), 0);
    assert!(!request.is_expired(at(1299)));
    assert!(request.is_expired(at(1300)));
}

pub(super) async fn a_person_sees_only_own_open_requests(store: &dyn Store) {
    let first = stored(store, "hanna").await;
    let other = stored(store, "omar").await;
    let second = stored(store, "hanna").await;
    assert!(first.sequence < other.sequence && other.sequence < second.sequence);
    let open = store.open_requests(&"hanna".into(), at(1001)).await.expect("reads");
    let ids: Vec<_> = open.iter().map(|request| &request.consent_id).collect();
    assert_eq!(ids, [&first.consent_id, &second.consent_id]);
    assert_eq!(store.highest_sequence(&"hanna".into()).await.expect("reads"), second.sequence);
    let count = |client: &'static str, second| async move {
        let count = store.count_open(&client.into(), &"hanna".into(), at(second)).await.expect("counts");
        (count.of_client, count.of_all)
    };
    assert_eq!(count("bank-agent", 1001).await, (2, 2));
    assert_eq!(count("another", 1001).await, (0, 2));
    assert_eq!(count("bank-agent", 1300).await, (0, 0));
    assert_eq!(store.highest_sequence(&"nobody".into()).await.expect("reads"), 0);
    let deny = decided(DecisionOutcome::Denied, "dev_a");
    assert!(store.transition(&first.consent_id, &first.state, &deny, at(1010)).await.expect("saves"));
    assert_eq!(store.open_requests(&"hanna".into(), at(1011)).await.expect("reads").len(), 1);
}
