//! Backchannel requests in SQLite.

use std::time::Duration;

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row as _, Sqlite, SqliteConnection, SqlitePool};
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{AuthReqId, ClientId, ConsentId, DeviceId, UserId};

use super::group_commit::Transition;
use super::row::Columns;
use super::{deliveries, grants};
use crate::error::StoreError;
use crate::model::{BackchannelRequest, Decision, RequestState, Status};
use crate::store::OpenRequest;

/// Rows per statement; few different statements stay prepared.
const CHUNKS: [usize; 4] = [64, 16, 4, 1];

/// Keeps requests and returns the sequence number before the first of them: theirs follow it one
/// by one.
pub(super) async fn insert_all(
    connection: &mut SqliteConnection,
    requests: &[&BackchannelRequest],
) -> Result<i64, StoreError> {
    if requests.is_empty() {
        return Ok(0);
    }
    let row = sqlx::query("select seq from sqlite_sequence where name = 'backchannel_requests'")
        .fetch_optional(&mut *connection)
        .await?;
    let last: i64 = row.map(|row| row.try_get(0)).transpose()?.unwrap_or(0);
    let mut rows = Vec::with_capacity(requests.len());
    for (sequence, request) in (last + 1..).zip(requests) {
        let facts = serde_json::to_string(&request.facts).map_err(|error| StoreError::Inconsistent {
            table: "backchannel_requests",
            column: "facts",
            row: request.consent_id.to_string(),
            reason: error.to_string(),
        })?;
        rows.push((sequence, *request, facts));
    }
    let mut rest = rows.as_slice();
    while !rest.is_empty() {
        let size = CHUNKS.into_iter().find(|size| *size <= rest.len()).unwrap_or(1);
        let (chunk, tail) = rest.split_at(size);
        rest = tail;
        let mut query = QueryBuilder::<Sqlite>::new(
            "insert into backchannel_requests (
                sequence, consent_id, auth_req_id_sha256, client_id, user_id, audience, scope, consent,
                consent_sha256, facts, challenge, interval_ms, created_at, expires_at, status
            ) ",
        );
        query.push_values(chunk, |mut row, (sequence, request, facts)| {
            row.push_bind(*sequence)
                .push_bind(request.consent_id.as_str())
                .push_bind(request.auth_req_id_sha256.as_str())
                .push_bind(request.client_id.as_str())
                .push_bind(request.user_id.as_str())
                .push_bind(request.audience.as_str())
                .push_bind(request.scope.as_str())
                .push_bind(request.consent.as_str())
                .push_bind(request.consent_sha256.as_str())
                .push_bind(facts.as_str())
                .push_bind(request.challenge.as_str())
                .push_bind(i64::try_from(request.interval.as_millis()).unwrap_or(i64::MAX))
                .push_bind(request.created_at.as_millisecond())
                .push_bind(request.expires_at.as_millisecond())
                .push_bind(request.state.status().as_str());
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(last)
}

pub(super) async fn by_auth_req_id(
    pool: &SqlitePool,
    handle: &AuthReqId,
) -> Result<Option<BackchannelRequest>, StoreError> {
    let Some(id) = handle.consent_id() else { return Ok(None) };
    let found = by_consent_id(pool, &id).await?;
    Ok(found.filter(|request| request.auth_req_id_sha256 == handle.sha256()))
}

pub(super) async fn by_consent_id(pool: &SqlitePool, id: &ConsentId) -> Result<Option<BackchannelRequest>, StoreError> {
    let row = sqlx::query("select * from backchannel_requests where consent_id = ?")
        .bind(id.as_str())
        .fetch_optional(pool)
        .await?;
    row.as_ref().map(model).transpose()
}

pub(super) async fn open(
    pool: &SqlitePool,
    user: &UserId,
    now: Timestamp,
) -> Result<Vec<BackchannelRequest>, StoreError> {
    let rows = sqlx::query(
        "select *
        from backchannel_requests
        where user_id = ? and status = 'pending' and expires_at > ?
        order by sequence",
    )
    .bind(user.as_str())
    .bind(now.as_millisecond())
    .fetch_all(pool)
    .await?;
    rows.iter().map(model).collect()
}

pub(super) async fn open_after(
    pool: &SqlitePool,
    sequence: i64,
    now: Timestamp,
) -> Result<Vec<OpenRequest>, StoreError> {
    let rows = sqlx::query(
        "select sequence, auth_req_id_sha256, consent_id, client_id, user_id, interval_ms, expires_at
        from backchannel_requests
        where sequence > ? and status = 'pending' and expires_at > ?
        order by sequence",
    )
    .bind(sequence)
    .bind(now.as_millisecond())
    .fetch_all(pool)
    .await?;
    rows.iter()
        .map(|row| {
            let consent_id: String = row.try_get("consent_id")?;
            let columns = Columns { table: "backchannel_requests", key: consent_id.clone(), row };
            Ok(OpenRequest {
                sequence: columns.integer("sequence")?,
                auth_req_id_sha256: columns.text("auth_req_id_sha256")?,
                consent_id: ConsentId::new(consent_id),
                client_id: ClientId::new(columns.text("client_id")?),
                user_id: UserId::new(columns.text("user_id")?),
                interval: interval(&columns)?,
                expires_at: columns.time("expires_at")?,
            })
        })
        .collect()
}

pub(super) async fn transition(connection: &mut SqliteConnection, transition: &Transition) -> Result<bool, StoreError> {
    let Transition { id, from, to, now, effects } = transition;
    let decision = to.decision();
    let redeemed_at = match to {
        RequestState::Redeemed { redeemed_at, .. } => Some(redeemed_at.as_millisecond()),
        RequestState::Pending | RequestState::Approved(_) | RequestState::Denied(_) | RequestState::Reported(_) => None,
    };
    let granted = decision.and_then(|decision| decision.granted_details.as_ref()).map(serde_json::to_string);
    let granted = granted.transpose().map_err(|error| StoreError::Inconsistent {
        table: "backchannel_requests",
        column: "granted_details",
        row: id.to_string(),
        reason: error.to_string(),
    })?;
    let result = sqlx::query(
        "update backchannel_requests
        set status = ?, decided_by = ?, decided_at = ?, decision_jws = ?, granted_details = ?, reason = ?,
            redeemed_at = ?
        where consent_id = ? and status = ? and (status <> 'pending' or expires_at > ?)",
    )
    .bind(to.status().as_str())
    .bind(decision.map(|decision| decision.device_id.as_str()))
    .bind(decision.map(|decision| decision.decided_at.as_millisecond()))
    .bind(decision.map(|decision| decision.jws.as_str()))
    .bind(granted)
    .bind(decision.and_then(|decision| decision.reason.as_deref()))
    .bind(redeemed_at)
    .bind(id.as_str())
    .bind(from.status().as_str())
    .bind(now.as_millisecond())
    .execute(&mut *connection)
    .await?;
    if result.rows_affected() != 1 {
        return Ok(false);
    }
    if let Some(delivery) = &effects.delivery {
        deliveries::insert(connection, delivery).await?;
    }
    if let Some((id, payload)) = &effects.payload {
        deliveries::set_payload(connection, *id, payload).await?;
    }
    if let Some((grant, token)) = &effects.grant {
        grants::insert(connection, grant, token).await?;
    }
    Ok(true)
}

fn model(row: &SqliteRow) -> Result<BackchannelRequest, StoreError> {
    let consent_id: String = row.try_get("consent_id")?;
    let columns = Columns { table: "backchannel_requests", key: consent_id.clone(), row };
    Ok(BackchannelRequest {
        sequence: columns.integer("sequence")?,
        consent_id: ConsentId::new(consent_id),
        auth_req_id_sha256: columns.text("auth_req_id_sha256")?,
        client_id: ClientId::new(columns.text("client_id")?),
        user_id: UserId::new(columns.text("user_id")?),
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
        Ok(Decision {
            device_id: DeviceId::new(columns.optional_text("decided_by")?.ok_or_else(|| missing("decided_by"))?),
            decided_at: columns.optional_time("decided_at")?.ok_or_else(|| missing("decided_at"))?,
            jws: columns.optional_text("decision_jws")?.ok_or_else(|| missing("decision_jws"))?,
            granted_details: columns.optional_json("granted_details")?,
            reason: columns.optional_text("reason")?,
        })
    };
    let known = [Status::Pending, Status::Approved, Status::Denied, Status::Reported, Status::Redeemed];
    let Some(known) = known.into_iter().find(|known| known.as_str() == status) else {
        return Err(columns.inconsistent("status", format!("{status:?} is no status")));
    };
    Ok(match known {
        Status::Pending => RequestState::Pending,
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
