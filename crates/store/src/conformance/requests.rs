//! Requests: one decision wins, once.

#![expect(clippy::expect_used, reason = "a suite for tests")]

use std::time::Duration;

use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::ids::{AuthReqId, ConsentId, UserId};
use waxseal_protocol::jose::Jwk;

use super::{at, event};
use crate::model::{BackchannelRequest, Decision, RequestFacts, RequestState};
use crate::store::{Effects, Store};

pub(super) fn request(user: &str) -> BackchannelRequest {
    request_and_handle(user).0
}

fn request_and_handle(user: &str) -> (BackchannelRequest, AuthReqId) {
    let consent_id = ConsentId::generate(at(1000));
    let handle = AuthReqId::generate(&consent_id);
    let request = BackchannelRequest {
        sequence: 0,
        consent_id,
        auth_req_id_sha256: handle.sha256(),
        client_id: "bank-agent".into(),
        user_id: UserId::from(user),
        second_approvers: Vec::new(),
        audience: "urn:my-api".to_owned(),
        scope: "openid pay".to_owned(),
        consent: "{}".to_owned(),
        consent_sha256: "digest".to_owned(),
        facts: RequestFacts::default(),
        challenge: "challenge".to_owned(),
        interval: Duration::from_secs(5),
        created_at: at(1000),
        expires_at: at(1300),
        state: RequestState::Pending,
    };
    (request, handle)
}

pub(super) async fn stored(store: &dyn Store, user: &str) -> BackchannelRequest {
    store.insert_request(request(user), event()).await.expect("the request is kept")
}

pub(super) fn decided(outcome: DecisionOutcome, device: &str) -> RequestState {
    RequestState::Pending.decide(outcome, decision("hanna", device), None).expect("a pending request can be decided")
}

pub(super) fn decision(user: &str, device: &str) -> Decision {
    Decision {
        user_id: user.into(),
        device_id: device.into(),
        device_key: Some(Jwk::ed25519(&[7; 32])),
        decided_at: at(1010),
        jws: "a.b.c".to_owned(),
        granted_details: None,
        reason: None,
        test_key: device == "dev_a",
        first_approval: None,
    }
}

pub(super) async fn what_is_kept_reads_back(store: &dyn Store) {
    let (request, handle) = request_and_handle("hanna");
    let request = store.insert_request(request, event()).await.expect("the request is kept");
    assert!(request.sequence > 0);
    let by_handle = store.request_by_auth_req_id(&handle).await.expect("reads");
    assert_eq!(by_handle.as_ref(), Some(&request));
    assert_eq!(store.request_by_consent_id(&request.consent_id).await.expect("reads"), by_handle);
    assert_eq!(store.request_by_auth_req_id(&"unknown".into()).await.expect("reads"), None);
    let guessed = AuthReqId::generate(&request.consent_id);
    assert_eq!(store.request_by_auth_req_id(&guessed).await.expect("reads"), None, "the name alone opens nothing");
    for outcome in [DecisionOutcome::Approved, DecisionOutcome::Denied, DecisionOutcome::Reported] {
        let request = stored(store, "hanna").await;
        let state = decided(outcome, "dev_a");
        let saved = store
            .transition(&request.consent_id, &request.state, &state, at(1010), Effects::default())
            .await
            .expect("saves");
        assert!(saved);
        let read = store.request_by_consent_id(&request.consent_id).await.expect("reads").expect("is there");
        assert_eq!(read.state, state);
    }
}

pub(super) async fn a_decision_wins_once(store: &dyn Store) {
    let request = stored(store, "hanna").await;
    let approve = decided(DecisionOutcome::Approved, "dev_a");
    let deny = decided(DecisionOutcome::Denied, "dev_b");
    let first = store
        .transition(&request.consent_id, &request.state, &approve, at(1010), Effects::default())
        .await
        .expect("saves");
    let second = store
        .transition(&request.consent_id, &request.state, &deny, at(1010), Effects::default())
        .await
        .expect("saves");
    assert!(first && !second);
    let read = store.request_by_consent_id(&request.consent_id).await.expect("reads").expect("is there");
    assert_eq!(read.state, approve);
}

pub(super) async fn an_approval_is_redeemed_once(store: &dyn Store) {
    let request = stored(store, "hanna").await;
    let approved = decided(DecisionOutcome::Approved, "dev_a");
    let redeemed = approved.clone().redeem(at(1020)).expect("an approval can be redeemed");
    let id = &request.consent_id;
    assert!(
        !store.transition(id, &approved, &redeemed, at(1020), Effects::default()).await.expect("saves"),
        "redeemed before approval"
    );
    assert!(store.transition(id, &request.state, &approved, at(1010), Effects::default()).await.expect("saves"));
    assert!(store.transition(id, &approved, &redeemed, at(1020), Effects::default()).await.expect("saves"));
    assert!(
        !store.transition(id, &approved, &redeemed, at(1021), Effects::default()).await.expect("saves"),
        "redeemed twice"
    );
    let read = store.request_by_consent_id(id).await.expect("reads").expect("is there");
    assert_eq!(read.state, redeemed);
}

