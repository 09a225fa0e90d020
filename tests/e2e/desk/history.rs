//! The record of what was shown and answered: it leaves the device signed, and forgets when told to.

use e2e::{HANNA, TestServer, device_at, ready_item, wait_for};
use waxseal_device::{Device, ErrorCode, ExportFormat, HistoryFault, verify_export};
use waxseal_protocol::device::DecisionOutcome;

#[tokio::test]
async fn a_history_is_checked_and_exported_and_no_cell_is_a_formula() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let agent = server.agent().await;
    let formula = e2e::TRANSFER.replace("A Lannister Always Pays His Debts", "=HYPERLINK(\\\"http://x\\\")");
    let formula = formula.replace("Hanna Herwitz", "=1+1");
    for (details, outcome) in [(e2e::TRANSFER, DecisionOutcome::Approved), (&formula, DecisionOutcome::Denied)] {
        agent.ask(&server.request().authorization_details(details).unwrap()).await.unwrap();
        let item = ready_item(&device).await;
        device.decide_unattended(&item.id(), outcome).await.unwrap();
    }
    wait_for(&device, |device| device.history().len() == 2).await;
    let check = device.verify_history().await.unwrap();
    assert!(check.sound && check.records == 2, "{check:?}");

    let folder = server.folder.path().join("downloads");
    let signed = device.export_history(&folder, ExportFormat::Jsonl).await.unwrap();
    let again = device.export_history(&folder, ExportFormat::Jsonl).await.unwrap();
    assert_ne!(signed.path, again.path, "nothing is written over");
    let file = std::fs::read(&signed.path).unwrap();
    let verified = verify_export(&file).unwrap();
    assert_eq!(verified.records, 2);
    assert_eq!(verified.key_thumbprint, device.history_key_thumbprint().await.unwrap());
    let text = String::from_utf8(file).unwrap();
    let forged = text.replacen("denied", "approved", 1);
    assert!(verify_export(forged.as_bytes()).is_err());
    let shorter: Vec<&str> = text.lines().skip(1).collect();
    assert!(verify_export(shorter.join("\n").as_bytes()).is_err());

    let table = device.export_history(&folder, ExportFormat::Csv).await.unwrap();
    let table = std::fs::read_to_string(table.path).unwrap();
    let table = table.strip_prefix('\u{feff}').unwrap();
    assert_eq!(table.lines().count(), 3);
    for cell in table.split([',', '\n']) {
        let cell = cell.trim_matches('"');
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
    }
}

#[tokio::test]
async fn a_history_is_kept_as_long_as_the_person_wants() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    server.agent().await.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    device.decide_unattended(&item.id(), DecisionOutcome::Denied).await.unwrap();
    let mut preferences = device.preferences();
    preferences.keep_history_days = Some(0);
    assert_eq!(device.set_preferences(preferences.clone()).unwrap_err().code, ErrorCode::InvalidInput);
    preferences.keep_history_days = Some(30);
    device.set_preferences(preferences).unwrap();
    assert_eq!(device.history().len(), 1, "it is of today");
    assert!(device.verify_history().await.unwrap().sound);
}

/// A device with a history of so many denials, sealed.
async fn denied(server: &TestServer, count: usize) -> Device {
    let device = server.device(HANNA, "desk").await;
    for _ in 0..count {
        deny(server, &device).await;
    }
    device
}

async fn deny(server: &TestServer, device: &Device) {
    server.agent().await.ask(&server.request()).await.unwrap();
    let item = ready_item(device).await;
    device.decide_unattended(&item.id(), DecisionOutcome::Denied).await.unwrap();
    let check = device.verify_history().await.unwrap();
    assert!(check.vouched, "{check:?}");
}

/// Ends a device, changes its history while nothing runs, and starts it again.
async fn meanwhile(server: &TestServer, device: Device, change: impl FnOnce(&mut Vec<String>)) -> Device {
    let folder = server.folder.path().join("desk");
    device.stop();
    drop(device);
    e2e::wait_until_free(&folder).await;
    let path = folder.join("history.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut lines: Vec<String> = text.lines().map(|line| format!("{line}\n")).collect();
    change(&mut lines);
    std::fs::write(&path, lines.concat()).unwrap();
    device_at(&folder, &server.authority())
}

#[tokio::test]
async fn an_end_that_is_cut_off_while_nothing_runs_is_missed_from_then_on() {
    let server = TestServer::start().await;
    let device = denied(&server, 2).await;
    let device = meanwhile(&server, device, |lines| drop(lines.pop())).await;
    wait_for(&device, |device| device.snapshot().history_fault.is_some()).await;
    let check = device.verify_history().await.unwrap();
    assert_eq!((check.records, check.sound, check.vouched), (1, false, false), "{check:?}");
    assert_eq!(check.fault, Some(HistoryFault::EndMissing));

    // What is written later does not cover it up, and neither does another start.
    server.agent().await.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    device.decide_unattended(&item.id(), DecisionOutcome::Denied).await.unwrap();
    assert_eq!(device.verify_history().await.unwrap().fault, Some(HistoryFault::EndMissing));
    let device = meanwhile(&server, device, |_| {}).await;
    wait_for(&device, |device| device.snapshot().history_fault.is_some()).await;

    let exported = device.export_history(&server.folder.path().join("out"), ExportFormat::Jsonl).await.unwrap();
    assert_eq!((exported.records, exported.fault), (2, Some(HistoryFault::EndMissing)));
    let reason = verify_export(&std::fs::read(exported.path).unwrap()).unwrap_err();
    assert!(reason.contains("not whole"), "{reason}");
}

#[tokio::test]
async fn a_beginning_or_a_whole_file_that_is_gone_is_missed() {
    let server = TestServer::start().await;
    let device = denied(&server, 2).await;
    let device = meanwhile(&server, device, |lines| drop(lines.remove(0))).await;
    wait_for(&device, |device| device.snapshot().history_fault == Some(HistoryFault::BeginningMissing)).await;

    let other = TestServer::start().await;
    let device = denied(&other, 1).await;
    let device = meanwhile(&other, device, Vec::clear).await;
    wait_for(&device, |device| device.snapshot().history_fault == Some(HistoryFault::EndMissing)).await;
}

#[tokio::test]
async fn a_crash_between_a_record_and_its_seal_raises_no_alarm() {
    let server = TestServer::start().await;
    let device = denied(&server, 1).await;
    let keys = server.folder.path().join("desk/keys");
    let note = std::fs::read_dir(keys).unwrap().map(|file| file.unwrap().path());
    let note = note.into_iter().find(|path| path.extension().is_some_and(|kind| kind == "note")).unwrap();
    let sealed = std::fs::read(&note).unwrap();
    deny(&server, &device).await;
    // As if the program had ended before the second seal.
    let device = meanwhile(&server, device, |_| std::fs::write(&note, &sealed).unwrap()).await;
    let check = device.verify_history().await.unwrap();
    assert_eq!((check.records, check.sound, check.vouched), (2, true, true), "{check:?}");
    assert_eq!(device.snapshot().history_fault, None);
    assert_ne!(std::fs::read(&note).unwrap(), sealed, "it is sealed now");
}
