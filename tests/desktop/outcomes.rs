//! How requests end in the window: in each tier, with a reason, elsewhere, too late, without a server.

use std::time::Duration;

use e2e::HANNA;
use waxseal_agent::{AgentError, ApprovalRequest};
use waxseal_protocol::device::DecisionOutcome;
use waxseal_store::Store as _;

use crate::app::App;

fn sign_in() -> ApprovalRequest {
    ApprovalRequest::new(HANNA).scope("openid").binding_message("W4SCT")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_client_is_held_and_a_known_one_is_clicked() {
    let app = App::enrolled().await;
    app.see("Connected").await;
    let agent = app.server.agent().await;
    let pending = agent.ask(&sign_in()).await.unwrap();
    app.armed().await;
    app.point("approve").await;
    app.desk.xdotool(&["mousedown", "1"]);
    tokio::time::sleep(Duration::from_millis(500)).await;
    app.desk.screenshot("holding");
    app.desk.xdotool(&["mouseup", "1"]);
    assert_eq!(app.server.open_requests(HANNA).await, 1, "let go too soon");
    app.armed().await;
    app.desk.xdotool(&["mousedown", "1"]);
    tokio::time::sleep(Duration::from_millis(1900)).await;
    app.desk.xdotool(&["mouseup", "1"]);
    app.outcome("Approved at").await;
    assert!(agent.wait(&pending).await.is_ok());

    let pending = agent.ask(&sign_in()).await.unwrap();
    app.find("//button[normalize-space()='Next request' and not(@disabled)]").await.click().await.unwrap();
    app.armed().await;
    app.click("approve").await;
    assert!(agent.wait(&pending).await.is_ok());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denial_says_why_and_a_report_mutes() {
    let app = App::enrolled().await;
    app.see("Connected").await;
    let agent = app.server.agent().await;
    agent.ask(&app.server.request()).await.unwrap();
    app.headline().await;
    let consent = app.server.store.open_requests(&HANNA.into(), now()).await.unwrap().remove(0).consent_id;
    app.look().await;
    app.find("//button[@aria-haspopup='menu']").await.click().await.unwrap();
    app.desk.screenshot("deny-because");
    app.find("//*[@role='menuitem' and normalize-space()='Wrong details']").await.click().await.unwrap();
    app.outcome("Denied at").await;
    let request = app.server.store.request_by_consent_id(&consent).await.unwrap().unwrap();
    assert_eq!(request.state.decision().unwrap().reason.as_deref(), Some("wrong_details"));

    let pending = agent.ask(&app.server.request()).await.unwrap();
    app.find("//button[normalize-space()='Next request' and not(@disabled)]").await.click().await.unwrap();
    app.headline().await;
    app.look().await;
    app.desk.xdotool(&["key", "ctrl+shift+f"]);
    app.see("Report this request?").await;
    app.desk.screenshot("report");
    app.look().await;
    app.press("Refuse and report").await;
    app.outcome("Reported").await;
    assert!(matches!(agent.wait(&pending).await, Err(AgentError::Denied)));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a30_escape_and_closing_the_window_answer_nothing() {
    let app = App::enrolled().await;
    app.see("Connected").await;
    app.server.agent().await.ask(&app.server.request()).await.unwrap();
    app.headline().await;
    app.desk.xdotool(&["key", "Escape"]);
    let gone = || {
        let there = app.desk.visible("^Waxseal$").is_some();
        if there {
            app.desk.xdotool(&["key", "alt+F4"]);
        }
        (!there).then_some(())
    };
    app.desk.poll("the window's end", gone).await;
    assert_eq!(app.server.open_requests(HANNA).await, 1);
    // It is hidden, not ended: a second start brings it back with the request.
    let mut second = app.desk.command(crate::app::binary());
    let ended = tokio::task::spawn_blocking(move || second.status());
    assert!(ended.await.unwrap().unwrap().success());
    app.desk.page_origin().await;
    app.find("//li//*[contains(normalize-space(), 'Send $2,500.00')]").await;
    assert_eq!(app.server.open_requests(HANNA).await, 1);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_answered_elsewhere_or_expires_says_so() {
    let app = App::enrolled().await;
    app.see("Connected").await;
    let laptop = app.server.device(HANNA, "Laptop").await;
    let agent = app.server.agent().await;
    agent.ask(&app.server.request()).await.unwrap();
    app.headline().await;
    let item = e2e::ready_item(&laptop).await;
    laptop.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();
    app.find("//*[contains(normalize-space(.), 'Approved on Laptop')]").await;
    app.desk.screenshot("elsewhere");
    app.press("It was not me").await;
    app.press("Report it").await;
    app.see("Reported. The server keeps that this approval was not yours.").await;

    agent.ask(&app.server.request().expiry(Duration::from_secs(5))).await.unwrap();
    app.find("//button[normalize-space()='Next request' and not(@disabled)]").await.click().await.unwrap();
    app.headline().await;
    app.outcome("Expired").await;
    app.see("No answer was sent.").await;
    app.desk.screenshot("expired");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_server_nothing_is_answered_and_it_comes_back() {
    let mut app = App::enrolled().await;
    app.see("Connected").await;
    app.server.agent().await.ask(&app.server.request()).await.unwrap();
    app.headline().await;
    app.server.stop().await;
    app.see("You're offline").await;
    app.desk.screenshot("offline");
    let deny = app.find("//button[contains(@class,'deny')]").await;
    assert!(!deny.is_enabled().await.unwrap());
    app.server.restart().await;
    app.see("Connected").await;
    app.type_code("1234ABCD").await;
    app.armed().await;
    app.click("approve").await;
    app.outcome("Approved at").await;
    app.close().await;
}

fn now() -> waxseal_protocol::Timestamp {
    waxseal_protocol::Clock::now(&waxseal_protocol::SystemClock::new())
}
