//! What every store has to do. A store's tests call [`run`] with a way to make an empty one.
//!
//! A failed expectation panics, as in a test.

mod audit;
mod deliveries;
mod devices;
mod directory;
mod four_eyes;
mod grants;
mod requests;
mod retention;
mod signing_keys;
mod users;

use std::future::Future;

use waxseal_protocol::Timestamp;

use crate::model::{AuditEvent, EventKind};
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
    requests::an_approval_is_not_redeemed_long_after_its_expiry(&make().await).await;
    requests::a_person_sees_only_own_open_requests(&make().await).await;
    requests::many_at_once_are_all_kept_in_order(&make().await).await;
    four_eyes::both_approvals_are_kept(&make().await).await;
    four_eyes::whoever_can_answer_sees_it(&make().await).await;
    four_eyes::of_two_first_approvals_one_is_the_first(&make().await).await;
    four_eyes::expiry_closes_what_is_half_approved(&make().await).await;
    four_eyes::what_a_removed_person_could_approve_is_over(&make().await).await;
    four_eyes::what_others_approved_stays_when_somebody_is_removed(&make().await).await;
    four_eyes::half_an_approval_ends_with_its_device(&make().await).await;
    grants::a_refresh_token_is_used_once(&make().await).await;
    grants::a_revoked_grant_takes_its_tokens_along(&make().await).await;
    grants::a_revoked_token_is_known_as_such(&make().await).await;
    retention::what_ended_long_ago_goes(&make().await).await;
    retention::many_go_in_parts(&make().await).await;
    deliveries::a_delivery_waits_until_it_is_finished(&make().await).await;
    audit::the_chain_has_no_gap(&make().await).await;
    users::nothing_of_a_removed_person_is_left(&make().await).await;
    directory::entries_are_kept_and_replaced(&make().await).await;
    devices::a_ticket_enrolls_one_device(&make().await).await;
    devices::a_page_is_over_once_a_device_is_enrolled(&make().await).await;
    devices::a_key_is_enrolled_once_per_person(&make().await).await;
    devices::a_revoked_device_is_gone_from_the_list(&make().await).await;
    devices::a_key_is_replaced_while_the_device_lives(&make().await).await;
    devices::a_token_id_is_used_once(&make().await).await;
    signing_keys::signing_keys_come_newest_first(&make().await).await;
    signing_keys::a_key_takes_the_place_of_the_one_in_use_alone(&make().await).await;
    signing_keys::a_clock_that_goes_back_leaves_the_last_key_in_use(&make().await).await;
    signing_keys::retired_keys_are_erased(&make().await).await;
    signing_keys::statements_lead_from_key_to_key(&make().await).await;
    signing_keys::a_revoked_key_leads_nowhere_and_is_gone_at_once(&make().await).await;
}

fn at(second: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + std::time::Duration::from_secs(second.unsigned_abs())
}

fn event() -> AuditEvent {
    AuditEvent::new(at(1000), EventKind::Sapi)
}
