//! The program ends while an answer is on its way.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use e2e::{HANNA, TestServer, device_at, device_with_clock, ready_item, wait_for};
use waxseal_device::commands::EnrollInput;
use waxseal_device::{Device, ErrorCode, HistoryOutcome, ItemState, ItemView};
use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::{Clock as _, ManualClock, SystemClock};

#[tokio::test]
async fn what_arrived_is_known_after_a_restart_and_not_sent_again() {
    let server = TestServer::start().await;
    let folder = server.folder.path().join("desk");
    let device = server.device(HANNA, "desk").await;
    let agent = server.agent().await;
    let pending = agent.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    answer_and_end(device, &folder, &item, DecisionOutcome::Approved).await;
    // As if the program had ended before the receipt: no record, and the answer still in the journal.
    std::fs::remove_file(folder.join("history.jsonl")).unwrap();

    let again = device_at(&folder, &server.authority());
    wait_for(&again, |again| again.history().len() == 1).await;
    let record = again.history().remove(0);
    assert_eq!((record.outcome, record.by), (HistoryOutcome::Approved, None));
    assert!(record.card.is_some(), "the record has what was shown");
    assert!(agent.wait(&pending).await.is_ok());
    assert_eq!(std::fs::read_to_string(folder.join("journal.json")).unwrap(), "[]");
}

#[tokio::test]
async fn what_is_in_the_record_already_is_not_asked_about_for_ever() {
    let server = TestServer::start().await;
    let folder = server.folder.path().join("desk");
    let device = server.device(HANNA, "desk").await;
    server.agent().await.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    // As if the program had ended after the record was written and before the journal was.
    answer_and_end(device, &folder, &item, DecisionOutcome::Approved).await;

    let again = device_at(&folder, &server.authority());
    wait_for(&again, |again| again.snapshot().accounts[0].connection.is_online()).await;
    assert_eq!(std::fs::read_to_string(folder.join("journal.json")).unwrap(), "[]");
    assert_eq!(again.history().len(), 1);
}

#[tokio::test]
async fn what_did_not_arrive_waits_for_the_person_to_say_it_again() {
    let server = TestServer::start().await;
    let folder = server.folder.path().join("desk");
    let device = server.device(HANNA, "desk").await;
    let agent = server.agent().await;
    agent.ask(&server.request()).await.unwrap();
    let first = ready_item(&device).await;
    let watching = watch_journal(&folder);
    device.decide_unattended(&first.id(), DecisionOutcome::Approved).await.unwrap();
    let journal = String::from_utf8(watching.await.unwrap()).unwrap();
    let pending = agent.ask(&server.request()).await.unwrap();
    let second = ready_item(&device).await;
    device.stop();
    drop(device);
    e2e::wait_until_free(&folder).await;
    // As if the program had ended just before it sent the answer to the second.
    let journal = journal.replace(first.consent_id.as_str(), second.consent_id.as_str());
    std::fs::write(folder.join("journal.json"), journal).unwrap();

    let again = device_at(&folder, &server.authority());
    let item = ready_item(&again).await;
    let ItemState::Failed { code, reason } = &item.state else { panic!("{:?}", item.state) };
    assert!(reason.contains("did not arrive"), "{reason}");
    assert_eq!(*code, ErrorCode::Offline);
    assert_eq!(server.open_requests(HANNA).await, 1, "nothing was sent by itself");
    again.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();
    assert!(agent.wait(&pending).await.is_ok());
}

#[tokio::test]
async fn an_answer_that_arrived_is_never_taken_for_silence() {
    // The program starts again after the request's end, when its consent has long expired.
    let clock = Arc::new(ManualClock::new(SystemClock::new().now()));
    let server = TestServer::start_with(Arc::<ManualClock>::clone(&clock)).await;
    let folder = server.folder.path().join("desk");
    let device = device_with_clock(&folder, &server.authority(), Arc::<ManualClock>::clone(&clock));
    let text = server.ticket(HANNA).await.link;
    device.enroll(EnrollInput { text, server: None, device_name: "desk".to_owned() }).await.unwrap();
    server.agent().await.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    answer_and_end(device, &folder, &item, DecisionOutcome::Denied).await;
    std::fs::remove_file(folder.join("history.jsonl")).unwrap();

    clock.advance(Duration::from_mins(10));
    let again = device_with_clock(&folder, &server.authority(), Arc::<ManualClock>::clone(&clock));
    wait_for(&again, |again| again.history().len() == 1).await;
    assert_eq!(again.history()[0].outcome, HistoryOutcome::Denied);
    assert!(again.snapshot().items.iter().all(|item| !item.state.is_open()), "nothing waits for ever");
}

#[tokio::test]
async fn an_answer_that_is_broken_off_in_the_middle_can_be_given_again() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let agent = server.agent().await;
    let pending = agent.ask(&server.request()).await.unwrap();
    let id = ready_item(&device).await.id();
    let state = |device: &Device| device.snapshot().items[0].state.clone();
    let sending = tokio::spawn({
        let (device, id) = (device.clone(), id.clone());
        async move { device.decide_unattended(&id, DecisionOutcome::Approved).await }
    });
    wait_for(&device, |device| state(device) == ItemState::Sending).await;
    // As when its task panics: it ends wherever it is.
    sending.abort();
    assert!(sending.await.unwrap_err().is_cancelled());
    assert!(matches!(state(&device), ItemState::Failed { .. }), "{:?}", state(&device));
    device.decide_unattended(&id, DecisionOutcome::Approved).await.unwrap();
    assert!(agent.wait(&pending).await.is_ok());
}

/// Answers, ends the device, and leaves its journal as it was in the moment of sending.
pub(super) async fn answer_and_end(device: Device, folder: &Path, item: &ItemView, outcome: DecisionOutcome) {
    let watching = watch_journal(folder);
    device.decide_unattended(&item.id(), outcome).await.unwrap();
    let journal = watching.await.unwrap();
    device.stop();
    drop(device);
    e2e::wait_until_free(folder).await;
    std::fs::write(folder.join("journal.json"), journal).unwrap();
}

/// Reads the journal while an answer is in it.
fn watch_journal(folder: &Path) -> tokio::task::JoinHandle<Vec<u8>> {
    let path = folder.join("journal.json");
    tokio::spawn(async move {
        loop {
            match std::fs::read(&path) {
                Ok(bytes) if bytes.len() > 2 => return bytes,
                _ => tokio::task::yield_now().await,
            }
        }
    })
}
