//! A person who is removed leaves nothing that works.

#![expect(clippy::expect_used, reason = "a suite for tests")]

use super::{at, devices, event, grants, requests};
use crate::model::TicketKind;
use crate::store::Store;

pub(super) async fn nothing_of_a_removed_person_is_left(store: &dyn Store) {
    let grant = grants::granted(store).await;
    let request = requests::stored(store, "hanna").await;
    let other = requests::stored(store, "omar").await;
    let device = devices::enrolled(store, "hanna").await;
    devices::ticket(store, "left", "hanna").await;

    store.end_user(&"hanna".into(), at(1100), event()).await.expect("ends");

    assert_eq!(store.devices_of_user(&"hanna".into()).await.expect("reads"), []);
    assert_eq!(store.device(&device.id).await.expect("reads").expect("is kept").revoked_at, Some(at(1100)));
    assert_eq!(store.ticket_user("left", TicketKind::Device, at(1100)).await.expect("reads"), None);
    assert!(store.is_token_revoked("any", Some(&grant.consent_id)).await.expect("reads"));
    assert_eq!(store.open_requests(&"hanna".into(), at(1100)).await.expect("reads"), []);
    let read = store.request_by_consent_id(&request.consent_id).await.expect("reads").expect("is kept");
    assert!(read.is_expired(at(1100)));
    assert_eq!(store.open_requests(&"omar".into(), at(1100)).await.expect("reads"), [other]);
}
