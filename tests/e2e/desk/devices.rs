//! The devices of a person: seen, removed, and given new keys.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use e2e::{HANNA, OMAR, TestServer, device_at, ready_item, settings_at, wait_for, wait_until_free};
use waxseal_device::commands::EnrollInput;
use waxseal_device::keys::{KeyVault, Protection, VaultError};
use waxseal_device::{Device, ErrorCode, Secret, Settings};
use waxseal_protocol::SystemClock;
use waxseal_protocol::device::DecisionOutcome;

#[tokio::test]
async fn a_person_sees_own_devices_and_removes_one_which_wipes_itself() {
    let server = TestServer::start().await;
    let desk = server.device(HANNA, "desk").await;
    let laptop = server.device(HANNA, "laptop").await;
    let stranger = server.device(OMAR, "omars").await;
    let account = desk.snapshot().accounts.remove(0).id;
    let list = desk.devices(&account).await.unwrap();
    let seen: Vec<(&str, bool, bool)> =
        list.iter().map(|device| (device.name.as_str(), device.this_device, device.online)).collect();
    assert_eq!(seen, [("desk", true, true), ("laptop", false, true)]);
    assert!(list.iter().all(|device| !device.test_key));

    let of_stranger = stranger.snapshot().accounts.remove(0).id;
    assert_eq!(desk.revoke_device(&account, &of_stranger).await.unwrap_err().code, ErrorCode::Refused);
    assert_eq!(desk.revoke_device(&account, &account).await.unwrap_err().code, ErrorCode::InvalidInput);
    assert_eq!(stranger.snapshot().accounts.len(), 1);

    let keys = server.folder.path().join("laptop/keys");
    desk.revoke_device(&account, &list[1].id).await.unwrap();
    let gone = wait_for(&laptop, |laptop| laptop.snapshot().accounts.is_empty());
    tokio::time::timeout(Duration::from_secs(5), gone).await.expect("within five seconds");
    assert_eq!(std::fs::read_dir(keys).unwrap().count(), 0, "its key is wiped");
    assert_eq!(desk.devices(&account).await.unwrap().len(), 1);
}

/// A vault that keeps what it has while it is locked, as a keyring does.
#[derive(Debug)]
struct Lockable {
    vault: Arc<dyn KeyVault>,
    locked: Arc<AtomicBool>,
}

impl KeyVault for Lockable {
    fn protection(&self) -> Protection {
        self.vault.protection()
    }

    fn store(&self, name: &str, pkcs8: &Secret<Vec<u8>>) -> Result<(), VaultError> {
        self.vault.store(name, pkcs8)
    }

    fn load(&self, name: &str) -> Result<Secret<Vec<u8>>, VaultError> {
        self.vault.load(name)
    }

    fn delete(&self, name: &str) -> Result<(), VaultError> {
        // No name of a key that is there is told from one that is not.
        if self.locked.load(Ordering::SeqCst) {
            return Err(VaultError::Locked("it waits for its password".to_owned()));
        }
        self.vault.delete(name)
    }

    fn store_note(&self, name: &str, note: &[u8]) -> Result<(), VaultError> {
        self.vault.store_note(name, note)
    }

    fn load_note(&self, name: &str) -> Result<Vec<u8>, VaultError> {
        self.vault.load_note(name)
    }
}

