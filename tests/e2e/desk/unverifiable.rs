//! A request that cannot be verified: it can be refused and reported, and never approved.

use e2e::{HANNA, TestServer, device_at, refusal, wait_for};
use waxseal_agent::AgentError;
use waxseal_device::{Device, ErrorCode, HistoryOutcome, ItemState, ItemView};
use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::jose::SigningKey;

use super::{WINDOW, approve, refuse};

/// A device that pinned another key than its server signs with, as after an attack on either.
async fn distrustful(server: &TestServer) -> Device {
    let device = server.device(HANNA, "desk").await;
    device.stop();
    drop(device);
    let folder = server.folder.path().join("desk");
    e2e::wait_until_free(&folder).await;
    let path = folder.join("accounts.json");
    let mut accounts: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let other = serde_json::to_value(SigningKey::generate().unwrap().public()).unwrap();
    *accounts.pointer_mut("/0/issuer_keys/keys").expect("one account with its keys") = serde_json::json!([other]);
    std::fs::write(&path, accounts.to_string()).unwrap();
    device_at(&folder, &server.authority())
}

async fn unverifiable(device: &Device) -> ItemView {
    let is = |item: &ItemView| matches!(item.state, ItemState::Unverifiable { .. });
    wait_for(device, |device| device.snapshot().items.iter().any(is)).await;
    device.snapshot().items.into_iter().find(is).unwrap()
}

/// A view of it that was open long enough for a click to count.
async fn open(device: &Device, item: &ItemView) -> String {
    device.window_focus(WINDOW, true);
    let view = device.open_request(WINDOW, &item.id()).unwrap().view_token;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    view
}

#[tokio::test]
async fn it_can_be_denied_and_never_approved() {
    let server = TestServer::start().await;
    let device = distrustful(&server).await;
    let agent = server.agent().await;
    let pending = agent.ask(&server.request()).await.unwrap();
    let item = unverifiable(&device).await;
    let view = open(&device, &item).await;
    assert!(approve(&device, &view, None).await.is_err());
    let error = device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotDecidable);
    assert_eq!(server.open_requests(HANNA).await, 1);

    refuse(&device, &view, DecisionOutcome::Denied).await.unwrap();
    assert!(matches!(refusal(agent.wait(&pending).await), AgentError::Denied));
    let record = device.history().remove(0);
    assert_eq!((record.outcome, record.consent_sha256, record.card), (HistoryOutcome::Denied, None, None));
}

#[tokio::test]
async fn it_can_be_reported_and_stays_as_it_is_while_the_server_is_away() {
    let mut server = TestServer::start().await;
    let device = distrustful(&server).await;
    server.agent().await.ask(&server.request()).await.unwrap();
    let item = unverifiable(&device).await;
    let view = open(&device, &item).await;
    server.stop().await;
    wait_for(&device, |device| !device.snapshot().accounts[0].connection.is_online()).await;
    assert_eq!(refuse(&device, &view, DecisionOutcome::Reported).await.unwrap_err().code, ErrorCode::Offline);
    assert!(matches!(unverifiable(&device).await.state, ItemState::Unverifiable { .. }));
    server.restart().await;
    wait_for(&device, |device| device.snapshot().accounts[0].connection.is_online()).await;
    refuse(&device, &view, DecisionOutcome::Reported).await.unwrap();
    assert_eq!(device.history()[0].outcome, HistoryOutcome::Reported);
    assert_eq!(device.snapshot().muted.len(), 1);
}
