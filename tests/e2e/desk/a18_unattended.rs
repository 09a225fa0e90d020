//! A18: a device that is stolen, or left alone.

use std::sync::Arc;
use std::time::Duration;

use e2e::{HANNA, TestServer, device_at, device_with_clock, ready_item, wait_for};
use waxseal_device::commands::EnrollInput;
use waxseal_device::decision::Friction;
use waxseal_device::{Device, ErrorCode, Secret};
use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::{Clock as _, ManualClock, SystemClock};

use super::{WINDOW, approve, attend, refuse};

const PASSPHRASE: &str = "correct horse";

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

#[tokio::test]
async fn a_locked_device_says_how_many_wait_and_nothing_else() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    assert_eq!(device.lock().unwrap_err().code, ErrorCode::InvalidInput, "nobody could unlock it");
    device.set_passphrase(None, Some(secret(PASSPHRASE))).await.unwrap();
    server.agent().await.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    let view = attend(&device, &item.id()).await;
    device.lock().unwrap();

    let snapshot = device.snapshot();
    assert!(snapshot.items.is_empty() && snapshot.lock.locked);
    assert_eq!(snapshot.lock.waiting, 1);
    assert!(snapshot.lock.next_expires_in_ms.is_some_and(|left| left > 200_000));
    let locked = |result: Result<(), waxseal_device::DeviceError>| result.unwrap_err().code == ErrorCode::Locked;
    assert!(locked(approve(&device, &view, Some("1234ABCD")).await));
    assert!(locked(refuse(&device, &view, DecisionOutcome::Denied).await), "no griefing either");
    assert!(locked(device.open_request(WINDOW, &item.id()).map(|_| ())));
    assert!(locked(device.verify_history().await.map(|_| ())));
    assert!(locked(device.set_passphrase(Some(secret(PASSPHRASE)), None).await));
    assert!(locked(device.remove_account(&item.account_id).await));
    assert_eq!(server.open_requests(HANNA).await, 1);

    assert_eq!(device.unlock(secret("wrong horse")).await.unwrap_err().code, ErrorCode::WrongPassphrase);
    device.unlock(secret(PASSPHRASE)).await.unwrap();
    assert_eq!(device.snapshot().items[0].consent_id, item.consent_id, "what waited still waits");
    let error = approve(&device, &view, Some("1234ABCD")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::UnknownRequest, "what was on screen is closed");
    assert_eq!(device.snapshot().items[0].friction, Friction::Code { length: 8, shown: None });
    let again = attend(&device, &item.id()).await;
    approve(&device, &again, Some("1234ABCD")).await.unwrap();
}

#[tokio::test]
async fn it_locks_when_nobody_is_there_with_the_session_and_over_a_restart() {
    let server = TestServer::start().await;
    let folder = server.folder.path().join("desk");
    let clock = Arc::new(ManualClock::new(SystemClock::new().now()));
    let device = device_with_clock(&folder, &server.authority(), Arc::<ManualClock>::clone(&clock));
    let text = server.ticket(HANNA).await.link;
    device.enroll(EnrollInput { text, server: None, device_name: "desk".to_owned() }).await.unwrap();
    device.set_passphrase(None, Some(secret(PASSPHRASE))).await.unwrap();
    clock.advance(Duration::from_mins(4));
    device.activity();
    clock.advance(Duration::from_mins(4));
    // Somebody was there four minutes ago; the lock looks every five seconds.
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert!(!device.is_locked());
    clock.advance(Duration::from_mins(1));
    wait_for(&device, Device::is_locked).await;
    device.unlock(secret(PASSPHRASE)).await.unwrap();
    device.session_locked();
    assert!(device.is_locked());
    device.unlock(secret(PASSPHRASE)).await.unwrap();
    let mut preferences = device.preferences();
    preferences.lock.with_session = false;
    device.set_preferences(preferences).unwrap();
    device.session_locked();
    assert!(!device.is_locked());

    device.stop();
    drop(device);
    let again = wait_for_folder(&folder, &server).await;
    assert!(again.is_locked());
    again.unlock(secret(PASSPHRASE)).await.unwrap();
    again.set_passphrase(Some(secret(PASSPHRASE)), None).await.unwrap();
    assert_eq!(again.lock().unwrap_err().code, ErrorCode::InvalidInput);
}

async fn wait_for_folder(folder: &std::path::Path, server: &TestServer) -> Device {
    e2e::wait_until_free(folder).await;
    device_at(folder, &server.authority())
}
