//! The file, its chain, and what is exported of it.

use std::io::Write as _;

use super::*;

fn record(id: &str) -> HistoryRecord {
    HistoryRecord {
        at: Timestamp::UNIX_EPOCH,
        consent_id: id.into(),
        account_id: "dev_1".into(),
        user_id: Some("auth0|hanna".into()),
        outcome: HistoryOutcome::Denied,
        by: None,
        person: None,
        four_eyes: None,
        uv: None,
        card: None,
        consent_sha256: None,
    }
}

#[test]
fn records_survive_a_crash_in_the_middle_of_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.jsonl");
    History::open(path.clone()).unwrap().add(record("a")).unwrap();
    let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(br#"{"at":"1970-01-0"#).unwrap();
    let history = History::open(path.clone()).unwrap();
    assert!(history.contains(&record("a").id()));
    history.add(record("b")).unwrap();
    let again = History::open(path).unwrap();
    let ids: Vec<String> = again.newest_first().iter().map(|record| record.consent_id.to_string()).collect();
    assert_eq!(ids, ["b", "a"]);
}

#[test]
fn one_consent_at_two_accounts_is_two_requests() {
    let folder = tempfile::tempdir().unwrap();
    let history = History::open(folder.path().join("history.jsonl")).unwrap();
    let other = HistoryRecord { account_id: "dev_2".into(), outcome: HistoryOutcome::Approved, ..record("a") };
    history.add(record("a")).unwrap();
    assert!(!history.contains(&other.id()));
    assert_eq!(history.record(&other.id()), None);
    history.add(other.clone()).unwrap();
    assert_eq!(history.record(&other.id()), Some(other));
    assert_eq!(history.record(&record("a").id()), Some(record("a")));
}

fn three() -> (tempfile::TempDir, PathBuf, History) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.jsonl");
    let history = History::open(path.clone()).unwrap();
    for (id, second) in [("a", 10), ("b", 20), ("c", 30)] {
        let at = Timestamp::from_second(second).unwrap();
        history.add(HistoryRecord { at, ..record(id) }).unwrap();
    }
    (folder, path, history)
}

fn rewrite(path: &std::path::Path, change: impl Fn(&mut Vec<String>)) {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
    change(&mut lines);
    std::fs::write(path, lines.join("\n") + "\n").unwrap();
}

#[test]
fn a_changed_a_missing_and_a_cut_off_record_are_found() {
    let (_folder, path, history) = three();
    let sound = history.check().unwrap();
    assert!(sound.sound && sound.records == 3, "{sound:?}");
    rewrite(&path, |lines| lines[1] = lines[1].replace("denied", "approved"));
    assert_eq!(history.check().unwrap().broken_at, Some(3));
    let (_folder, path, history) = three();
    rewrite(&path, |lines| drop(lines.remove(1)));
    assert_eq!(history.check().unwrap().broken_at, Some(2));
    let (_folder, path, history) = three();
    rewrite(&path, |lines| drop(lines.pop()));
    let check = history.check().unwrap();
    assert_eq!((check.sound, check.broken_at), (false, Some(2)));
    let (_folder, path, history) = three();
    rewrite(&path, |lines| lines[2] = lines[2].replace("denied", "approved"));
    assert!(!history.check().unwrap().sound);
}

#[test]
fn what_is_too_old_goes_and_the_rest_stays_sound() {
    let (_folder, path, history) = three();
    assert_eq!(history.prune(Timestamp::from_second(25).unwrap()).unwrap(), 2);
    assert!(history.check().unwrap().sound);
    let again = History::open(path).unwrap();
    assert!(!again.contains(&record("a").id()) && again.contains(&record("c").id()));
    again.add(record("d")).unwrap();
    assert!(again.check().unwrap().sound);
    assert_eq!(again.prune(Timestamp::MAX).unwrap(), 2);
    again.add(record("e")).unwrap();
    assert!(again.check().unwrap().sound && again.newest_first().len() == 1);
}

