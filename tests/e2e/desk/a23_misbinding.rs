//! A23: the approval of one request is taken for another one's.

use e2e::{HANNA, TestServer, wait_for};
use waxseal_device::ErrorCode;

use super::{approve, attend, read};
use crate::desk::WINDOW;

#[tokio::test]
async fn an_answer_is_for_what_its_own_view_shows() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let agent = server.agent().await;
    let small = agent.ask(&server.request()).await.unwrap();
    let large = server.request().binding_message("99AB99CD");
    agent.ask(&large).await.unwrap();
    wait_for(&device, |device| device.snapshot().items.iter().filter(|item| item.state.is_decidable()).count() == 2)
        .await;
    let items = device.snapshot().items;
    let code =
        |item: &waxseal_device::ItemView| item.card.as_ref().unwrap().binding_message.as_ref().unwrap().text.clone();
    let first = items.iter().find(|item| code(item) == "1234ABCD").unwrap();
    let second = items.iter().find(|item| code(item) == "99AB99CD").unwrap();

    let view = attend(&device, &first.id()).await;
    // Another card takes its place; it is not armed by what was seen of the first.
    let other = device.open_request(WINDOW, &second.id()).unwrap().view_token;
    let error = approve(&device, &other, Some("99AB99CD")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotArmed);
    // The code of one is not the code of the other.
    read(&device, &other).await;
    let error = approve(&device, &other, Some("1234ABCD")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::WrongCode);
    // What was on screen before can no longer be answered.
    let error = approve(&device, &view, Some("1234ABCD")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::UnknownRequest);
    assert_eq!(server.open_requests(HANNA).await, 2);
    let view = attend(&device, &first.id()).await;
    approve(&device, &view, Some("1234ABCD")).await.unwrap();
    assert!(agent.wait(&small).await.is_ok());
    assert_eq!(device.history()[0].consent_id, first.consent_id);
}
