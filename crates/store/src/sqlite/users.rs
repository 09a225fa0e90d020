//! The end of a person in SQLite.

use rusqlite::{Connection, params};
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::UserId;

use super::audit;
use super::row::{begin, execute};
use crate::error::StoreError;
use crate::model::AuditEvent;

/// Ends everything of a person, or nothing.
pub(super) fn end(
    connection: &mut Connection,
    user: &UserId,
    now: Timestamp,
    event: &AuditEvent,
) -> Result<(), StoreError> {
    let transaction = begin(connection)?;
    for statement in [
        // Somebody else may get their id, and nothing that was given out in their name shall name them.
        "update backchannel_requests set ended_at = ? where user_id = ? and status = 'redeemed'",
        "update devices set revoked_at = ? where user_id = ? and revoked_at is null",
        "update enrollment_tickets set used_at = ? where user_id = ? and used_at is null",
        "update grants set revoked_at = ? where user_id = ? and revoked_at is null",
        // Expiry is a fact of time: what waits expires now, also what they could approve as the second.
        "update backchannel_requests set expires_at = ?1 where status = 'pending'
            and (user_id = ?2 or exists (select 1 from json_each(second_approvers) where value = ?2))",
        // And what was approved but not redeemed is long over, if it was for them or approved by them.
        "update backchannel_requests set expires_at = 0 * ?1 where status = 'approved'
            and (user_id = ?2 or decided_by_user = ?2 or json_extract(first_approval, '$.user_id') = ?2)",
    ] {
        execute(&transaction, statement, params![now.as_millisecond(), user.as_str()])?;
    }
    audit::append(&transaction, &[event])?;
    Ok(transaction.commit()?)
}
