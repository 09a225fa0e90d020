//! What goes wrong by itself: no network, another signer, a removed device.

use std::sync::Arc;
use std::time::Duration;

use e2e::{HANNA, TestServer, device_at, ready_item, wait_for};
use serde_json::json;
use waxseal_device::commands::EnrollInput;
use waxseal_device::keys::PassphraseFile;
use waxseal_device::{ConnectionState, ErrorCode, ItemState};
use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::jose::SigningKey;
use waxseal_protocol::{ManualClock, Secret};
use waxseal_store::Store as _;
use waxseal_store::model::{AuditEvent, EventKind};

#[tokio::test]
async fn without_a_server_nothing_is_answered_and_it_comes_back_by_itself() {
    let mut server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let agent = server.agent().await;
    let pending = agent.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;

    server.stop().await;
    let offline = |state: &ConnectionState| matches!(state, ConnectionState::Offline { .. });
    wait_for(&device, |device| offline(&device.snapshot().accounts[0].connection)).await;
    let error = device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Offline);
    assert_eq!(server.open_requests(HANNA).await, 1);

    server.restart().await;
    wait_for(&device, |device| device.snapshot().accounts[0].connection.is_online()).await;
    assert_eq!(server.open_requests(HANNA).await, 1, "no approval was queued");
    device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();
    assert!(agent.wait(&pending).await.is_ok());
}

#[tokio::test]
async fn a_consent_of_another_signer_cannot_be_approved_and_says_why() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    device.stop();
    drop(device);
    // As if the server had been replaced by one with another key.
    let path = server.folder.path().join("desk/accounts.json");
    let mut accounts: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    accounts[0]["issuer_keys"] = json!({"keys": [SigningKey::generate().unwrap().public()]});
    std::fs::write(&path, accounts.to_string()).unwrap();

    server.agent().await.ask(&server.request()).await.unwrap();
    let device = device_at(&server.folder.path().join("desk"), &server.authority());
    let unverifiable = |state: &ItemState| matches!(state, ItemState::Unverifiable { .. });
    wait_for(&device, |device| device.snapshot().items.iter().any(|item| unverifiable(&item.state))).await;
    let item = device.snapshot().items.remove(0);
    let ItemState::Unverifiable { reason } = &item.state else { panic!("{:?}", item.state) };
    assert!(reason.contains("signature is not by localhost"), "{reason}");
    assert_eq!(item.card, None);
    let error = device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotDecidable);
    assert_eq!(server.open_requests(HANNA).await, 1);
}

#[tokio::test]
async fn a_device_removed_at_the_server_wipes_its_key() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let id = device.snapshot().accounts[0].id.clone();
    let keys = server.folder.path().join("desk/keys");
    assert_eq!(std::fs::read_dir(&keys).unwrap().count(), 1);
    let event = AuditEvent::new(server_now(), EventKind::GdUnenroll);
    server.store.revoke_device(&id, server_now(), event).await.unwrap();
    // The heartbeat of one second notices.
    wait_for(&device, |device| device.snapshot().accounts.is_empty()).await;
    assert_eq!(std::fs::read_dir(&keys).unwrap().count(), 0);
}

fn server_now() -> waxseal_protocol::Timestamp {
    use waxseal_protocol::Clock as _;
    waxseal_protocol::SystemClock::new().now()
}

#[tokio::test]
async fn removing_an_account_here_removes_it_there() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let id = device.snapshot().accounts[0].id.clone();
    device.remove_account(&id).await.unwrap();
    assert!(device.snapshot().accounts.is_empty());
    assert_eq!(server.store.devices_of_user(&HANNA.into()).await.unwrap(), []);
}

/// A server that is gone for good keeps no account here.
#[tokio::test]
async fn without_its_server_an_account_is_removed_here_only_on_purpose() {
    let mut server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let id = device.snapshot().accounts[0].id.clone();
    let key = server.folder.path().join(format!("desk/keys/{id}.pem"));
    server.stop().await;
    assert_eq!(device.remove_account(&id).await.unwrap_err().code, ErrorCode::Offline);
    assert!(key.exists() && device.snapshot().accounts.len() == 1, "nothing was done");
    device.forget_account(&id).await.unwrap();
    assert!(!key.exists() && device.snapshot().accounts.is_empty());
    assert_eq!(server.store.devices_of_user(&HANNA.into()).await.unwrap().len(), 1, "it lives on there");
}

