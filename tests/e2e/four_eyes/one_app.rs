//! Two people whose accounts are in one app: each has a card of their own, and answers with their own key.

use e2e::{HANNA, OMAR, TestServer, device_at, refusal, wait_for, wait_until_free, waxseal};
use serde_json::Value;
use waxseal_agent::AgentError;
use waxseal_device::commands::EnrollInput;
use waxseal_device::{Device, ErrorCode, HistoryOutcome, HistoryRecord, ItemState, ItemView};
use waxseal_protocol::device::DecisionOutcome;
use waxseal_store::Store as _;

use super::devices::{ask, given, server};
use crate::desk::attend;

/// Hanna's app, in which Omar has an account, too.
async fn shared(server: &TestServer) -> Device {
    let device = server.device(HANNA, "desk").await;
    let text = server.ticket(OMAR).await.link;
    device.enroll(EnrollInput { text, server: None, device_name: "desk".to_owned() }).await.unwrap();
    wait_for(&device, |device| device.snapshot().accounts.iter().all(|one| one.connection.is_online())).await;
    device
}

/// What a person is asked.
fn of(device: &Device, user: &str) -> Option<ItemView> {
    device.snapshot().items.into_iter().find(|item| item.user_id.as_str() == user && item.state.is_open())
}

async fn ready(device: &Device, user: &str) -> ItemView {
    wait_for(device, |device| of(device, user).is_some_and(|item| item.state.is_decidable())).await;
    of(device, user).unwrap()
}

async fn both(device: &Device) -> (ItemView, ItemView) {
    (ready(device, HANNA).await, ready(device, OMAR).await)
}

async fn records(device: &Device) -> (HistoryRecord, HistoryRecord) {
    wait_for(device, |device| device.history().len() == 2).await;
    let accounts = device.snapshot().accounts;
    let of = |user: &str| {
        let account = accounts.iter().find(|account| account.user_id.as_str() == user).unwrap();
        device.history().into_iter().find(|record| record.account_id == account.id).unwrap()
    };
    (of(HANNA), of(OMAR))
}

#[tokio::test]
async fn each_of_two_people_in_one_app_sees_the_request_and_approves_it_with_their_own_key() {
    let server = server().await;
    let device = shared(&server).await;
    let (agent, pending) = ask(&server).await;
    let (hannas, omars) = both(&device).await;
    assert_eq!(hannas.consent_id, omars.consent_id);
    assert_ne!(hannas.id(), omars.id());
    assert_eq!(hannas.consent_sha256, omars.consent_sha256, "both read the same");
    assert_eq!((device.snapshot().lock.waiting, hannas.batch_key, omars.batch_key), (2, None, None));

    device.decide_unattended(&of(&device, HANNA).unwrap().id(), DecisionOutcome::Approved).await.unwrap();
    assert_eq!(of(&device, HANNA).unwrap().state, ItemState::Awaiting);
    wait_for(&device, |device| !of(device, OMAR).unwrap().four_eyes.unwrap().given.is_empty()).await;
    let omars = of(&device, OMAR).unwrap();
    assert_eq!(omars.state, ItemState::Ready, "one of two: the second waits for Omar");
    assert_eq!(given(omars.four_eyes.as_ref().unwrap()), [("Hanna Herwitz", false)]);
    assert!(device.history().is_empty() && device.snapshot().lock.waiting == 1);

    let twice =
        device.decide_unattended(&of(&device, HANNA).unwrap().id(), DecisionOutcome::Approved).await.unwrap_err();
    assert_eq!(twice.code, ErrorCode::NotDecidable, "one person is not both");
    device.decide_unattended(&omars.id(), DecisionOutcome::Approved).await.unwrap();
    assert!(agent.wait(&pending).await.is_ok());
    let (hannas, omars) = records(&device).await;
    assert_eq!((hannas.outcome, hannas.person.as_deref()), (HistoryOutcome::Approved, Some("Omar Haddad")));
    assert_eq!(given(&hannas.four_eyes.unwrap()), [("Hanna Herwitz", true), ("Omar Haddad", false)]);
    assert_eq!((omars.outcome, omars.person, omars.by), (HistoryOutcome::Approved, None, None));
    assert_eq!(given(&omars.four_eyes.unwrap()), [("Hanna Herwitz", false), ("you", true)]);
    let request = server.store.request_by_consent_id(&omars.consent_id).await.unwrap().unwrap();
    let last = request.state.decision().unwrap();
    let first = request.state.first_approval().unwrap();
    assert_ne!(last.device_key, first.device_key, "each signs with a key of their own");
    assert!(device.verify_history().await.unwrap().sound);
}