#[test]
fn a_history_without_a_chain_goes_on_with_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.jsonl");
    let old = serde_json::to_string(&record("a")).unwrap();
    std::fs::write(&path, format!("{old}\n")).unwrap();
    let history = History::open(path).unwrap();
    history.add(record("b")).unwrap();
    assert!(history.check().unwrap().sound);
}

/// Lines as versions wrote them that knew neither two accounts of one request nor who confirmed.
fn old_lines() -> String {
    let card = r#"{"headline":"Pay","tier":"high","notices":[],"deny_only":null,"client_name":null,"client_id":null,"audience":{"text":"urn:my-api","altered":false},"scopes":[],"binding_message":null,"entries":[],"language":"en"}"#;
    let first = format!(
        r#"{{"at":"2026-11-20T10:00:00Z","consent_id":"cns_1","account_id":"dev_1","outcome":"approved","by":null,"card":{card},"consent_sha256":"digest"}}"#
    );
    let second = format!(
        r#"{{"at":"2026-11-20T10:01:00Z","consent_id":"cns_2","account_id":"dev_2","outcome":"denied","by":"Laptop","person":"Bob","card":null,"consent_sha256":null,"previous_sha256":"{}"}}"#,
        waxseal_protocol::ids::sha256_base64url(first.as_bytes())
    );
    format!("{first}\n{second}\n")
}

#[test]
fn a_history_of_an_earlier_version_is_read_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.jsonl");
    std::fs::write(&path, old_lines()).unwrap();
    let history = History::open(path.clone()).unwrap();
    let id = |account: &str, consent: &str| RequestId { account_id: account.into(), consent_id: consent.into() };
    assert!(history.contains(&id("dev_1", "cns_1")) && history.contains(&id("dev_2", "cns_2")));
    assert!(!history.contains(&id("dev_2", "cns_1")), "the other of two people was not asked yet");
    assert!(history.newest_first().iter().all(|record| record.uv.is_none()));
    let confirmed = HistoryRecord { uv: Some(UserVerification::Os), outcome: HistoryOutcome::Approved, ..record("c") };
    history.add(confirmed.clone()).unwrap();
    let again = History::open(path).unwrap();
    assert_eq!(again.newest_first()[0], confirmed);
    assert!(again.check().unwrap().sound && again.check().unwrap().records == 3);
    let key = SigningKey::generate().unwrap();
    let (file, _) = again.export(ExportFormat::Jsonl, &key, Timestamp::from_second(1_900_000_000).unwrap()).unwrap();
    assert_eq!(crate::verify_export(&file).unwrap().records, 3);
    let (table, _) = again.export(ExportFormat::Csv, &key, Timestamp::UNIX_EPOCH).unwrap();
    let table = String::from_utf8(table).unwrap();
    let ends: Vec<&str> = table.lines().map(|line| line.rsplit(',').next().unwrap()).collect();
    assert_eq!(ends, ["user_id", "auth0|hanna", "", ""]);
    assert!(table.contains(",os,auth0|hanna"), "{table}");
}

#[test]
fn an_exported_history_is_signed_over_every_byte() {
    let (_folder, _path, history) = three();
    let key = SigningKey::generate().unwrap();
    let now = Timestamp::from_second(100).unwrap();
    let (file, check) = history.export(ExportFormat::Jsonl, &key, now).unwrap();
    assert_eq!((check.records, check.sound), (3, true));
    assert_eq!(crate::verify_export(&file).unwrap().records, 3);
    let mut changed = file;
    changed[20] ^= 1;
    assert!(crate::verify_export(&changed).is_err());
}

#[test]
fn a_damaged_file_is_named_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.jsonl");
    std::fs::write(&path, "not json\nnot json either\n").unwrap();
    assert!(matches!(History::open(path.clone()), Err(PersistError::Damaged { .. })));
    assert_eq!(std::fs::read_to_string(path).unwrap(), "not json\nnot json either\n");
}
