//! The operating system's own question before a high-risk approval: the real polkitd, its agent, PAM
//! and a password. The app runs as a person who is not root, because to root polkit says yes unasked.

use std::collections::HashMap;
use std::path::Path;

use e2e::{Desk, HANNA, Keyring, PASSWORD, PERSON, Polkit, TestServer};
use serde_json::Value as Json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use waxseal_protocol::device::{DecisionClaims, DecisionOutcome, UserVerification};
use waxseal_protocol::jose::{TimeRules, verify};
use waxseal_store::model::EventKind;
use waxseal_store::{EventFilter, Store as _};
use zbus::Connection;
use zbus::connection::Builder;
use zbus::zvariant::{OwnedValue, Value};

use crate::app::{App, enroll};

/// What the agent shows when it asks.
const ASKED: &str = "Password: ";

/// A desk of somebody who is not root, with the app on it and, unless it is to be without, a polkit with
/// a rule.
async fn at_a_desk(polkit: Option<&str>) -> (App, Option<Polkit>) {
    let server = TestServer::start().await;
    let mut desk = Desk::of_person(PERSON, Keyring::Unlocked).await;
    let authority = desk.path("authority.pem");
    std::fs::write(&authority, std::fs::read(server.authority()).unwrap()).unwrap();
    desk.set("WAXSEAL_AUTHORITY", authority.display().to_string());
    let state = desk.path("device").display().to_string();
    desk.set("WAXSEAL_STATE", state);
    let polkit = polkit.map(|rule| {
        let folder = desk.path("polkit");
        for (place, name, text) in
            [("actions", "app.waxseal.policy", policy().as_str()), ("rules", "10-test.rules", rule)]
        {
            std::fs::create_dir_all(folder.join(place)).unwrap();
            std::fs::write(folder.join(place).join(name), text).unwrap();
        }
        Polkit::start(&folder)
    });
    if let Some(polkit) = &polkit {
        desk.set("DBUS_SYSTEM_BUS_ADDRESS", polkit.address());
    }
    enroll(&server, &desk).await;
    let app = App::open(server, desk).await;
    app.see("Connected").await;
    (app, polkit)
}

/// As the package installs it.
fn policy() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    std::fs::read_to_string(root.join("src-tauri/polkit/app.waxseal.policy")).unwrap()
}

fn rule(result: &str) -> String {
    format!(
        "polkit.addRule(function(action, subject) {{ if (action.id == 'app.waxseal.approve') return '{result}'; }});"
    )
}

/// Types the code and presses Approve.
async fn approve(app: &App) {
    app.type_code("1234ABCD").await;
    app.armed().await;
    app.click("approve").await;
}

