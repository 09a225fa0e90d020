//! A1: somebody sends requests until one is approved to have peace.

use e2e::{HANNA, TestServer, ready_item, wait_for};
use waxseal_agent::ApprovalRequest;
use waxseal_device::decision::Friction;
use waxseal_device::{Announcement, Device, DeviceEvent};
use waxseal_protocol::device::DecisionOutcome;

use super::{attend, refuse};

/// What was announced so far.
fn announced(events: &mut tokio::sync::broadcast::Receiver<DeviceEvent>) -> Vec<Announcement> {
    let mut found = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let DeviceEvent::Announce { announcement, .. } = event {
            found.push(announcement);
        }
    }
    found
}

fn readable(device: &Device) -> usize {
    device.snapshot().items.iter().filter(|item| item.state.is_decidable()).count()
}

#[tokio::test]
async fn a_flood_is_listed_in_full_and_announced_four_times_and_another_client_still_is() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let mut events = device.events();
    let agent = server.agent().await;
    // As many as the server lets one client have open at once.
    for number in 0..20 {
        agent.ask(&ApprovalRequest::new(HANNA).scope("openid").binding_message(format!("A{number}"))).await.unwrap();
    }
    wait_for(&device, |device| readable(device) == 20).await;
    let alerts = announced(&mut events);
    assert_eq!(alerts.len(), 4, "{alerts:?}");
    assert!(matches!(alerts[3], Announcement::Flood { .. }), "{alerts:?}");
    let snapshot = device.snapshot();
    assert_eq!(snapshot.items.iter().filter(|item| item.in_flood).count(), 17);

    server.agent_named("other-agent").await.ask(&server.request()).await.unwrap();
    wait_for(&device, |device| readable(device) == 21).await;
    assert_eq!(announced(&mut events), [Announcement::Request]);
}

#[tokio::test]
async fn after_two_denials_even_a_sign_in_takes_a_code() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let agent = server.agent().await;
    for _ in 0..2 {
        agent.ask(&ApprovalRequest::new(HANNA).scope("openid").binding_message("W4SCT")).await.unwrap();
        let item = ready_item(&device).await;
        assert_eq!(item.friction, Friction::Hold);
        let view = attend(&device, &item.id()).await;
        refuse(&device, &view, DecisionOutcome::Denied).await.unwrap();
    }
    agent.ask(&ApprovalRequest::new(HANNA).scope("openid").binding_message("W4SCT")).await.unwrap();
    assert_eq!(ready_item(&device).await.friction, Friction::Code { length: 5, shown: None });
}

#[tokio::test]
async fn a_reported_client_is_mute_for_twenty_minutes_and_can_be_heard_again() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let agent = server.agent().await;
    agent.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    let view = attend(&device, &item.id()).await;
    refuse(&device, &view, DecisionOutcome::Reported).await.unwrap();
    let muted = device.snapshot().muted;
    assert_eq!(muted.len(), 1);
    assert_eq!((muted[0].client_id.as_str(), muted[0].client_name.as_str()), ("bank-agent", "Bank Agent"));
    assert!((19 * 60_000..=20 * 60_000).contains(&muted[0].millis_left), "{muted:?}");

    let mut events = device.events();
    agent.ask(&server.request()).await.unwrap();
    ready_item(&device).await;
    assert_eq!(announced(&mut events), [], "it is listed and not announced");
    device.unmute(&muted[0].account_id, &muted[0].client_id).unwrap();
    agent.ask(&server.request()).await.unwrap();
    wait_for(&device, |device| readable(device) == 2).await;
    assert_eq!(announced(&mut events), [Announcement::Request]);
}
