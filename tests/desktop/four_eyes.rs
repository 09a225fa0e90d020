//! What takes two people, in the window: who approved is there as it happens.

use std::sync::Arc;

use e2e::{Desk, HANNA, Keyring, OMAR, TestServer, ready_item, same_at};
use waxseal_agent::{AgentError, ApprovalRequest};
use waxseal_protocol::SystemClock;
use waxseal_protocol::device::DecisionOutcome;

use crate::app::{App, enroll};

const DEPLOYS: &str = "\n[[apis]]\nidentifier = \"urn:deploys\"\n\
    authorization_details = [{ type = \"note\", second_approvers = [\"auth0|omar\"] }]\n";

async fn enrolled() -> App {
    let configuration = |ports: e2e::Ports| e2e::configuration(ports.main) + DEPLOYS;
    let server = TestServer::start_configured(Arc::new(SystemClock::new()), configuration).await;
    let mut desk = Desk::new(Keyring::Unlocked).await;
    desk.set("WAXSEAL_AUTHORITY", server.authority().display().to_string());
    let state = desk.path("device").display().to_string();
    desk.set("WAXSEAL_STATE", state);
    enroll(&server, &desk).await;
    App::open(server, desk).await
}

/// Waits for a note about the approvals that says something.
async fn note(app: &App, text: &str) {
    app.find(&format!("//*[@role='status'][contains(normalize-space(.), '{text}')]")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_persons_approval_comes_onto_the_card_and_ones_own_waits() {
    let app = enrolled().await;
    app.see("Connected").await;
    let (laptop, omar) = (app.server.device(HANNA, "laptop").await, app.server.device(OMAR, "omars").await);
    let agent = app.server.agent().await;
    let request = ApprovalRequest::new(HANNA).audience("urn:deploys").authorization_details(r#"[{"type":"note"}]"#);
    let request = request.unwrap();

    let pending = agent.ask(&request).await.unwrap();
    note(&app, "0 of 2 approvals").await;
    note(&app, "Needs your approval and that of Omar Haddad").await;
    let id = ready_item(&omar).await.consent_id;
    ready_item(&laptop).await;
    omar.decide_unattended(&same_at(&omar, &id), DecisionOutcome::Approved).await.unwrap();
    note(&app, "Approved by Omar Haddad at").await;
    note(&app, "1 of 2 approvals").await;
    app.desk.screenshot("four-eyes");
    laptop.decide_unattended(&same_at(&laptop, &id), DecisionOutcome::Approved).await.unwrap();
    app.outcome("Approved on laptop").await;
    // It is over, so that it is read and no longer announced.
    app.find("//body[contains(normalize-space(.), '2 of 2 approvals')]").await;
    assert!(agent.wait(&pending).await.is_ok());

    let pending = agent.ask(&request).await.unwrap();
    app.find("//button[normalize-space()='Next request' and not(@disabled)]").await.click().await.unwrap();
    note(&app, "0 of 2 approvals").await;
    let id = ready_item(&laptop).await.consent_id;
    ready_item(&omar).await;
    laptop.decide_unattended(&same_at(&laptop, &id), DecisionOutcome::Approved).await.unwrap();
    app.see("Approved by you – waiting for a second person").await;
    app.desk.screenshot("four-eyes-awaiting");
    app.look().await;
    app.desk.xdotool(&["key", "ctrl+shift+d"]);
    app.outcome("Denied at").await;
    assert!(matches!(agent.wait(&pending).await, Err(AgentError::Denied)));
    app.close().await;
}