#[tokio::test]
async fn a_bad_enrolment_keeps_nothing() {
    let server = TestServer::start().await;
    let device = device_at(&server.folder.path().join("desk"), &server.authority());
    let enroll = async |text: String| {
        device.enroll(EnrollInput { text, server: None, device_name: "Desk".to_owned() }).await.unwrap_err().code
    };
    let base = server.config.url("appliance-mfa");
    assert_eq!(enroll("hello".to_owned()).await, ErrorCode::InvalidLink);
    let unknown = format!("waxseal://enroll?enrollment_tx_id=unknown&base_url={base}");
    assert_eq!(enroll(unknown).await, ErrorCode::TicketRefused);
    let nowhere = "waxseal://enroll?enrollment_tx_id=x&base_url=https%3A%2F%2Flocalhost%3A1".to_owned();
    assert_eq!(enroll(nowhere).await, ErrorCode::Offline);
    assert!(device.snapshot().accounts.is_empty());
    assert_eq!(std::fs::read_dir(server.folder.path().join("desk/keys")).unwrap().count(), 0);
}

#[tokio::test]
async fn a_server_whose_certificate_is_not_trusted_is_refused() {
    let (server, other) = (TestServer::start().await, TestServer::start().await);
    let device = device_at(&server.folder.path().join("desk"), &other.authority());
    let text = server.ticket(HANNA).await.link;
    let input = EnrollInput { text, server: None, device_name: "Desk".to_owned() };
    assert_eq!(device.enroll(input).await.unwrap_err().code, ErrorCode::Untrusted);
    assert!(device.snapshot().accounts.is_empty());
}

#[tokio::test]
async fn a_lost_wake_up_is_noticed_by_the_next_heartbeat() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    // Stored by another node, so no channel of this one says "look".
    server.agent().await.ask(&server.request()).await.unwrap();
    let first = ready_item(&device).await;
    let mut copy = server.store.request_by_consent_id(&first.consent_id).await.unwrap().unwrap();
    copy.consent_id = waxseal_protocol::ids::ConsentId::generate(copy.created_at);
    copy.auth_req_id_sha256 = "another".to_owned();
    copy.consent = copy.consent.replace(first.consent_id.as_str(), copy.consent_id.as_str());
    let event = AuditEvent::new(copy.created_at, EventKind::CibaStartSucceeded);
    server.store.insert_request(copy, event).await.unwrap();
    wait_for(&device, |device| device.snapshot().items.len() == 2).await;
}

#[tokio::test]
async fn two_programs_do_not_share_a_folder() {
    let server = TestServer::start().await;
    let _device = server.device(HANNA, "desk").await;
    let second = waxseal_device::Device::start_unattended(waxseal_device::Settings {
        state_folder: server.folder.path().join("desk"),
        vault: std::sync::Arc::new(waxseal_device::keys::OsKeyring::default()),
        verifier: None,
        authority: None,
        language: waxseal_device::Language::English,
        time_zone: waxseal_device::TimeZone::UTC,
        clock: std::sync::Arc::new(waxseal_protocol::SystemClock::new()),
    });
    assert!(second.unwrap_err().to_string().contains("in use by another Waxseal"));
}

#[tokio::test]
async fn a_clock_that_is_hours_off_changes_nothing() {
    let server = TestServer::start().await;
    for (name, early) in [("slow", true), ("fast", false)] {
        let now = waxseal_protocol::Clock::now(&waxseal_protocol::SystemClock::new());
        let two_hours = Duration::from_hours(2);
        let wrong = if early { now - two_hours } else { now + two_hours };
        let folder = server.folder.path().join(name);
        let device = waxseal_device::Device::start_unattended(waxseal_device::Settings {
            vault: Arc::new(PassphraseFile::new(&folder.join("keys"), Secret::new("test".to_owned()))),
            verifier: None,
            state_folder: folder,
            authority: Some(server.authority()),
            language: waxseal_device::Language::English,
            time_zone: waxseal_device::TimeZone::UTC,
            clock: Arc::new(ManualClock::new(wrong)),
        })
        .unwrap();
        let text = server.ticket(HANNA).await.link;
        device.enroll(EnrollInput { text, server: None, device_name: name.to_owned() }).await.unwrap();
        let agent = server.agent().await;
        let pending = agent.ask(&server.request()).await.unwrap();
        let item = ready_item(&device).await;
        let left = u64::try_from(item.expires_in_ms).unwrap();
        assert!((290_000..=302_000).contains(&left), "{left}");
        device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();
        assert!(agent.wait(&pending).await.is_ok());
    }
}