#[tokio::test]
async fn a_key_that_a_locked_keyring_keeps_is_wiped_once_it_is_open() {
    let server = TestServer::start().await;
    let desk = server.device(HANNA, "desk").await;
    let folder = server.folder.path().join("laptop");
    let locked = Arc::new(AtomicBool::new(false));
    let start = || {
        let settings = settings_at(&folder, &server.authority(), Arc::new(SystemClock::new()));
        let vault = Arc::new(Lockable { vault: Arc::clone(&settings.vault), locked: Arc::clone(&locked) });
        Device::start(Settings { vault, ..settings }).unwrap()
    };
    let laptop = start();
    let text = server.ticket(HANNA).await.link;
    laptop.enroll(EnrollInput { text, server: None, device_name: "laptop".to_owned() }).await.unwrap();
    let id = laptop.snapshot().accounts.remove(0).id;
    let key = folder.join(format!("keys/{id}.pem"));
    assert!(key.exists());

    locked.store(true, Ordering::SeqCst);
    desk.revoke_device(&desk.snapshot().accounts.remove(0).id, &id).await.unwrap();
    wait_for(&laptop, |laptop| laptop.snapshot().accounts.is_empty()).await;
    assert_eq!((laptop.keys_to_wipe(), key.exists()), (1, true), "it is still to be done");
    laptop.stop();
    drop(laptop);
    wait_until_free(&folder).await;

    locked.store(false, Ordering::SeqCst);
    let laptop = start();
    for _ in 0..200 {
        if laptop.keys_to_wipe() == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!((laptop.keys_to_wipe(), key.exists()), (0, false));
}

#[tokio::test]
async fn a_device_on_which_a_script_may_answer_is_marked() {
    let server = TestServer::start().await;
    let desk = server.device(HANNA, "desk").await;
    let tester = device_at(&server.folder.path().join("tester"), &server.authority());
    let text = server.ticket(HANNA).await.link;
    let input = EnrollInput { text, server: None, device_name: "tester".to_owned() };
    tester.enroll_with_test_key(input).await.unwrap();
    let account = desk.snapshot().accounts.remove(0).id;
    let marked: Vec<(String, bool)> =
        desk.devices(&account).await.unwrap().into_iter().map(|device| (device.name, device.test_key)).collect();
    assert_eq!(marked, [("desk".to_owned(), false), ("tester".to_owned(), true)]);
}

#[tokio::test]
async fn a_new_key_answers_and_the_old_one_no_longer() {
    let mut server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let account = device.snapshot().accounts.remove(0);
    let folder = server.folder.path().join("desk");
    let old = std::fs::read(folder.join(format!("keys/{}.pem", account.id))).unwrap();
    device.rotate_key(&account.id).await.unwrap();
    let rotated = device.snapshot().accounts.remove(0);
    assert_ne!(rotated.key_thumbprint, account.key_thumbprint);
    let agent = server.agent().await;
    let pending = agent.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();
    assert!(agent.wait(&pending).await.is_ok());
    // It also connects with the new one.
    server.stop().await;
    server.restart().await;
    wait_for(&device, |device| device.snapshot().accounts[0].connection.is_online()).await;
    device.stop();
    drop(device);

    // Somebody who has a copy of the old key is no longer let in.
    e2e::wait_until_free(&folder).await;
    std::fs::write(folder.join(format!("keys/{}.pem", account.id)), old).unwrap();
    let copy = device_at(&folder, &server.authority());
    let refused = |state: &waxseal_device::ConnectionState| matches!(state, waxseal_device::ConnectionState::Offline { reason, .. } if reason.contains("refuses"));
    wait_for(&copy, |copy| refused(&copy.snapshot().accounts[0].connection)).await;
}

#[tokio::test]
async fn a_rotation_whose_receipt_is_lost_is_finished_at_the_next_connection() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let account = device.snapshot().accounts.remove(0);
    let folder = server.folder.path().join("desk");
    let key = |name: &str| folder.join(format!("keys/{name}.pem"));
    let before = std::fs::read(key(account.id.as_str())).unwrap();
    device.rotate_key(&account.id).await.unwrap();
    device.stop();
    drop(device);
    // As if the program had ended before the server's answer came: the new key still waits beside.
    e2e::wait_until_free(&folder).await;
    let next = format!("{}_next", account.id);
    std::fs::rename(key(account.id.as_str()), key(&next)).unwrap();
    std::fs::write(key(account.id.as_str()), before).unwrap();
    let again = device_at(&folder, &server.authority());
    wait_for(&again, |again| again.snapshot().accounts[0].connection.is_online()).await;
    assert!(!key(&next).exists(), "the new key took the old one's place");
    server.agent().await.ask(&server.request()).await.unwrap();
    ready_item(&again).await;
}