/// What the device signed about who answered, and what the record says.
async fn evidence(app: &App) -> (UserVerification, Option<Json>) {
    let events = app.server.store.events(&EventFilter { limit: 100, ..EventFilter::default() }).await.unwrap();
    let mut events = events.into_iter().map(|event| event.event().unwrap());
    let event = events.find(|event| event.kind == EventKind::GdAuthSucceed).unwrap();
    let consent = event.consent_id.clone().unwrap();
    let request = app.server.store.request_by_consent_id(&consent).await.unwrap().unwrap();
    let decision = request.state.decision().unwrap();
    let key = decision.device_key.clone().unwrap();
    let rules = TimeRules::new(decision.decided_at, std::time::Duration::from_mins(1));
    let claims: DecisionClaims = verify(&decision.jws, &[key], "jwt", rules).unwrap();
    let evidence = claims.waxseal.unwrap();
    assert_eq!(evidence.outcome, DecisionOutcome::Approved);
    (evidence.uv, event.details.get("uv").cloned())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_is_asked_for_and_the_signature_says_so() {
    if !Polkit::is_possible() {
        return;
    }
    let (app, polkit) = at_a_desk(Some("")).await;
    let prompt = polkit.as_ref().unwrap().prompt_for(app.process()).await;
    let agent = app.server.agent().await;
    let pending = agent.ask(&app.server.request()).await.unwrap();

    approve(&app).await;
    app.find("//*[@role='status' and starts-with(normalize-space(.), 'Your system asks for your password')]").await;
    assert_eq!(app.server.open_requests(HANNA).await, 1, "nothing is signed before");
    let mut prompt = prompt.see(ASKED).await;
    prompt.type_password("wrong").await;
    app.see("Your system did not confirm you").await;
    app.see("The system did not confirm that it is you. Nothing was signed; you can try again.").await;
    app.desk.screenshot("not-verified");
    assert_eq!(app.server.open_requests(HANNA).await, 1);

    // What is said of the attempt moved what is on screen, which takes no answer for a moment.
    app.look().await;
    app.armed().await;
    app.click("approve").await;
    let mut prompt = prompt.see(ASKED).await;
    prompt.type_password(PASSWORD).await;
    app.outcome("Approved at").await;
    assert!(agent.wait(&pending).await.is_ok());
    assert_eq!(evidence(&app).await, (UserVerification::Os, Some("os".into())));
    app.close().await;
}

/// An agent that is asked and never answers: the one for terminals cannot say that a question was withdrawn
/// while it waits for a line.
struct Agent(UnboundedSender<&'static str>);

#[zbus::interface(name = "org.freedesktop.PolicyKit1.AuthenticationAgent")]
impl Agent {
    async fn begin_authentication(
        &self,
        action_id: &str,
        message: &str,
        icon_name: &str,
        details: HashMap<String, String>,
        cookie: &str,
        identities: Vec<(String, HashMap<String, OwnedValue>)>,
    ) {
        assert_eq!(action_id, "app.waxseal.approve");
        assert!(message.starts_with("Waxseal wants to know that it is you"), "{message}");
        assert_eq!(icon_name, "waxseal-desktop");
        assert!(!details.contains_key("polkit.message"), "nobody but the policy file says anything");
        let [(kind, who)] = identities.as_slice() else { panic!("{identities:?}") };
        assert_eq!((kind.as_str(), &*who["uid"]), ("unix-user", &Value::U32(PERSON)), "their own password");
        assert!(!cookie.is_empty());
        self.0.send("asked").ok();
        std::future::pending::<()>().await;
    }

    fn cancel_authentication(&self, cookie: &str) {
        assert!(!cookie.is_empty());
        self.0.send("withdrawn").ok();
    }
}

/// Has polkit ask an agent of the test for a program, and says what it is told.
async fn listen(polkit: &Polkit, program: u32) -> (Connection, UnboundedReceiver<&'static str>) {
    let (sender, told) = unbounded_channel();
    let path = "/agent";
    let address = polkit.address();
    let connecting = Builder::address(address.as_str()).unwrap().serve_at(path, Agent(sender)).unwrap().build();
    let connection = connecting.await.unwrap();
    let stat = std::fs::read_to_string(format!("/proc/{program}/stat")).unwrap();
    // The twenty-second member; the second one is a name in brackets.
    let started: u64 = stat.rsplit_once(')').unwrap().1.split_whitespace().nth(19).unwrap().parse().unwrap();
    let process = HashMap::from([("pid", Value::from(program)), ("start-time", Value::from(started))]);
    let authority = "org.freedesktop.PolicyKit1.Authority";
    let body = (("unix-process", process), "en_US.UTF-8", path);
    let at = "/org/freedesktop/PolicyKit1/Authority";
    let registering = connection.call_method(
        Some("org.freedesktop.PolicyKit1"),
        at,
        Some(authority),
        "RegisterAuthenticationAgent",
        &body,
    );
    registering.await.unwrap();
    (connection, told)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_the_request_or_hides_it_withdraws_the_question() {
    if !Polkit::is_possible() {
        return;
    }
    let (app, polkit) = at_a_desk(Some("")).await;
    let (_agent, mut told) = listen(polkit.as_ref().unwrap(), app.process()).await;
    let second = app.server.device(HANNA, "second").await;
    let agent = app.server.agent().await;

    // Left: a question whose reason nobody can see is none.
    let pending = agent.ask(&app.server.request()).await.unwrap();
    approve(&app).await;
    assert_eq!(told.recv().await, Some("asked"));
    app.desk.xdotool(&["key", "Escape"]);
    assert_eq!(told.recv().await, Some("withdrawn"));
    assert_eq!(app.server.open_requests(HANNA).await, 1);

    // Answered on another device.
    app.find("//aside//button[@data-row]").await.click().await.unwrap();
    approve(&app).await;
    assert_eq!(told.recv().await, Some("asked"));
    let item = e2e::ready_item(&second).await;
    second.decide_unattended(&item.id(), DecisionOutcome::Denied).await.unwrap();
    assert_eq!(told.recv().await, Some("withdrawn"));
    app.outcome("Denied").await;
    assert!(agent.wait(&pending).await.is_err());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_forbids_it_keeps_it_from_being_signed() {
    if !Polkit::is_possible() {
        return;
    }
    let (app, _polkit) = at_a_desk(Some(&rule("no"))).await;
    app.server.agent().await.ask(&app.server.request()).await.unwrap();
    approve(&app).await;
    app.see("Your system does not let you confirm").await;
    assert_eq!(app.server.open_requests(HANNA).await, 1);
    // Saying no takes no password.
    app.look().await;
    app.click("deny").await;
    app.outcome("Denied at").await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_that_nobody_was_asked_for_is_no_verification() {
    if !Polkit::is_possible() {
        return;
    }
    let (app, _polkit) = at_a_desk(Some(&rule("yes"))).await;
    let agent = app.server.agent().await;
    let pending = agent.ask(&app.server.request()).await.unwrap();
    approve(&app).await;
    assert!(agent.wait(&pending).await.is_ok());
    assert_eq!(evidence(&app).await, (UserVerification::None, None));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_agent_asks_nobody_goes_without_it_unawares() {
    if !Polkit::is_possible() {
        return;
    }
    let (app, _polkit) = at_a_desk(Some("")).await;
    let agent = app.server.agent().await;
    let pending = agent.ask(&app.server.request()).await.unwrap();
    approve(&app).await;
    app.see("Your system could not ask you").await;
    app.find("//*[starts-with(normalize-space(.), 'Nobody asks for your password here')]").await;
    app.desk.screenshot("unasked");
    assert_eq!(app.server.open_requests(HANNA).await, 1, "nothing is signed before");
    app.armed().await;
    app.click("approve").await;
    app.outcome("Approved at").await;
    assert!(agent.wait(&pending).await.is_ok());
    assert_eq!(evidence(&app).await, (UserVerification::None, None));
    app.go("History").await;
    app.see("Confirmed by: nobody asked").await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_polkit_it_is_said_and_only_who_requires_it_is_kept_from_approving() {
    let app = App::enrolled().await;
    app.see("Connected").await;
    let agent = app.server.agent().await;
    let pending = agent.ask(&app.server.request()).await.unwrap();
    approve(&app).await;
    assert!(agent.wait(&pending).await.is_ok());
    assert_eq!(evidence(&app).await, (UserVerification::None, None));

    app.go("Settings").await;
    app.press("Security").await;
    app.find("//*[@role='status' and starts-with(normalize-space(.), 'It cannot be asked for now.')]").await;
    app.desk.screenshot("verification-unavailable");
    app.find("//label[starts-with(normalize-space(), 'Always')]").await.click().await.unwrap();
    app.see("Saved").await;
    app.go("Inbox").await;
    agent.ask(&app.server.request()).await.unwrap();
    app.find("//button[normalize-space()='Next request' and not(@disabled)]").await.click().await.unwrap();
    approve(&app).await;
    app.find("//*[@role='alert' and contains(., 'Your system cannot be asked whether it is you')]").await;
    assert_eq!(app.server.open_requests(HANNA).await, 1);
    app.close().await;
}
