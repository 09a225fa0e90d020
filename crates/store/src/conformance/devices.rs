//! Devices, tickets and keys.

#![expect(clippy::expect_used, reason = "a suite for tests")]

use waxseal_protocol::device::{PushCredentials, WAXSEAL_PUSH_SERVICE};
use waxseal_protocol::ids::DeviceId;
use waxseal_protocol::jose::SigningKey;

use super::{at, event};
use crate::model::{Device, EnrollmentTicket, TicketKind};
use crate::store::{Enrollment, Store};

fn device(user: &str, identifier: &str) -> Device {
    Device {
        id: DeviceId::generate(),
        user_id: user.into(),
        identifier: identifier.to_owned(),
        name: "Desk".to_owned(),
        public_key: SigningKey::generate().expect("a key").public().clone(),
        token_sha256: "digest".to_owned(),
        push_credentials: PushCredentials { service: WAXSEAL_PUSH_SERVICE.to_owned(), token: String::new() },
        test_key: identifier == "desk-1",
        enrolled_at: at(1000),
        last_seen_at: None,
        revoked_at: None,
    }
}

pub(super) async fn ticket(store: &dyn Store, sha256: &str, user: &str) {
    let ticket = EnrollmentTicket {
        sha256: sha256.to_owned(),
        kind: TicketKind::Device,
        parent_sha256: None,
        user_id: user.into(),
        expires_at: at(1300),
    };
    store.insert_ticket(&ticket, event()).await.expect("the ticket is kept");
}

pub(super) async fn enrolled(store: &dyn Store, user: &str) -> Device {
    ticket(store, "of a device", user).await;
    let device = device(user, "desk");
    let enrollment = store.enroll("of a device", &device, at(1000), event()).await.expect("answers");
    assert_eq!(enrollment, Enrollment::Enrolled);
    device
}

pub(super) async fn a_ticket_enrolls_one_device(store: &dyn Store) {
    ticket(store, "t", "hanna").await;
    let first = device("hanna", "desk-1");
    assert_eq!(store.ticket_user("t", TicketKind::Device, at(1000)).await.expect("reads"), Some("hanna".into()));
    assert_eq!(store.ticket_user("t", TicketKind::Device, at(1300)).await.expect("reads"), None, "expired");
    assert_eq!(
        store.enroll("t", &device("omar", "x"), at(1000), event()).await.expect("answers"),
        Enrollment::BadTicket
    );
    assert_eq!(store.enroll("t", &first, at(1300), event()).await.expect("answers"), Enrollment::BadTicket, "expired");
    assert_eq!(store.enroll("t", &first, at(1000), event()).await.expect("answers"), Enrollment::Enrolled);
    assert_eq!(
        store.enroll("t", &device("hanna", "y"), at(1000), event()).await.expect("answers"),
        Enrollment::BadTicket
    );
    assert_eq!(store.device(&first.id).await.expect("reads"), Some(first.clone()));
    assert_eq!(store.devices_of_user(&"hanna".into()).await.expect("reads"), [first]);
}

pub(super) async fn a_page_is_over_once_a_device_is_enrolled(store: &dyn Store) {
    let insert = async |sha256: &str, kind, parent: Option<&str>| {
        let ticket = EnrollmentTicket {
            sha256: sha256.to_owned(),
            kind,
            parent_sha256: parent.map(str::to_owned),
            user_id: "hanna".into(),
            expires_at: at(1300),
        };
        store.insert_ticket(&ticket, event()).await.expect("the ticket is kept");
    };
    insert("page", TicketKind::Page, None).await;
    insert("first", TicketKind::Device, Some("page")).await;
    insert("second", TicketKind::Device, Some("page")).await;
    let page = async || store.ticket_user("page", TicketKind::Page, at(1000)).await.expect("reads");
    assert_eq!(page().await, Some("hanna".into()));
    assert_eq!(store.ticket_user("page", TicketKind::Device, at(1000)).await.expect("reads"), None, "of another kind");
    let enroll = async |sha256: &str, identifier: &str| {
        store.enroll(sha256, &device("hanna", identifier), at(1000), event()).await.expect("answers")
    };
    assert_eq!(enroll("page", "desk-0").await, Enrollment::BadTicket, "a page is no ticket");
    assert_eq!(enroll("second", "desk-1").await, Enrollment::Enrolled);
    assert_eq!(page().await, None);
    assert_eq!(enroll("first", "desk-2").await, Enrollment::BadTicket);
}

