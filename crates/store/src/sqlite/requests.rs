//! Backchannel requests in SQLite.

use std::time::Duration;

use rusqlite::{Connection, Row, params};
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{AuthReqId, ClientId, ConsentId, DeviceId, UserId};

use super::group_commit::Transition;
use super::row::{Columns, all, execute, first};
use super::{deliveries, grants};
use crate::error::StoreError;
use crate::model::{BackchannelRequest, Decision, RequestState, Status};
use crate::store::OpenRequest;

/// Keeps a request and returns its sequence number.
pub(super) fn insert(connection: &Connection, request: &BackchannelRequest) -> Result<i64, StoreError> {
    let facts = serde_json::to_string(&request.facts).map_err(|error| StoreError::Inconsistent {
        table: "backchannel_requests",
        column: "facts",
        row: request.consent_id.to_string(),
        reason: error.to_string(),
    })?;
    let second_approvers: Vec<&str> = request.second_approvers.iter().map(UserId::as_str).collect();
    let second_approvers = request.needs_two().then(|| serde_json::json!(second_approvers).to_string());
    execute(
        connection,
        "insert into backchannel_requests (
            consent_id, auth_req_id_sha256, client_id, user_id, second_approvers, audience, scope, consent,
            consent_sha256, facts, challenge, interval_ms, created_at, expires_at, status
        )
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            request.consent_id.as_str(),
            request.auth_req_id_sha256,
            request.client_id.as_str(),
            request.user_id.as_str(),
            second_approvers,
            request.audience,
            request.scope,
            request.consent,
            request.consent_sha256,
            facts,
            request.challenge,
            i64::try_from(request.interval.as_millis()).unwrap_or(i64::MAX),
            request.created_at.as_millisecond(),
            request.expires_at.as_millisecond(),
            request.state.status().as_str()
        ],
    )?;
    Ok(connection.last_insert_rowid())
}

pub(super) fn by_auth_req_id(
    connection: &Connection,
    handle: &AuthReqId,
) -> Result<Option<BackchannelRequest>, StoreError> {
    let Some(id) = handle.consent_id() else { return Ok(None) };
    let found = by_consent_id(connection, &id)?;
    Ok(found.filter(|request| request.auth_req_id_sha256 == handle.sha256()))
}

pub(super) fn by_consent_id(connection: &Connection, id: &ConsentId) -> Result<Option<BackchannelRequest>, StoreError> {
    first(connection, "select * from backchannel_requests where consent_id = ?", [id.as_str()], model)
}

pub(super) fn open(
    connection: &Connection,
    user: &UserId,
    now: Timestamp,
) -> Result<Vec<BackchannelRequest>, StoreError> {
    let query = "select *
        from backchannel_requests
        where (user_id = ?1 or exists (select 1 from json_each(second_approvers) where value = ?1))
            and status = 'pending' and expires_at > ?2
        order by sequence";
    all(connection, query, params![user.as_str(), now.as_millisecond()], model)
}

pub(super) fn open_after(
    connection: &Connection,
    sequence: i64,
    now: Timestamp,
) -> Result<Vec<OpenRequest>, StoreError> {
    let query = "select
            sequence, auth_req_id_sha256, consent_id, client_id, user_id, second_approvers, interval_ms, expires_at
        from backchannel_requests
        where sequence > ? and status = 'pending' and expires_at > ?
        order by sequence";
    all(connection, query, params![sequence, now.as_millisecond()], |row| {
        let consent_id: String = row.get("consent_id")?;
        let columns = Columns { table: "backchannel_requests", key: consent_id.clone(), row };
        Ok(OpenRequest {
            sequence: columns.integer("sequence")?,
            auth_req_id_sha256: columns.text("auth_req_id_sha256")?,
            consent_id: ConsentId::new(consent_id),
            client_id: ClientId::new(columns.text("client_id")?),
            user_id: UserId::new(columns.text("user_id")?),
            second_approvers: columns.optional_json("second_approvers")?.unwrap_or_default(),
            interval: interval(&columns)?,
            expires_at: columns.time("expires_at")?,
        })
    })
}

