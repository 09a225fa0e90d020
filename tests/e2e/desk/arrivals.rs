//! The audit chain says which device a request reached, and says it once.

use std::time::Duration;

use e2e::{HANNA, TestServer, device_at, next_ready_item, ready_item, wait_for, wait_until_free};
use waxseal_protocol::ids::{ConsentId, DeviceId, UserId};
use waxseal_store::model::{AuditEvent, EventKind};
use waxseal_store::{EventFilter, Store as _};

/// The arrivals that the chain knows, once there are so many.
async fn arrivals(server: &TestServer, expected: usize) -> Vec<AuditEvent> {
    for _ in 0..200 {
        let found = known(server).await;
        if found.len() >= expected {
            // What would come twice comes now.
            tokio::time::sleep(Duration::from_millis(300)).await;
            return known(server).await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{expected} arrivals were expected: {:?}", known(server).await);
}

async fn known(server: &TestServer) -> Vec<AuditEvent> {
    let filter = EventFilter { kind: Some(EventKind::GdSendPn), limit: 100, ..EventFilter::default() };
    server.store.events(&filter).await.unwrap().iter().map(|event| event.event().unwrap()).collect()
}

fn named(event: &AuditEvent) -> (Option<&DeviceId>, Option<&ConsentId>) {
    (event.device_id.as_ref(), event.consent_id.as_ref())
}

#[tokio::test]
async fn what_reached_a_device_is_noted_once_though_it_connects_again() {
    let server = TestServer::start().await;
    let folder = server.folder.path().join("desk");
    let device = server.device(HANNA, "desk").await;
    let id = device.snapshot().accounts[0].id.clone();
    let agent = server.agent().await;
    agent.ask(&server.request()).await.unwrap();
    let first = ready_item(&device).await.consent_id;
    let events = arrivals(&server, 1).await;
    assert_eq!(events.iter().map(named).collect::<Vec<_>>(), [(Some(&id), Some(&first))]);
    assert_eq!(events[0].user_id.as_ref().map(UserId::as_str), Some(HANNA));

    device.stop();
    drop(device);
    wait_until_free(&folder).await;
    // Asked while nobody is there: it arrives with the list at the start of the next connection.
    agent.ask(&server.request()).await.unwrap();
    assert_eq!(known(&server).await.len(), 1, "nobody took it");
    let again = device_at(&folder, &server.authority());
    wait_for(&again, |again| again.snapshot().items.len() == 2).await;
    let events = arrivals(&server, 2).await;
    let second = events[1].consent_id.clone().unwrap();
    assert_eq!(events.iter().map(named).collect::<Vec<_>>(), [(Some(&id), Some(&first)), (Some(&id), Some(&second))]);
    assert_ne!(first, second);

    agent.ask(&server.request()).await.unwrap();
    next_ready_item(&again).await;
    assert_eq!(arrivals(&server, 3).await.len(), 3);
}