pub(super) async fn expiry_closes_a_pending_request(store: &dyn Store) {
    let request = stored(store, "hanna").await;
    let approve = decided(DecisionOutcome::Approved, "dev_a");
    let late = store
        .transition(&request.consent_id, &request.state, &approve, at(1300), Effects::default())
        .await
        .expect("saves");
    assert!(!late);
    assert_eq!(store.open_requests(&request.user_id, at(1299)).await.expect("reads").len(), 1);
    assert_eq!(store.open_requests(&request.user_id, at(1300)).await.expect("reads").len(), 0);
    assert!(!request.is_expired(at(1299)));
    assert!(request.is_expired(at(1300)));
}

pub(super) async fn an_approval_is_not_redeemed_long_after_its_expiry(store: &dyn Store) {
    let request = stored(store, "hanna").await;
    let approved = decided(DecisionOutcome::Approved, "dev_a");
    let id = &request.consent_id;
    assert!(store.transition(id, &request.state, &approved, at(1299), Effects::default()).await.expect("saves"));
    let kept = store.request_by_consent_id(id).await.expect("reads").expect("is there");
    let end = kept.redeemable_until();
    assert!(end > kept.expires_at, "a poll that comes a little late finds it");
    let just_before = end.saturating_sub(Duration::from_millis(1)).expect("a time");
    for (now, in_time) in [(end, false), (just_before, true)] {
        let redeemed = approved.clone().redeem(now).expect("an approval can be redeemed");
        assert_eq!(store.transition(id, &approved, &redeemed, now, Effects::default()).await.expect("saves"), in_time);
    }
}

pub(super) async fn a_person_sees_only_own_open_requests(store: &dyn Store) {
    let first = stored(store, "hanna").await;
    let other = stored(store, "omar").await;
    let second = stored(store, "hanna").await;
    assert!(first.sequence < other.sequence && other.sequence < second.sequence);
    let open = store.open_requests(&"hanna".into(), at(1001)).await.expect("reads");
    let ids: Vec<_> = open.iter().map(|request| &request.consent_id).collect();
    assert_eq!(ids, [&first.consent_id, &second.consent_id]);
    let all = store.open_after(0, at(1001)).await.expect("reads");
    let ids: Vec<_> = all.iter().map(|open| &open.consent_id).collect();
    assert_eq!(ids, [&first.consent_id, &other.consent_id, &second.consent_id]);
    let later = store.open_after(first.sequence, at(1001)).await.expect("reads");
    assert_eq!(later.first().map(|open| &open.consent_id), Some(&other.consent_id));
    assert_eq!(store.open_after(0, at(1300)).await.expect("reads"), []);
    let deny = decided(DecisionOutcome::Denied, "dev_a");
    assert!(
        store.transition(&first.consent_id, &first.state, &deny, at(1010), Effects::default()).await.expect("saves")
    );
    assert_eq!(store.open_requests(&"hanna".into(), at(1011)).await.expect("reads").len(), 1);
}

pub(super) async fn many_at_once_are_all_kept_in_order(store: &dyn Store) {
    let insert = (0..200).map(|_| store.insert_request(request("hanna"), event()));
    let kept = futures_util::future::join_all(insert).await.into_iter().collect::<Result<Vec<_>, _>>();
    let requests = kept.expect("all are kept");
    let mut sequences: Vec<_> = requests.iter().map(|request| request.sequence).collect();
    sequences.sort_unstable();
    assert_eq!(sequences, (1..=200).collect::<Vec<i64>>());
    for request in &requests {
        let read = store.request_by_consent_id(&request.consent_id).await.expect("reads").expect("is there");
        assert_eq!(read, *request);
    }
    let decisions = requests.iter().flat_map(|request| {
        [DecisionOutcome::Approved, DecisionOutcome::Denied].map(|outcome| async move {
            let to = decided(outcome, "dev_a");
            store.transition(&request.consent_id, &request.state, &to, at(1010), Effects::default()).await
        })
    });
    let won = futures_util::future::join_all(decisions).await.into_iter().filter(|won| matches!(won, Ok(true))).count();
    assert_eq!(won, 200, "one answer for each request");
}
