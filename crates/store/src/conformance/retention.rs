//! What ended long ago goes, and nothing else.

#![expect(clippy::expect_used, reason = "a suite for tests")]

use super::{at, event, grants, requests};
use crate::model::{EnrollmentTicket, TicketKind};
use crate::store::{EventFilter, Store};

/// Requests of the suite expire at 1300, its grants at 9000, its refresh tokens at 5000.
pub(super) async fn what_ended_long_ago_goes(store: &dyn Store) {
    let ticket = EnrollmentTicket {
        sha256: "t".to_owned(),
        user_id: "hanna".into(),
        kind: TicketKind::Device,
        expires_at: at(2000),
        parent_sha256: None,
    };
    store.insert_ticket(&ticket, event()).await.expect("keeps");
    let grant = grants::granted(store).await;
    let all = EventFilter { limit: 100, ..EventFilter::default() };
    let before = store.events(&all).await.expect("reads").len();

    assert_eq!(store.prune(at(1299), 10).await.expect("prunes"), 0, "nothing has ended yet");
    assert!(store.request_by_consent_id(&grant.consent_id).await.expect("reads").is_some());
    assert_eq!(store.prune(at(1300), 10).await.expect("prunes"), 1);
    assert!(store.request_by_consent_id(&grant.consent_id).await.expect("reads").is_none());
    assert!(store.refresh_token("one").await.expect("reads").is_some(), "its grant lives on");
    let holder = store.token_holder(&grant.consent_id).await.expect("reads");
    assert_eq!(holder, Some("hanna".into()), "and its tokens are still about somebody");

    assert_eq!(store.prune(at(8999), 10).await.expect("prunes"), 1, "the ticket");
    assert!(store.refresh_token("one").await.expect("reads").is_some(), "a second use is still noticed");
    assert_eq!(store.prune(at(9000), 10).await.expect("prunes"), 2, "the grant and its token");
    assert!(store.refresh_token("one").await.expect("reads").is_none());
    assert_eq!(store.token_holder(&grant.consent_id).await.expect("reads"), None);
    assert_eq!(store.prune(at(9000), 10).await.expect("prunes"), 0);
    assert_eq!(store.events(&all).await.expect("reads").len(), before, "the audit chain stays whole");
}

/// Of many, some go at a time, the oldest first.
pub(super) async fn many_go_in_parts(store: &dyn Store) {
    for _ in 0..5 {
        requests::stored(store, "hanna").await;
    }
    let gone = async || store.prune(at(1300), 2).await.expect("prunes");
    assert_eq!((gone().await, gone().await, gone().await, gone().await), (2, 2, 1, 0));
}
