//! The record of what was shown and answered: it leaves the device signed, and forgets when told to.

use e2e::{HANNA, TestServer, ready_item, wait_for};
use waxseal_device::{ErrorCode, ExportFormat, verify_export};
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
        device.decide_unattended(&item.consent_id, outcome).await.unwrap();
    }
    wait_for(&device, |device| device.history().len() == 2).await;
    let check = device.verify_history().unwrap();
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
    device.decide_unattended(&item.consent_id, DecisionOutcome::Denied).await.unwrap();
    let mut preferences = device.preferences();
    preferences.keep_history_days = Some(0);
    assert_eq!(device.set_preferences(preferences.clone()).unwrap_err().code, ErrorCode::InvalidInput);
    preferences.keep_history_days = Some(30);
    device.set_preferences(preferences).unwrap();
    assert_eq!(device.history().len(), 1, "it is of today");
    assert!(device.verify_history().unwrap().sound);
}
