use std::sync::Arc;

use super::*;
use crate::conformance;
use crate::model::EventKind;

async fn change(store: &SqliteStore, statement: &'static str) {
    store.writer.run(move |connection| row::execute(connection, statement, [])).await.unwrap();
}

#[tokio::test]
async fn in_memory_conforms() {
    conformance::run(|| async { SqliteStore::open_in_memory().await.unwrap() }).await;
}

#[tokio::test]
async fn a_file_conforms() {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let count = std::sync::atomic::AtomicU32::new(0);
    conformance::run(|| {
        let number = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = folder.path().join(format!("{number}.db"));
        async move { SqliteStore::open(&path).await.unwrap() }
    })
    .await;
}

#[tokio::test]
async fn what_is_no_database_is_left_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("waxseal.db");
    let text = b"these are somebody's notes, not a database\n".repeat(100);
    std::fs::write(&path, &text).unwrap();
    let error = SqliteStore::open(&path).await.unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), text);
}

#[tokio::test]
async fn a_damaged_database_is_left_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("waxseal.db");
    SqliteStore::open(&path).await.unwrap().close().await;
    let mut bytes = std::fs::read(&path).unwrap();
    let half = bytes.len() / 2;
    bytes[4096..half].fill(0xAA);
    std::fs::write(&path, &bytes).unwrap();
    let error = SqliteStore::open(&path).await.unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("waxseal.db");
    let store = SqliteStore::open(&path).await.unwrap();
    change(
        &store,
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
        values (9999, 'from the future', 1, x'00', 0)",
    )
    .await;
    store.close().await;
    let before = std::fs::read(&path).unwrap();
    let error = SqliteStore::open(&path).await.unwrap_err();
    assert!(matches!(error, StoreError::FutureVersion { found: 9999, known: 17, .. }), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn an_impossible_row_is_named() {
    let store = SqliteStore::open_in_memory().await.unwrap();
    change(
        &store,
        "insert into backchannel_requests (
            consent_id, auth_req_id_sha256, client_id, user_id, audience, scope, consent,
            consent_sha256, facts, challenge, interval_ms, created_at, expires_at, status
        )
        values ('cns_1', 'h', 'c', 'u', 'a', 's', '{}', 'd', '{}', 'c', 5000, 0, 1, 'approved')",
    )
    .await;
    let error = store.request_by_consent_id(&"cns_1".into()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "inconsistent data in backchannel_requests.decided_by, row cns_1: missing while approved"
    );
}

#[tokio::test]
async fn used_token_ids_are_known_when_the_file_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("waxseal.db");
    let at = |second| Timestamp::from_second(second).unwrap();
    let store = SqliteStore::open(&path).await.unwrap();
    assert!(store.use_jti("short", at(1060), at(1000)).await.unwrap());
    assert!(store.use_jti("long", at(1120), at(1000)).await.unwrap());
    // It is not waited for, but saved no later than what comes after it.
    store.append_event(AuditEvent::new(at(1000), EventKind::Sapi)).await.unwrap();
    store.close().await;
    let store = SqliteStore::open(&path).await.unwrap();
    assert!(!store.use_jti("long", at(1180), at(1119)).await.unwrap());
    assert!(!store.use_jti("short", at(1120), at(1059)).await.unwrap());
    assert!(store.use_jti("short", at(1120), at(1060)).await.unwrap(), "it has expired");
    assert!(store.use_jti("other", at(1120), at(1001)).await.unwrap());
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("waxseal.db");
    SqliteStore::open(&path).await.unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}