pub(super) async fn a_key_is_enrolled_once_per_person(store: &dyn Store) {
    ticket(store, "a", "hanna").await;
    ticket(store, "b", "hanna").await;
    let first = device("hanna", "desk-1");
    assert_eq!(store.enroll("a", &first, at(1000), event()).await.expect("answers"), Enrollment::Enrolled);
    let same_key = Device { id: DeviceId::generate(), identifier: "desk-2".to_owned(), ..first.clone() };
    assert_eq!(store.enroll("b", &same_key, at(1000), event()).await.expect("answers"), Enrollment::AlreadyEnrolled);
    let same_identifier = device("hanna", "desk-1");
    assert_eq!(
        store.enroll("b", &same_identifier, at(1000), event()).await.expect("answers"),
        Enrollment::AlreadyEnrolled
    );
    // A refusal leaves the ticket good, and a revoked device makes room.
    assert!(store.revoke_device(&first.id, at(1001), event()).await.expect("answers").is_some());
    assert_eq!(store.enroll("b", &same_identifier, at(1002), event()).await.expect("answers"), Enrollment::Enrolled);
}

pub(super) async fn a_revoked_device_is_gone_from_the_list(store: &dyn Store) {
    ticket(store, "t", "hanna").await;
    let mut first = device("hanna", "desk-1");
    store.enroll("t", &first, at(1000), event()).await.expect("answers");
    "Renamed".clone_into(&mut first.name);
    assert!(store.update_device(&first, event()).await.expect("saves"));
    ticket(store, "u", "hanna").await;
    store.enroll("u", &device("hanna", "desk-2"), at(1000), event()).await.expect("answers");
    let taken = Device { identifier: "desk-2".to_owned(), ..first.clone() };
    assert!(!store.update_device(&taken, event()).await.expect("answers"), "the identifier is taken");
    assert_eq!(store.device(&first.id).await.expect("reads").expect("is there").name, "Renamed");
    assert!(store.revoke_device(&first.id, at(1001), event()).await.expect("answers").is_some());
    assert!(store.revoke_device(&first.id, at(1002), event()).await.expect("answers").is_none());
    assert_eq!(store.devices_of_user(&"hanna".into()).await.expect("reads").len(), 1);
    assert_eq!(store.device(&first.id).await.expect("reads").expect("is kept").revoked_at, Some(at(1001)));
}

pub(super) async fn a_key_is_replaced_while_the_device_lives(store: &dyn Store) {
    ticket(store, "t", "hanna").await;
    let first = device("hanna", "desk-1");
    store.enroll("t", &first, at(1000), event()).await.expect("answers");
    ticket(store, "u", "hanna").await;
    let second = device("hanna", "desk-2");
    store.enroll("u", &second, at(1000), event()).await.expect("answers");
    let next = device("hanna", "other").public_key;
    assert!(store.replace_device_key(&first.id, &next, event()).await.expect("saves"));
    assert_eq!(store.device(&first.id).await.expect("reads").expect("is there").public_key, next);
    let taken = store.replace_device_key(&first.id, &second.public_key, event()).await;
    assert!(!taken.expect("answers"), "the key is another device's");
    assert!(store.revoke_device(&first.id, at(1001), event()).await.expect("answers").is_some());
    let late = store.replace_device_key(&first.id, &first.public_key, event()).await;
    assert!(!late.expect("answers"), "the device is revoked");
}

pub(super) async fn a_token_id_is_used_once(store: &dyn Store) {
    assert!(store.use_jti("j", at(1060), at(1000)).await.expect("answers"));
    assert!(!store.use_jti("j", at(1060), at(1059)).await.expect("answers"));
    assert!(store.use_jti("other", at(1060), at(1001)).await.expect("answers"));
    assert!(store.use_jti("j", at(1120), at(1060)).await.expect("answers"), "forgotten once expired");
}
