//! Requests that take the approvals of two people.

#![expect(clippy::expect_used, reason = "a suite for tests")]

use waxseal_protocol::device::DecisionOutcome;

use super::requests::{decision, request};
use super::{at, devices, event};
use crate::model::{BackchannelRequest, EventKind, RequestState};
use crate::store::{Effects, EventFilter, Store};

async fn stored(store: &dyn Store) -> BackchannelRequest {
    let request = BackchannelRequest { second_approvers: vec!["omar".into(), "mia".into()], ..request("hanna") };
    store.insert_request(request, event()).await.expect("the request is kept")
}

fn after(state: RequestState, outcome: DecisionOutcome, user: &str) -> RequestState {
    state
        .decide(outcome, decision(user, &format!("dev_{user}")), Some(&"hanna".into()))
        .expect("an open request can be decided")
}

async fn save(store: &dyn Store, request: &BackchannelRequest, from: &RequestState, to: &RequestState) -> bool {
    store.transition(&request.consent_id, from, to, at(1010), Effects::default()).await.expect("saves")
}

async fn state(store: &dyn Store, request: &BackchannelRequest) -> RequestState {
    store.request_by_consent_id(&request.consent_id).await.expect("reads").expect("is there").state
}

pub(super) async fn both_approvals_are_kept(store: &dyn Store) {
    let request = stored(store).await;
    let half = after(RequestState::Pending, DecisionOutcome::Approved, "hanna");
    assert!(save(store, &request, &request.state, &half).await);
    assert_eq!(state(store, &request).await, half);
    let open = store.open_after(0, at(1011)).await.expect("reads");
    assert_eq!(open.first().map(|open| open.second_approvers.as_slice()), Some(request.second_approvers.as_slice()));
    let whole = after(half.clone(), DecisionOutcome::Approved, "mia");
    assert!(save(store, &request, &half, &whole).await);
    assert_eq!(state(store, &request).await, whole);
    let redeemed = whole.clone().redeem(at(1020)).expect("an approval can be redeemed");
    assert!(save(store, &request, &whole, &redeemed).await);
    assert_eq!(state(store, &request).await, redeemed);
}

pub(super) async fn whoever_can_answer_sees_it(store: &dyn Store) {
    let request = stored(store).await;
    let half = after(RequestState::Pending, DecisionOutcome::Approved, "omar");
    for step in 0..2 {
        for (user, count) in [("hanna", 1), ("omar", 1), ("mia", 1), ("somebody", 0)] {
            let open = store.open_requests(&user.into(), at(1001)).await.expect("reads");
            assert_eq!(open.len(), count, "{user} in step {step}");
        }
        save(store, &request, &request.state, &half).await;
    }
}

pub(super) async fn of_two_first_approvals_one_is_the_first(store: &dyn Store) {
    let request = stored(store).await;
    let hanna = after(RequestState::Pending, DecisionOutcome::Approved, "hanna");
    let omar = after(RequestState::Pending, DecisionOutcome::Approved, "omar");
    let denied = after(RequestState::Pending, DecisionOutcome::Denied, "mia");
    assert!(save(store, &request, &request.state, &hanna).await);
    assert!(!save(store, &request, &request.state, &omar).await, "it is not the first any more");
    assert!(!save(store, &request, &request.state, &denied).await, "and a denial has to know of it");
    let ended = after(hanna.clone(), DecisionOutcome::Denied, "mia");
    assert!(save(store, &request, &hanna, &ended).await);
    let late = after(hanna.clone(), DecisionOutcome::Approved, "omar");
    assert!(!save(store, &request, &hanna, &late).await);
    assert_eq!(state(store, &request).await, ended);
}

pub(super) async fn expiry_closes_what_is_half_approved(store: &dyn Store) {
    let request = stored(store).await;
    let half = after(RequestState::Pending, DecisionOutcome::Approved, "hanna");
    assert!(save(store, &request, &request.state, &half).await);
    let whole = after(half.clone(), DecisionOutcome::Approved, "omar");
    let late = store.transition(&request.consent_id, &half, &whole, at(1300), Effects::default()).await;
    assert!(!late.expect("saves"));
    assert_eq!(store.open_requests(&"omar".into(), at(1300)).await.expect("reads").len(), 0);
}

pub(super) async fn what_a_removed_person_could_approve_is_over(store: &dyn Store) {
    let request = stored(store).await;
    store.end_user(&"mia".into(), at(1005), event()).await.expect("ends");
    for user in ["hanna", "omar", "mia"] {
        assert_eq!(store.open_requests(&user.into(), at(1006)).await.expect("reads").len(), 0, "{user}");
    }
    let half = after(RequestState::Pending, DecisionOutcome::Approved, "hanna");
    assert!(!save(store, &request, &request.state, &half).await);
}

pub(super) async fn what_others_approved_stays_when_somebody_is_removed(store: &dyn Store) {
    for (first, last, stays) in [("hanna", "omar", true), ("hanna", "mia", false), ("mia", "hanna", false)] {
        let request = stored(store).await;
        let half = after(RequestState::Pending, DecisionOutcome::Approved, first);
        assert!(save(store, &request, &request.state, &half).await);
        let whole = after(half.clone(), DecisionOutcome::Approved, last);
        assert!(save(store, &request, &half, &whole).await);
        store.end_user(&"mia".into(), at(1011), event()).await.expect("ends");
        let read = store.request_by_consent_id(&request.consent_id).await.expect("reads").expect("is there");
        assert_eq!(read.is_expired(at(1012)), !stays, "{first}, {last}");
        assert_eq!(read.expires_at == request.expires_at, stays, "{first}, {last}");
    }
}

pub(super) async fn half_an_approval_ends_with_its_device(store: &dyn Store) {
    let device = devices::enrolled(store, "hanna").await;
    let by_device = |user: &str| {
        RequestState::Pending
            .decide(DecisionOutcome::Approved, decision(user, device.id.as_str()), Some(&"hanna".into()))
            .expect("a pending request can be decided")
    };
    let (of_device, of_another, untouched) = (stored(store).await, stored(store).await, stored(store).await);
    assert!(save(store, &of_device, &of_device.state, &by_device("hanna")).await);
    let half = after(RequestState::Pending, DecisionOutcome::Approved, "hanna");
    assert!(save(store, &of_another, &of_another.state, &half).await);

    let ended = store.revoke_device(&device.id, at(1100), event()).await.expect("answers");
    assert_eq!(ended, Some(vec![of_device.consent_id.clone()]));
    let open = store.open_requests(&"omar".into(), at(1100)).await.expect("reads");
    let open: Vec<_> = open.iter().map(|request| &request.consent_id).collect();
    assert_eq!(open, [&of_another.consent_id, &untouched.consent_id]);
    let whole = after(by_device("hanna"), DecisionOutcome::Approved, "omar");
    let late = store.transition(&of_device.consent_id, &by_device("hanna"), &whole, at(1100), Effects::default()).await;
    assert!(!late.expect("answers"), "nobody can add the second approval");
    let all = EventFilter { limit: 100, ..EventFilter::default() };
    let events = store.events(&all).await.expect("reads");
    let events: Vec<_> = events.iter().filter_map(|event| event.event().ok()).collect();
    let of_request = events.iter().find(|event| event.kind == EventKind::GdAuthFailed).expect("an event");
    assert_eq!(of_request.consent_id.as_ref(), Some(&of_device.consent_id));
    assert_eq!(store.revoke_device(&device.id, at(1101), event()).await.expect("answers"), None);
}
