//! Several requests of little consequence are answered together.

use e2e::{HANNA, TestServer, ready_item, same_at, wait_for};
use waxseal_agent::ApprovalRequest;
use waxseal_device::commands::BatchInput;
use waxseal_device::decision::Gesture;
use waxseal_device::{Device, ErrorCode, HistoryOutcome, RequestId};
use waxseal_protocol::device::DecisionOutcome;

use super::{WINDOW, approve, attend, read};

fn sign_in() -> ApprovalRequest {
    ApprovalRequest::new(HANNA).scope("openid").binding_message("W4SCT")
}

async fn waiting(device: &Device, count: usize) -> Vec<RequestId> {
    wait_for(device, |device| device.snapshot().items.iter().filter(|item| item.state.is_decidable()).count() == count)
        .await;
    let items = device.snapshot().items.into_iter().filter(|item| item.state.is_decidable());
    items.map(|item| item.id()).collect()
}

#[tokio::test]
async fn each_of_a_batch_has_an_answer_of_its_own() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let agent = server.agent().await;
    // A client is known once it was approved.
    agent.ask(&sign_in()).await.unwrap();
    let item = ready_item(&device).await;
    assert_eq!(item.batch_key, None, "the first of a client is looked at alone");
    device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();

    let mut asked = Vec::new();
    for _ in 0..3 {
        asked.push(agent.ask(&sign_in()).await.unwrap());
    }
    agent.ask(&server.request()).await.unwrap();
    let ids = waiting(&device, 4).await;
    let payment =
        device.snapshot().items.into_iter().find(|item| item.batch_key.is_none() && item.state.is_decidable());
    let payment = payment.unwrap().id();
    let easy: Vec<RequestId> = ids.into_iter().filter(|id| *id != payment).collect();

    device.window_focus(WINDOW, true);
    for wrong in
        [vec![], vec![easy[0].clone()], vec![easy[0].clone(), payment.clone()], vec![easy[0].clone(), easy[0].clone()]]
    {
        assert_eq!(device.open_batch(WINDOW, &wrong).unwrap_err().code, ErrorCode::NotDecidable, "{wrong:?}");
    }
    let view = device.open_batch(WINDOW, &easy).unwrap().view_token;
    let input = BatchInput { view_token: view.clone(), outcome: DecisionOutcome::Approved, gesture: Gesture::Pointer };
    assert_eq!(device.decide_batch(input.clone()).await.unwrap_err().code, ErrorCode::NotArmed);
    assert_eq!(approve(&device, &view, None).await.unwrap_err().code, ErrorCode::NotDecidable, "it is no single view");
    read(&device, &view).await;
    let answers = device.decide_batch(input).await.unwrap();
    assert!(answers.iter().all(|answer| answer.error.is_none()), "{answers:?}");
    for pending in &asked {
        assert!(agent.wait(pending).await.is_ok());
    }
    assert_eq!(server.open_requests(HANNA).await, 1, "the payment still waits");
    let history = device.history();
    assert!(history.iter().filter(|record| record.outcome == HistoryOutcome::Approved).count() == 4);
}

#[tokio::test]
async fn one_that_ends_meanwhile_does_not_keep_the_others() {
    let server = TestServer::start().await;
    let (device, laptop) = (server.device(HANNA, "desk").await, server.device(HANNA, "laptop").await);
    let agent = server.agent().await;
    agent.ask(&sign_in()).await.unwrap();
    let item = ready_item(&device).await;
    let view = attend(&device, &item.id()).await;
    approve(&device, &view, None).await.unwrap_err();
    device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();
    for _ in 0..2 {
        agent.ask(&sign_in()).await.unwrap();
    }
    let ids = waiting(&device, 2).await;
    wait_for(&laptop, |laptop| laptop.snapshot().items.iter().filter(|item| item.state.is_decidable()).count() == 2)
        .await;
    device.window_focus(WINDOW, true);
    let view = device.open_batch(WINDOW, &ids).unwrap().view_token;
    read(&device, &view).await;
    laptop.decide_unattended(&same_at(&laptop, &ids[0].consent_id), DecisionOutcome::Denied).await.unwrap();
    wait_for(&device, |device| device.history().len() == 2).await;
    let input = BatchInput { view_token: view, outcome: DecisionOutcome::Denied, gesture: Gesture::Pointer };
    let answers = device.decide_batch(input).await.unwrap();
    assert_eq!(answers[0].error.as_ref().map(|error| error.code), Some(ErrorCode::NotDecidable));
    assert_eq!(answers[1].error, None);
}
