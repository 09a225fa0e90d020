//! A12: what is approved is not what was on screen.
//!
//! The server here changes a consent after it was read, signed with its own key: the worst it can do.

use e2e::{HANNA, TestServer, ready_item};
use waxseal_device::ErrorCode;
use waxseal_store::Store as _;

use super::{approve, attend};

#[tokio::test]
async fn a_consent_that_changes_while_it_is_read_is_not_signed_and_is_read_again() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    server.agent().await.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    let view = attend(&device, &item.id()).await;

    e2e::change_database(
        &server.config.database(),
        "update backchannel_requests set consent = replace(consent, '2500', '9500')",
    );
    let error = approve(&device, &view, Some("1234ABCD")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Changed);
    let request = server.store.request_by_consent_id(&item.consent_id).await.unwrap().unwrap();
    assert_eq!(request.state.decision(), None, "nothing was signed");
    let item = ready_item(&device).await;
    let shown = item.card.unwrap();
    assert!(shown.headline.contains("9,500.00"), "{}", shown.headline);
    let amount = item.changes.iter().find(|change| change.label == "Amount").unwrap();
    assert!(amount.was.as_ref().unwrap().contains("2,500.00") && amount.now.as_ref().unwrap().contains("9,500.00"));

    // The view was for what it showed; what is there now has to be opened and read.
    let error = approve(&device, &view, Some("1234ABCD")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::UnknownRequest);
}
