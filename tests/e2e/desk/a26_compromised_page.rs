//! A26: the page is in the hands of an attacker. It can call everything it has, and forge reports.

use std::sync::Arc;
use std::time::Duration;

use e2e::{HANNA, TestServer, ready_item};
use waxseal_device::decision::PageSignal;
use waxseal_device::keys::PassphraseFile;
use waxseal_device::{Device, ErrorCode, Language, Secret, Settings, TimeZone};
use waxseal_protocol::SystemClock;
use waxseal_protocol::device::DecisionOutcome;

use super::{WINDOW, approve, refuse};

#[tokio::test]
async fn without_focus_time_and_the_code_no_page_gets_an_approval() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    server.agent().await.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    let lies = |view: &str| {
        for signal in [PageSignal::CriticalSeen { seen: true }, PageSignal::PointerMoved, PageSignal::HoldStarted] {
            device.observe(view, signal).unwrap();
        }
    };
    assert_eq!(approve(&device, "made-up", Some("1234ABCD")).await.unwrap_err().code, ErrorCode::UnknownRequest);
    // No focus: another window, or none.
    let view = device.open_request(WINDOW, &item.id()).unwrap().view_token;
    lies(&view);
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(approve(&device, &view, Some("1234ABCD")).await.unwrap_err().code, ErrorCode::NotArmed);
    device.window_focus("popup", true);
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(approve(&device, &view, Some("1234ABCD")).await.unwrap_err().code, ErrorCode::NotArmed);
    assert_eq!(refuse(&device, &view, DecisionOutcome::Denied).await.unwrap_err().code, ErrorCode::NotArmed);
    // No time.
    device.window_focus(WINDOW, true);
    lies(&view);
    assert_eq!(approve(&device, &view, Some("1234ABCD")).await.unwrap_err().code, ErrorCode::NotArmed);
    // Focus and time, but the code is on another screen.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    for guess in ["0000", "1234", "ABCD1234"] {
        assert_eq!(approve(&device, &view, Some(guess)).await.unwrap_err().code, ErrorCode::WrongCode);
    }
    assert_eq!(approve(&device, &view, Some("1234ABCD")).await.unwrap_err().code, ErrorCode::NotDecidable);
    assert_eq!(server.open_requests(HANNA).await, 1);
}

/// What a page may call is what its capability lists; more is more to attack.
#[test]
fn pages_have_the_commands_they_need_and_no_others() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let allowed = |name: &str| -> Vec<String> {
        let file = std::fs::read_to_string(root.join(format!("src-tauri/capabilities/{name}.json"))).unwrap();
        let capability: serde_json::Value = serde_json::from_str(&file).unwrap();
        assert_eq!(capability["windows"], serde_json::json!([name]));
        let listed = capability["permissions"].as_array().unwrap().iter();
        listed.map(|one| one.as_str().unwrap().to_owned()).collect()
    };
    let core: Vec<String> =
        allowed("main").into_iter().chain(allowed("popup")).filter(|one| one.contains(':')).collect();
    assert_eq!(core, ["core:event:allow-listen", "core:event:allow-unlisten"].repeat(2), "no files, no shell, no HTTP");
    for forbidden in ["allow-enroll", "allow-export-history", "allow-set-passphrase", "allow-rotate-key"] {
        assert!(!allowed("popup").contains(&forbidden.to_owned()), "{forbidden}");
    }
}

#[tokio::test]
async fn a_device_with_a_window_answers_nothing_that_is_not_in_a_view() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let folder = server.folder.path().join("desk");
    device.stop();
    drop(device);
    e2e::wait_until_free(&folder).await;
    let vault = PassphraseFile::new(&folder.join("keys"), Secret::new("test".to_owned()));
    // As the desktop app starts it.
    let device = Device::start(Settings {
        state_folder: folder,
        vault: Arc::new(vault),
        verifier: None,
        authority: Some(server.authority()),
        language: Language::English,
        time_zone: TimeZone::UTC,
        clock: Arc::new(SystemClock::new()),
    });
    let device = device.unwrap();
    server.agent().await.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    let error = device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotArmed);
    assert_eq!(server.open_requests(HANNA).await, 1);
}
