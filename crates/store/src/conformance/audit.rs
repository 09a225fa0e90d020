//! The audit chain has no gap and no loose link.

#![expect(clippy::expect_used, reason = "a suite for tests")]

use super::{event, requests};
use crate::model::{CHAIN_START, EventKind, chain_hash};
use crate::store::{EventFilter, Store};

pub(super) async fn the_chain_has_no_gap(store: &dyn Store) {
    let append = (0..100).map(|_| store.append_event(event().user(&"hanna".into())));
    for result in futures_util::future::join_all(append).await {
        result.expect("is appended");
    }
    let request = requests::stored(store, "omar").await;
    store.append_event(event().consent(&request.consent_id)).await.expect("is appended");

    let all = store.events(&EventFilter { limit: 1000, ..EventFilter::default() }).await.expect("reads");
    assert_eq!(all.len(), 102);
    let mut hash = CHAIN_START.to_owned();
    for (sequence, chained) in (1..).zip(&all) {
        hash = chain_hash(&hash, sequence, &chained.body);
        assert_eq!((chained.sequence, &chained.hash), (sequence, &hash));
        assert_eq!(chained.event().expect("reads").kind, EventKind::Sapi);
    }
    let filter = EventFilter { consent: Some(request.consent_id), limit: 10, ..EventFilter::default() };
    assert_eq!(store.events(&filter).await.expect("reads").len(), 1);
    let filter = EventFilter { before: Some(50), descending: true, limit: 2, ..EventFilter::default() };
    let page = store.events(&filter).await.expect("reads");
    assert_eq!(page.iter().map(|event| event.sequence).collect::<Vec<_>>(), [49, 48]);
}