#[tokio::test]
async fn what_is_on_screen_is_one_persons_and_answers_for_them_alone() {
    let server = server().await;
    let device = shared(&server).await;
    let (agent, pending) = ask(&server).await;
    let (hannas, omars) = both(&device).await;
    let hanna_sees = attend(&device, &hannas.id()).await;
    let other_window = device.open_request("popup", &omars.id()).unwrap();
    // Answered elsewhere in the app, Hanna's card is closed, and Omar's stays.
    device.decide_unattended(&hannas.id(), DecisionOutcome::Approved).await.unwrap();
    assert_eq!(device.readiness(&hanna_sees).unwrap_err().code, ErrorCode::UnknownRequest);
    assert!(device.readiness(&other_window.view_token).is_ok());
    assert_eq!(of(&device, OMAR).unwrap().state, ItemState::Ready);
    device.decide_unattended(&omars.id(), DecisionOutcome::Denied).await.unwrap();
    assert!(matches!(refusal(agent.wait(&pending).await), AgentError::Denied));
    let (hannas, omars) = records(&device).await;
    assert_eq!((hannas.outcome, hannas.person.as_deref()), (HistoryOutcome::Denied, Some("Omar Haddad")));
    assert_eq!((omars.outcome, omars.person), (HistoryOutcome::Denied, None));
}

#[tokio::test]
async fn an_app_that_restarts_in_between_asks_only_who_did_not_answer() {
    let server = server().await;
    let folder = server.folder.path().join("desk");
    let end = async |device: Device| {
        device.stop();
        drop(device);
        wait_until_free(&folder).await;
    };
    let device = shared(&server).await;
    let (agent, pending) = ask(&server).await;
    let (hannas, omars) = both(&device).await;
    device.decide_unattended(&omars.id(), DecisionOutcome::Approved).await.unwrap();
    end(device).await;

    let device = device_at(&folder, &server.authority());
    let now = ready(&device, HANNA).await;
    wait_for(&device, |device| of(device, OMAR).is_some_and(|item| item.state == ItemState::Awaiting)).await;
    assert_eq!(given(&now.four_eyes.unwrap()), [("Omar Haddad", false)]);
    device.decide_unattended(&hannas.id(), DecisionOutcome::Approved).await.unwrap();
    assert!(agent.wait(&pending).await.is_ok());
    records(&device).await;
    end(device).await;

    let device = device_at(&folder, &server.authority());
    wait_for(&device, |device| device.snapshot().accounts.iter().all(|one| one.connection.is_online())).await;
    assert!(device.snapshot().items.is_empty(), "nothing comes up again");
    let (hannas, omars) = records(&device).await;
    assert_eq!((hannas.outcome, omars.outcome), (HistoryOutcome::Approved, HistoryOutcome::Approved));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_names_the_account_that_answers() {
    let server = server().await;
    let device = shared(&server).await;
    let accounts: Vec<_> = device.snapshot().accounts.iter().map(|account| account.id.to_string()).collect();
    device.stop();
    drop(device);
    let state = server.folder.path().join("desk");
    wait_until_free(&state).await;
    let run = async |arguments: &[&str]| {
        let mut command = std::process::Command::new(waxseal());
        command.arg("device").args(arguments).args(["--key-file", "--state"]).arg(&state);
        command.arg("--authority").arg(server.authority()).env("WAXSEAL_KEY_PASSPHRASE", "test");
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (agent, pending) = ask(&server).await;
    let (_, listed, _) = run(&["pending"]).await;
    assert!(listed.contains(&format!("  {HANNA} · ")) && listed.contains(&format!("  {OMAR} · ")), "{listed}");
    let id = listed.split_whitespace().next().unwrap();
    let (code, _, errors) = run(&["decide", id, "--deny"]).await;
    assert_eq!(code, Some(1));
    assert!(errors.contains(&format!("--account: {} ({HANNA}), {} ({OMAR})", accounts[0], accounts[1])), "{errors}");
    let (_, shown, _) = run(&["show", id, "--account", &accounts[1], "--json"]).await;
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!((&shown["user_id"], &shown["account_id"]), (&OMAR.into(), &accounts[1].as_str().into()));
    let (code, _, errors) = run(&["decide", id, "--account", "nobody", "--deny"]).await;
    assert_eq!(code, Some(22), "{errors}");
    let (code, _, errors) = run(&["decide", id, "--account", &accounts[1], "--deny"]).await;
    assert_eq!(code, Some(0), "{errors}");
    assert!(matches!(refusal(agent.wait(&pending).await), AgentError::Denied));
}