pub(super) fn transition(connection: &Connection, transition: &Transition) -> Result<bool, StoreError> {
    let Transition { id, from, to, now, effects } = transition;
    let decision = to.decision();
    let redeemed_at = match to {
        RequestState::Redeemed { redeemed_at, .. } => Some(redeemed_at.as_millisecond()),
        RequestState::Pending
        | RequestState::HalfApproved(_)
        | RequestState::Approved(_)
        | RequestState::Denied(_)
        | RequestState::Reported(_) => None,
    };
    let unwritable = |column| {
        move |error: serde_json::Error| StoreError::Inconsistent {
            table: "backchannel_requests",
            column,
            row: id.to_string(),
            reason: error.to_string(),
        }
    };
    let granted = decision.and_then(|decision| decision.granted_details.as_ref()).map(serde_json::to_string);
    let granted = granted.transpose().map_err(unwritable("granted_details"))?;
    let key = decision.and_then(|decision| decision.device_key.as_ref()).map(serde_json::to_string);
    let key = key.transpose().map_err(unwritable("decided_with"))?;
    let first = to.first_approval().map(serde_json::to_string);
    let first = first.transpose().map_err(unwritable("first_approval"))?;
    // There is one first approval, and it never changes: whether there is one tells the states apart that
    // have the same status.
    let changed = execute(
        connection,
        "update backchannel_requests
        set status = ?, first_approval = ?, decided_by_user = ?, decided_by = ?, decided_with = ?, decided_with_test_key = ?,
            decided_at = ?, decision_jws = ?, granted_details = ?, reason = ?, redeemed_at = ?
        where consent_id = ? and status = ? and (first_approval is not null) = ?
            and (status not in ('pending', 'approved')
                or expires_at + iif(status = 'approved', max(?, 2 * interval_ms), 0) > ?)",
        params![
            to.status().as_str(),
            first,
            decision.map(|decision| decision.user_id.as_str()),
            decision.map(|decision| decision.device_id.as_str()),
            key,
            decision.is_some_and(|decision| decision.test_key),
            decision.map(|decision| decision.decided_at.as_millisecond()),
            decision.map(|decision| decision.jws.as_str()),
            granted,
            decision.and_then(|decision| decision.reason.as_deref()),
            redeemed_at,
            id.as_str(),
            from.status().as_str(),
            from.first_approval().is_some(),
            i64::try_from(BackchannelRequest::REDEEM_GRACE.as_millis()).unwrap_or(i64::MAX),
            now.as_millisecond()
        ],
    )?;
    if changed != 1 {
        return Ok(false);
    }
    if let Some(delivery) = &effects.delivery {
        deliveries::insert(connection, delivery)?;
    }
    if let Some((id, payload)) = &effects.payload {
        deliveries::set_payload(connection, *id, payload)?;
    }
    if let Some((grant, token)) = &effects.grant {
        grants::insert(connection, grant, token)?;
    }
    Ok(true)
}

fn model(row: &Row<'_>) -> Result<BackchannelRequest, StoreError> {
    let consent_id: String = row.get("consent_id")?;
    let columns = Columns { table: "backchannel_requests", key: consent_id.clone(), row };
    Ok(BackchannelRequest {
        sequence: columns.integer("sequence")?,
        consent_id: ConsentId::new(consent_id),
        auth_req_id_sha256: columns.text("auth_req_id_sha256")?,
        client_id: ClientId::new(columns.text("client_id")?),
        user_id: UserId::new(columns.text("user_id")?),
        second_approvers: columns.optional_json("second_approvers")?.unwrap_or_default(),
        audience: columns.text("audience")?,
        scope: columns.text("scope")?,
        consent: columns.text("consent")?,
        consent_sha256: columns.text("consent_sha256")?,
        facts: columns.optional_json("facts")?.unwrap_or_default(),
        challenge: columns.text("challenge")?,
        interval: interval(&columns)?,
        created_at: columns.time("created_at")?,
        expires_at: columns.time("expires_at")?,
        state: state(&columns)?,
    })
}

fn interval(columns: &Columns<'_>) -> Result<Duration, StoreError> {
    let millis = u64::try_from(columns.integer("interval_ms")?);
    millis.map(Duration::from_millis).map_err(|error| columns.inconsistent("interval_ms", error.to_string()))
}

fn state(columns: &Columns<'_>) -> Result<RequestState, StoreError> {
    let status = columns.text("status")?;
    let decision = || -> Result<Decision, StoreError> {
        let missing = |column| columns.inconsistent(column, format!("missing while {status}"));
        let by = match columns.optional_text("decided_by_user")? {
            Some(by) => by,
            None => columns.text("user_id")?,
        };
        Ok(Decision {
            user_id: UserId::new(by),
            device_id: DeviceId::new(columns.optional_text("decided_by")?.ok_or_else(|| missing("decided_by"))?),
            device_key: columns.optional_json("decided_with")?,
            decided_at: columns.optional_time("decided_at")?.ok_or_else(|| missing("decided_at"))?,
            jws: columns.optional_text("decision_jws")?.ok_or_else(|| missing("decision_jws"))?,
            granted_details: columns.optional_json("granted_details")?,
            reason: columns.optional_text("reason")?,
            test_key: columns.integer("decided_with_test_key")? != 0,
            first_approval: columns.optional_json("first_approval")?,
        })
    };
    let known = [Status::Pending, Status::Approved, Status::Denied, Status::Reported, Status::Redeemed];
    let Some(known) = known.into_iter().find(|known| known.as_str() == status) else {
        return Err(columns.inconsistent("status", format!("{status:?} is no status")));
    };
    Ok(match known {
        Status::Pending | Status::HalfApproved => match columns.optional_json("first_approval")? {
            Some(first) => RequestState::HalfApproved(first),
            None => RequestState::Pending,
        },
        Status::Approved => RequestState::Approved(decision()?),
        Status::Denied => RequestState::Denied(decision()?),
        Status::Reported => RequestState::Reported(decision()?),
        Status::Redeemed => {
            let redeemed_at = columns
                .optional_time("redeemed_at")?
                .ok_or_else(|| columns.inconsistent("redeemed_at", "missing while redeemed"))?;
            RequestState::Redeemed { decision: decision()?, redeemed_at }
        }
    })
}
