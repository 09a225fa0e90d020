//! What the Management API makes is kept.

#![expect(clippy::expect_used, reason = "a suite for tests")]

use super::{at, event};
use crate::model::{DirectoryEntry, EntryKind};
use crate::store::Store;

pub(super) async fn entries_are_kept_and_replaced(store: &dyn Store) {
    let entry = |id: &str, document: &str, second| DirectoryEntry {
        id: id.to_owned(),
        document: document.to_owned(),
        created_at: at(1000),
        updated_at: at(second),
    };
    let put = async |kind, entry: &DirectoryEntry| {
        store.put_directory_entry(kind, entry, event()).await.expect("is kept");
    };
    put(EntryKind::Client, &entry("a", "{}", 1000)).await;
    put(EntryKind::User, &entry("a", "{}", 1000)).await;
    put(EntryKind::Client, &entry("a", r#"{"name":"A"}"#, 1001)).await;
    let clients = store.directory_entries(EntryKind::Client).await.expect("reads");
    assert_eq!(clients, [entry("a", r#"{"name":"A"}"#, 1001)]);
    assert!(store.delete_directory_entry(EntryKind::Client, "a", event()).await.expect("answers"));
    assert!(!store.delete_directory_entry(EntryKind::Client, "a", event()).await.expect("answers"));
    assert_eq!(store.directory_entries(EntryKind::User).await.expect("reads").len(), 1);
}
