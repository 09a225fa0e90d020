//! What every store has to do. A store's tests call [`run`] with a way to make an empty one.
//!
//! A failed expectation panics, as in a test.

mod devices;
mod requests;

use std::future::Future;

use waxseal_protocol::Timestamp;

use crate::store::Store;

/// Runs the whole suite, each case on a store of its own.
pub async fn run<S, F, Fut>(make: F)
where
    S: Store,
    F: Fn() -> Fut,
    Fut: Future<Output = S>,
{
    requests::what_is_kept_reads_back(&make().await).await;
    requests::a_decision_wins_once(&make().await).await;
    requests::an_approval_is_redeemed_once(&make().await).await;
    requests::expiry_closes_a_pending_request(&make().await).await;
    requests::a_person_sees_only_own_open_requests(&make().await).await;
    devices::a_ticket_enrolls_one_device(&make().await).await;
    devices::a_key_is_enrolled_once_per_person(&make().await).await;
    devices::a_revoked_device_is_gone_from_the_list(&make().await).await;
    devices::a_token_id_is_used_once(&make().await).await;
    devices::signing_keys_come_newest_first(&make().await).await;
}

fn at(second: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + std::time::Duration::from_secs(second.unsigned_abs())
}
