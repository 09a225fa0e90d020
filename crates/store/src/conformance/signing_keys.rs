//! Signing keys, and what each says of the one that follows it.

#![expect(clippy::expect_used, reason = "a suite for tests")]

use waxseal_protocol::jose::{Algorithm, SigningKey};

use super::{at, event};
use crate::model::{KeyReplacement, StoredSigningKey};
use crate::store::Store;

fn stored(kid: &str, second: i64) -> StoredSigningKey {
    let key = SigningKey::generate().expect("a key");
    StoredSigningKey {
        kid: kid.to_owned(),
        algorithm: Algorithm::ES256,
        pkcs8: key.pkcs8().clone(),
        created_at: at(second),
        retired_at: None,
    }
}

fn after(previous: Option<&str>, retire_second: i64) -> KeyReplacement {
    let previous_kid = previous.map(ToOwned::to_owned);
    KeyReplacement {
        statement: previous.map(|kid| format!("by {kid}")),
        previous_kid,
        retire_at: at(retire_second),
        revoked: false,
    }
}

/// One key after the other, each a second later.
async fn chain(store: &dyn Store, kids: &[&str]) {
    let mut previous = None;
    for (second, kid) in (1000..).zip(kids) {
        let kept = store.insert_signing_key(&stored(kid, second), &after(previous, 3000), event()).await;
        assert!(kept.expect("answers"), "{kid}");
        previous = Some(*kid);
    }
}

async fn kids(store: &dyn Store, second: i64) -> Vec<String> {
    let keys = store.signing_keys(at(second)).await.expect("reads");
    keys.into_iter().map(|key| key.kid).collect()
}

pub(super) async fn signing_keys_come_newest_first(store: &dyn Store) {
    chain(store, &["old", "new"]).await;
    assert_eq!(kids(store, 2999).await, ["new", "old"], "both are published while old tokens live");
    assert_eq!(kids(store, 3000).await, ["new"], "the old one is retired");
    let keys = store.signing_keys(at(2999)).await.expect("reads");
    let pkcs8 = keys.first().expect("two keys").pkcs8.expose();
    assert!(SigningKey::from_pkcs8(Algorithm::ES256, pkcs8).is_ok());
}

pub(super) async fn a_key_takes_the_place_of_the_one_in_use_alone(store: &dyn Store) {
    chain(store, &["a", "b"]).await;
    for previous in [None, Some("a"), Some("c")] {
        let kept = store.insert_signing_key(&stored("late", 1010), &after(previous, 3000), event()).await;
        assert!(!kept.expect("answers"), "another key signs by now");
    }
    assert_eq!(kids(store, 2000).await, ["b", "a"], "nothing was kept");
    assert_eq!(store.key_succession("a", 10).await.expect("reads"), ["by a"]);
    let other = StoredSigningKey { algorithm: Algorithm::EdDSA, ..stored("d", 1010) };
    assert!(store.insert_signing_key(&other, &after(None, 3000), event()).await.expect("answers"));
}

pub(super) async fn a_clock_that_goes_back_leaves_the_last_key_in_use(store: &dyn Store) {
    let keep = async |kid: &str, second, replacement: KeyReplacement| {
        assert!(store.insert_signing_key(&stored(kid, second), &replacement, event()).await.expect("answers"), "{kid}");
    };
    keep("a", 8000, after(None, 0)).await;
    keep("b", 9000, after(Some("a"), 9500)).await;
    // Here the clock goes back.
    keep("c", 1000, after(Some("b"), 3000)).await;
    assert_eq!(kids(store, 1000).await, ["c", "b", "a"], "the one in use is the first");
    let created = store.signing_keys(at(1000)).await.expect("reads").first().expect("three keys").created_at;
    assert!(created > at(9000), "it is later than the one before");
    keep("d", 1001, after(Some("c"), 3000)).await;
    assert_eq!(kids(store, 1001).await.first().map(String::as_str), Some("d"));
    keep("e", 1002, KeyReplacement { revoked: true, ..after(Some("d"), 0) }).await;
    assert_eq!(kids(store, 500).await, ["e"], "what is revoked stays so, however far the clock goes back");
}

pub(super) async fn retired_keys_are_erased(store: &dyn Store) {
    chain(store, &["a", "b", "c"]).await;
    let erase = async |second| store.erase_retired_keys(at(second)).await.expect("erases");
    assert_eq!(erase(2999).await, 0, "tokens by them still live");
    assert_eq!((erase(3000).await, erase(3001).await), (2, 0));
    assert_eq!(kids(store, 2000).await, ["c"], "they do not come back with the clock");
    assert_eq!(store.key_succession("a", 10).await.expect("reads"), ["by a", "by b"], "what they signed stays");
}

pub(super) async fn statements_lead_from_key_to_key(store: &dyn Store) {
    chain(store, &["a", "b", "c", "d"]).await;
    let read = async |kid, limit| store.key_succession(kid, limit).await.expect("reads");
    assert_eq!(read("a", 10).await, ["by a", "by b", "by c"]);
    assert_eq!(read("b", 10).await, ["by b", "by c"]);
    assert_eq!(read("a", 2).await, ["by a", "by b"], "the rest is asked for from there on");
    assert!(read("d", 10).await.is_empty(), "it is in use");
    assert!(read("unknown", 10).await.is_empty());
}

pub(super) async fn a_revoked_key_leads_nowhere_and_is_gone_at_once(store: &dyn Store) {
    chain(store, &["a", "b"]).await;
    let revocation = KeyReplacement { revoked: true, ..after(Some("b"), 1500) };
    assert!(store.insert_signing_key(&stored("c", 1500), &revocation, event()).await.expect("answers"));
    assert!(store.insert_signing_key(&stored("d", 1600), &after(Some("c"), 3000), event()).await.expect("answers"));
    assert_eq!(kids(store, 1600).await, ["d", "c"], "those before are not published, whatever was planned");
    let read = async |kid| store.key_succession(kid, 10).await.expect("reads");
    assert_eq!(read("a").await, ["by a", "by b"], "the last one says that it ends here");
    assert_eq!(read("c").await, ["by c"]);
}
