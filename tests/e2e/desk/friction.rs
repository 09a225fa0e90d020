//! What approving takes: a click, a hold, or a code; and what denying may say.

use std::time::Duration;

use e2e::{HANNA, TestServer, ready_item};
use waxseal_agent::ApprovalRequest;
use waxseal_device::commands::DecideInput;
use waxseal_device::decision::{DenyReason, Friction, Gesture, PageSignal};
use waxseal_device::{ErrorCode, HistoryOutcome};
use waxseal_protocol::device::DecisionOutcome;
use waxseal_store::Store as _;

use super::{approve, attend, refuse};

#[tokio::test]
async fn a_payment_takes_the_code_that_only_the_agent_shows() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let agent = server.agent().await;
    let pending = agent.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    assert_eq!(item.friction, Friction::Code { length: 8, shown: None });
    let page = device.snapshot().without_codes();
    assert_eq!(page.items[0].card.as_ref().unwrap().binding_message, None, "what is asked for is not shown");

    let view = attend(&device, &item.id()).await;
    let error = approve(&device, &view, None).await.unwrap_err();
    let unfinished = (ErrorCode::NotArmed, "Type the whole code first.");
    assert_eq!((error.code, error.message.as_str()), unfinished);
    for part in ["1", "1234-ABC", "1234ABCD1"] {
        let error = approve(&device, &view, Some(part)).await.unwrap_err();
        assert_eq!((error.code, error.message.as_str()), unfinished, "{part} uses up no try");
    }
    let error = approve(&device, &view, Some("1234ABCE")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::WrongCode);
    assert_eq!(server.open_requests(HANNA).await, 1);
    approve(&device, &view, Some("1234-abcd")).await.unwrap();
    assert!(agent.wait(&pending).await.is_ok());
    let kept = device.history().remove(0).card.unwrap();
    assert_eq!(kept.binding_message.unwrap().text, "1234ABCD", "the record has all of it");
}

#[tokio::test]
async fn after_three_wrong_codes_it_can_only_be_denied() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    server.agent().await.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    let view = attend(&device, &item.id()).await;
    for _ in 0..3 {
        assert_eq!(approve(&device, &view, Some("00000000")).await.unwrap_err().code, ErrorCode::WrongCode);
    }
    let again = attend(&device, &item.id()).await;
    let error = approve(&device, &again, Some("1234ABCD")).await.unwrap_err();
    assert_eq!(
        (error.code, error.message.as_str()),
        (ErrorCode::NotDecidable, "Three wrong codes. It can only be denied now.")
    );
    refuse(&device, &again, DecisionOutcome::Denied).await.unwrap();
    assert_eq!(device.history()[0].outcome, HistoryOutcome::Denied);
}

#[tokio::test]
async fn where_the_agent_shows_no_code_this_device_does() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let agent = server.agent().await;
    let request = server.request().binding_message("Transfer for the flat");
    let pending = agent.ask(&request).await.unwrap();
    let item = ready_item(&device).await;
    let Friction::Code { length: 4, shown: Some(code) } = item.friction.clone() else { panic!("{:?}", item.friction) };
    assert!(device.snapshot().without_codes().items[0].card.as_ref().unwrap().binding_message.is_some());
    let view = attend(&device, &item.id()).await;
    approve(&device, &view, Some(&code)).await.unwrap();
    assert!(agent.wait(&pending).await.is_ok());
}

/// A request of medium care: a client that was never seen, and nothing that describes it as worse.
fn sign_in(text: &str) -> ApprovalRequest {
    ApprovalRequest::new(HANNA).scope("openid").binding_message(text)
}

#[tokio::test]
async fn a_sign_in_of_a_new_client_is_held_or_pressed_twice() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let agent = server.agent().await;
    let pending = agent.ask(&sign_in("W4SCT")).await.unwrap();
    let item = ready_item(&device).await;
    assert_eq!(item.friction, Friction::Hold);
    let view = attend(&device, &item.id()).await;
    let hold = DecideInput {
        view_token: view.clone(),
        outcome: DecisionOutcome::Approved,
        gesture: Gesture::Hold,
        reason: None,
        code: None,
    };
    assert_eq!(approve(&device, &view, None).await.unwrap_err().code, ErrorCode::PressAgain);
    // A page that says that it was held long enough is not believed.
    assert_eq!(device.decide(hold.clone()).await.unwrap_err().code, ErrorCode::NotArmed);
    device.observe(&view, PageSignal::HoldStarted).unwrap();
    assert_eq!(device.decide(hold.clone()).await.unwrap_err().code, ErrorCode::NotArmed);
    device.observe(&view, PageSignal::HoldStarted).unwrap();
    tokio::time::sleep(Duration::from_millis(1250)).await;
    device.decide(hold).await.unwrap();
    assert!(agent.wait(&pending).await.is_ok());

    // The same client again: known now, and so a click is enough.
    let pending = agent.ask(&sign_in("W4SCT")).await.unwrap();
    let item = ready_item(&device).await;
    assert_eq!(item.friction, Friction::Click);
    let view = attend(&device, &item.id()).await;
    approve(&device, &view, None).await.unwrap();
    assert!(agent.wait(&pending).await.is_ok());
}

#[tokio::test]
async fn why_somebody_denies_is_signed_with_it() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    server.agent().await.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    let view = attend(&device, &item.id()).await;
    let denial = DecideInput {
        view_token: view,
        outcome: DecisionOutcome::Denied,
        gesture: Gesture::Pointer,
        reason: Some(DenyReason::WrongDetails),
        code: None,
    };
    device.decide(denial).await.unwrap();
    let request = server.store.request_by_consent_id(&item.consent_id).await.unwrap().unwrap();
    assert_eq!(request.state.decision().unwrap().reason.as_deref(), Some("wrong_details"));
}
