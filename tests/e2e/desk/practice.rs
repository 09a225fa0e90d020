//! A rehearsal.

use e2e::{HANNA, TestServer, device_at, wait_for};
use waxseal_device::ItemState;
use waxseal_device::decision::Friction;
use waxseal_protocol::device::DecisionOutcome;

use super::{approve, attend, refuse};

#[tokio::test]
async fn a_practice_request_is_answered_like_a_real_one_and_nobody_hears_of_it() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let id = device.practice().unwrap();
    assert_eq!(device.practice().unwrap(), id, "one at a time");
    let item = device.snapshot().items.remove(0);
    assert!(item.practice && item.batch_key.is_none());
    assert_eq!(item.friction, Friction::Code { length: 4, shown: None });
    let name = item.card.unwrap().client_name.unwrap().text;
    assert!(name.contains("2149"), "the code is said somewhere: {name}");
    let view = attend(&device, &id).await;
    assert!(approve(&device, &view, Some("1111")).await.is_err());
    approve(&device, &view, Some("2149")).await.unwrap();
    assert!(matches!(device.snapshot().items[0].state, ItemState::Closed { .. }));
    assert!(device.history().is_empty(), "it enters no record");
    assert_eq!(server.open_requests(HANNA).await, 0);
}

#[tokio::test]
async fn it_needs_neither_account_nor_network() {
    let server = TestServer::start().await;
    let device = device_at(&server.folder.path().join("new"), &server.authority());
    let id = device.practice().unwrap();
    let view = attend(&device, &id).await;
    refuse(&device, &view, DecisionOutcome::Denied).await.unwrap();
    wait_for(&device, |device| matches!(device.snapshot().items[0].state, ItemState::Closed { .. })).await;
}
