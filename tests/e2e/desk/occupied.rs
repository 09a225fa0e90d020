//! What the end of the program would interrupt, as an update asks it.

use e2e::{HANNA, OMAR, TestServer, device_at, ready_item, wait_for};
use waxseal_device::commands::{EnrollInput, Occupied};
use waxseal_protocol::device::DecisionOutcome;

#[tokio::test]
async fn open_requests_and_errands_are_not_interrupted() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    assert!(device.occupied().is_free());
    server.agent().await.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    device.practice().unwrap();
    assert_eq!(device.occupied(), Occupied { requests: 2, errands: 0 });
    // Who waits for an update hears when there is nothing left.
    let mut events = device.events();
    device.decide_unattended(&item.id(), DecisionOutcome::Denied).await.unwrap();
    events.recv().await.unwrap();
    assert_eq!(device.occupied(), Occupied { requests: 1, errands: 0 });

    let text = server.ticket(OMAR).await.link;
    let input = EnrollInput { text, server: None, device_name: "desk".to_owned() };
    let (enrolled, meanwhile) = tokio::join!(device.enroll(input), async { device.occupied() });
    enrolled.unwrap();
    assert_eq!(meanwhile.errands, 1);
    assert_eq!(device.occupied().errands, 0);
}

#[tokio::test]
async fn an_answer_whose_fate_is_not_known_counts_from_the_first_moment() {
    let server = TestServer::start().await;
    let folder = server.folder.path().join("desk");
    let device = server.device(HANNA, "desk").await;
    server.agent().await.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    super::interrupted::answer_and_end(device, &folder, &item, DecisionOutcome::Denied).await;
    let again = device_at(&folder, &server.authority());
    // Nothing was heard of the server yet.
    assert_eq!(again.snapshot().items, []);
    assert_eq!(again.occupied(), Occupied { requests: 1, errands: 0 });
    wait_for(&again, |again| again.occupied().is_free()).await;
    assert_eq!(std::fs::read_to_string(folder.join("journal.json")).unwrap(), "[]");
}
