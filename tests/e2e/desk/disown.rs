//! "It was not me": an approval on another device of the person is reported afterwards.

use e2e::{HANNA, OMAR, TestServer, ready_item, same_at, wait_for};
use waxseal_device::{ErrorCode, HistoryOutcome};
use waxseal_protocol::device::DecisionOutcome;
use waxseal_store::model::EventKind;
use waxseal_store::{EventFilter, Store as _};

/// What the audit chain says of disowned approvals.
async fn statements(server: &TestServer) -> Vec<waxseal_store::model::AuditEvent> {
    let kind = Some(EventKind::GdAuthDisowned);
    let events = server.store.events(&EventFilter { kind, limit: 10, ..EventFilter::default() }).await.unwrap();
    events.iter().map(|event| event.event().unwrap()).collect()
}

#[tokio::test]
async fn an_approval_of_another_device_is_reported_and_recorded_once_and_takes_nothing_back() {
    let mut server = TestServer::start().await;
    let desk = server.device(HANNA, "desk").await;
    let laptop = server.device(HANNA, "laptop").await;
    let stranger = server.device(OMAR, "stranger").await;
    let agent = server.agent().await;
    let pending = agent.ask(&server.request()).await.unwrap();
    let id = ready_item(&laptop).await.consent_id;
    ready_item(&desk).await;
    laptop.decide_unattended(&same_at(&laptop, &id), DecisionOutcome::Approved).await.unwrap();
    wait_for(&desk, |desk| desk.history().iter().any(|record| record.outcome == HistoryOutcome::Approved)).await;

    // The one that approved cannot say so, and neither can somebody else's.
    assert_eq!(laptop.disown(&same_at(&laptop, &id)).await.unwrap_err().code, ErrorCode::UnknownRequest);
    assert_eq!(stranger.disown(&same_at(&stranger, &id)).await.unwrap_err().code, ErrorCode::UnknownRequest);
    server.stop().await;
    assert_eq!(desk.disown(&same_at(&desk, &id)).await.unwrap_err().code, ErrorCode::Offline);
    assert!(desk.snapshot().muted.is_empty(), "nothing was done");
    server.restart().await;

    desk.disown(&same_at(&desk, &id)).await.unwrap();
    desk.disown(&same_at(&desk, &id)).await.unwrap();
    assert_eq!(desk.snapshot().muted[0].client_name, "Bank Agent");
    let [statement] = statements(&server).await.try_into().expect("it is recorded once");
    let named = |device: &waxseal_device::Device| device.snapshot().accounts[0].id.clone();
    assert_eq!((statement.device_id, statement.consent_id), (Some(named(&desk)), Some(id)));
    assert_eq!(statement.details["approved_by"], named(&laptop).as_str());
    assert_eq!(statement.details["redeemed"], false);
    assert!(agent.wait(&pending).await.is_ok(), "what was granted is the operator's to end");
}

#[tokio::test]
async fn what_was_denied_has_nothing_to_disown() {
    let server = TestServer::start().await;
    let desk = server.device(HANNA, "desk").await;
    let laptop = server.device(HANNA, "laptop").await;
    server.agent().await.ask(&server.request()).await.unwrap();
    let id = ready_item(&laptop).await.consent_id;
    ready_item(&desk).await;
    laptop.decide_unattended(&same_at(&laptop, &id), DecisionOutcome::Denied).await.unwrap();
    wait_for(&desk, |desk| !desk.history().is_empty()).await;
    assert_eq!(desk.disown(&same_at(&desk, &id)).await.unwrap_err().code, ErrorCode::UnknownRequest);
    assert!(statements(&server).await.is_empty());
}
