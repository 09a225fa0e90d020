//! Pings and pushes wait until they arrived.

#![expect(clippy::expect_used, reason = "a suite for tests")]

use waxseal_protocol::Secret;
use waxseal_protocol::device::DecisionOutcome;

use super::{at, event, requests};
use crate::model::{Delivery, DeliveryMode};
use crate::store::{Effects, Store};

pub(super) async fn a_delivery_waits_until_it_is_finished(store: &dyn Store) {
    let request = requests::stored(store, "hanna").await;
    let approved = requests::decided(DecisionOutcome::Approved, "dev_a");
    let delivery = Delivery {
        id: 0,
        consent_id: request.consent_id.clone(),
        client_id: request.client_id.clone(),
        mode: DeliveryMode::Push,
        endpoint: "https://client.example/cb".to_owned(),
        bearer: Secret::new("token".to_owned()),
        payload: None,
        attempts: 0,
        next_attempt_at: at(1010),
        give_up_at: at(1300),
    };
    let id = &request.consent_id;
    let effects = Effects { delivery: Some(delivery), ..Effects::default() };
    assert!(store.transition(id, &request.state, &approved, at(1010), effects.clone()).await.expect("saves"));
    assert!(!store.transition(id, &request.state, &approved, at(1010), effects).await.expect("saves"));
    assert_eq!(store.due_deliveries(at(1009), 10, 10).await.expect("reads").len(), 0);
    assert_eq!(store.due_deliveries(at(1010), 10, 0).await.expect("reads").len(), 0, "no more of one client");
    let due = store.due_deliveries(at(1010), 10, 10).await.expect("reads");
    assert_eq!(due.len(), 1, "one, although the transition was tried twice");
    let due = due.into_iter().next().expect("one");
    assert_eq!((due.mode, due.bearer.expose().as_str()), (DeliveryMode::Push, "token"));
    assert!(due.payload.is_none());

    let redeemed = approved.clone().redeem(at(1011)).expect("an approval can be redeemed");
    let payload = Effects { payload: Some((due.id, Secret::new("{}".to_owned()))), ..Effects::default() };
    assert!(store.transition(id, &approved, &redeemed, at(1011), payload).await.expect("saves"));
    store.postpone_delivery(due.id, 1, at(1060)).await.expect("saves");
    assert_eq!(store.next_delivery_at().await.expect("reads"), Some(at(1060)));
    let again = store.due_deliveries(at(1060), 10, 10).await.expect("reads").into_iter().next().expect("one");
    assert_eq!((again.attempts, again.payload.expect("made").expose().as_str()), (1, "{}"));
    store.finish_delivery(due.id, event()).await.expect("saves");
    assert_eq!(store.next_delivery_at().await.expect("reads"), None);
}
