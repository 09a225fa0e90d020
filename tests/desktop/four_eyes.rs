//! What takes two people, in the window: who approved is there as it happens.

use std::sync::Arc;

use e2e::{Desk, HANNA, Keyring, OMAR, TestServer, ready_item, same_at};
use waxseal_agent::{AgentError, ApprovalRequest};
use waxseal_protocol::SystemClock;
use waxseal_protocol::device::DecisionOutcome;

use crate::app::{App, enroll_for};

const DEPLOYS: &str = "\n[[apis]]\nidentifier = \"urn:deploys\"\n\
    authorization_details = [{ type = \"note\", second_approvers = [\"auth0|omar\"] }]\n";

/// An app with an account for each of some people.
async fn enrolled(people: &[&str]) -> App {
    let configuration = |ports: e2e::Ports| e2e::configuration(ports.main) + DEPLOYS;
    let server = TestServer::start_configured(Arc::new(SystemClock::new()), configuration).await;
    let mut desk = Desk::new(Keyring::Unlocked).await;
    desk.set("WAXSEAL_AUTHORITY", server.authority().display().to_string());
    let state = desk.path("device").display().to_string();
    desk.set("WAXSEAL_STATE", state);
    for person in people {
        enroll_for(&server, &desk, person).await;
    }
    App::open(server, desk).await
}

/// Waits for a note about the approvals that says something.
async fn note(app: &App, text: &str) {
    app.find(&format!("//*[@role='status'][contains(normalize-space(.), '{text}')]")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_persons_approval_comes_onto_the_card_and_ones_own_waits() {
    let app = enrolled(&[HANNA]).await;
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

/// The row of somebody's request in the list.
fn row(user: &str, more: &str) -> String {
    format!("//ul//button[contains(normalize-space(.), '{user}') and contains(normalize-space(.), '{more}')]")
}

/// Waits until so many notifications are on the screen.
async fn notifications(app: &App, count: &str) {
    let displayed = || (app.desk.output("dunstctl", &["count", "displayed"]) == count).then_some(());
    app.desk.poll("the notifications", displayed).await;
}

/// Types the code of the request on screen, and presses Approve.
async fn approve(app: &App) {
    app.type_code("1234ABCD").await;
    app.armed().await;
    app.click("approve").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_in_one_app_each_approve_on_a_card_of_their_own() {
    let app = enrolled(&[HANNA, OMAR]).await;
    app.see("Connected").await;
    let agent = app.server.agent().await;
    let request = ApprovalRequest::new(HANNA).audience("urn:deploys").authorization_details(r#"[{"type":"note"}]"#);
    let pending = agent.ask(&request.unwrap().binding_message("1234ABCD")).await.unwrap();

    app.find(&row(OMAR, "0 of 2 approvals")).await;
    app.find(&row(HANNA, "0 of 2 approvals")).await.click().await.unwrap();
    app.find(&format!("//header[contains(normalize-space(.), '{HANNA}')]")).await;
    // Nothing on this desk asks for a password, which is said before.
    app.find("//*[starts-with(normalize-space(.), 'Nobody asks for your password here')]").await;
    notifications(&app, "2").await;
    app.desk.screenshot("four-eyes-one-app");
    approve(&app).await;
    app.see("Approved by you – waiting for a second person").await;
    // Who approved is no longer called.
    notifications(&app, "1").await;

    app.find(&row(OMAR, "1 of 2 approvals")).await.click().await.unwrap();
    app.find(&format!("//header[contains(normalize-space(.), '{OMAR}')]")).await;
    note(&app, "1 of 2 approvals").await;
    note(&app, "Approved by Hanna Herwitz at").await;
    app.desk.screenshot("four-eyes-one-app-second");
    approve(&app).await;
    app.outcome("Approved at").await;
    notifications(&app, "0").await;
    assert!(agent.wait(&pending).await.is_ok());

    app.go("History").await;
    for person in [HANNA, OMAR] {
        app.find(&row(person, "Approved")).await.click().await.unwrap();
        app.find("//body[contains(normalize-space(.), '2 of 2 approvals')]").await;
        app.see("Confirmed by: nobody asked").await;
    }
    app.desk.screenshot("four-eyes-one-app-history");
    app.close().await;
}
