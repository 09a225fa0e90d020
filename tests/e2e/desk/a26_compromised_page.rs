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
    for guess in ["00000000", "1234ABCE", "ABCD1234"] {
        assert_eq!(approve(&device, &view, Some(guess)).await.unwrap_err().code, ErrorCode::WrongCode);
    }
    assert!(device.approves_unverified(&view).await, "a page may say so");
    assert_eq!(approve(&device, &view, Some("1234ABCD")).await.unwrap_err().code, ErrorCode::NotDecidable);
    assert_eq!(server.open_requests(HANNA).await, 1);
}

/// What a page may call is what its capability lists; more is more to attack. A command that is added is added
/// here too, by somebody who thought about it.
#[test]
fn pages_have_the_commands_they_need_and_no_others() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for (name, permissions) in [("main", MAIN), ("popup", POPUP)] {
        let file = std::fs::read_to_string(root.join(format!("src-tauri/capabilities/{name}.json"))).unwrap();
        let capability: serde_json::Value = serde_json::from_str(&file).unwrap();
        assert_eq!(capability["windows"], serde_json::json!([name]));
        assert_eq!(capability["permissions"], serde_json::json!(permissions), "{name}");
    }
    let others = std::fs::read_dir(root.join("src-tauri/capabilities")).unwrap();
    assert_eq!(others.count(), 2, "no other page has any");
}

/// No files, no shell, no HTTP: of Tauri itself, a page only listens.
const MAIN: &[&str] = &[
    "core:event:allow-listen",
    "core:event:allow-unlisten",
    "core:webview:allow-print",
    "allow-snapshot",
    "allow-history",
    "allow-review-enrollment",
    "allow-enroll",
    "allow-open-request",
    "allow-observe",
    "allow-readiness",
    "allow-leave-view",
    "allow-verification-availability",
    "allow-approves-unverified",
    "allow-decide",
    "allow-retry",
    "allow-remove-account",
    "allow-templates",
    "allow-preview-template",
    "allow-take-show-request",
    "allow-verify-history",
    "allow-export-history",
    "allow-read-qr-code",
    "allow-read-qr-code-on-screen",
    "allow-open-batch",
    "allow-decide-batch",
    "allow-practice",
    "allow-disown",
    "allow-mute",
    "allow-unmute",
    "allow-pause-alerts",
    "allow-devices",
    "allow-revoke-device",
    "allow-rotate-key",
    "allow-user-code",
    "allow-set-user-code",
    "allow-one-time-code",
    "allow-preferences",
    "allow-set-preferences",
    "allow-set-verification",
    "allow-activity",
    "allow-lock",
    "allow-unlock",
    "allow-set-passphrase",
    "allow-desktop-settings",
    "allow-set-autostart",
    "allow-set-shortcut",
    "allow-diagnostics",
    "allow-update-view",
    "allow-look-for-update",
    "allow-install-update",
    "allow-set-update-mode",
];

/// One request is read and answered here, and nothing is set.
const POPUP: &[&str] = &[
    "core:event:allow-listen",
    "core:event:allow-unlisten",
    "allow-snapshot",
    "allow-history",
    "allow-open-request",
    "allow-observe",
    "allow-readiness",
    "allow-leave-view",
    "allow-approves-unverified",
    "allow-decide",
    "allow-retry",
    "allow-disown",
    "allow-preferences",
    "allow-activity",
    "allow-lock",
    "allow-unlock",
    "allow-open-main",
    "allow-close-popup",
    "allow-take-show-request",
];

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
