//! Backchannel requests in SQLite.

use std::time::Duration;

use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqlitePool};
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{ClientId, ConsentId, DeviceId, UserId};

use super::row::Columns;
use crate::error::StoreError;
use crate::model::{BackchannelRequest, Decision, RequestState, Status};
use crate::store::OpenCount;

pub(super) async fn insert(pool: &SqlitePool, request: &BackchannelRequest) -> Result<i64, StoreError> {
    let row = sqlx::query(
        "insert into backchannel_requests (
            consent_id, auth_req_id_sha256, client_id, user_id, audience, scope, consent,
            consent_sha256, challenge, interval_ms, created_at, expires_at, status
        )
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        returning sequence",
    )
    .bind(request.consent_id.as_str())
    .bind(&request.auth_req_id_sha256)
    .bind(request.client_id.as_str())
    .bind(request.user_id.as_str())
    .bind(&request.audience)
    .bind(&request.scope)
    .bind(&request.consent)
    .bind(&request.consent_sha256)
    .bind(&request.challenge)
    .bind(i64::try_from(request.interval.as_millis()).unwrap_or(i64::MAX))
    .bind(request.created_at.as_millisecond())
    .bind(request.expires_at.as_millisecond())
    .bind(request.state.status().as_str())
    .fetch_one(pool)
    .await?;
    Ok(row.try_get(0)?)
}

pub(super) async fn by_auth_req_id(pool: &SqlitePool, sha256: &str) -> Result<Option<BackchannelRequest>, StoreError> {
    let row = sqlx::query("select * from backchannel_requests where auth_req_id_sha256 = ?")
        .bind(sha256)
        .fetch_optional(pool)
        .await?;
    row.as_ref().map(model).transpose()
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

pub(super) async fn count_open(
    pool: &SqlitePool,
    client: &ClientId,
    user: &UserId,
    now: Timestamp,
) -> Result<OpenCount, StoreError> {
    let row = sqlx::query(
        "select count(*) filter (where client_id = ?), count(*)
        from backchannel_requests
        where user_id = ? and status = 'pending' and expires_at > ?",
    )
    .bind(client.as_str())
    .bind(user.as_str())
    .bind(now.as_millisecond())
    .fetch_one(pool)
    .await?;
    Ok(OpenCount { of_client: row.try_get(0)?, of_all: row.try_get(1)? })
}

pub(super) async fn highest_sequence(pool: &SqlitePool, user: &UserId) -> Result<i64, StoreError> {
    let row = sqlx::query("select coalesce(max(sequence), 0) from backchannel_requests where user_id = ?")
        .bind(user.as_str())
        .fetch_one(pool)
        .await?;
    Ok(row.try_get(0)?)
}

pub(super) async fn transition(
    pool: &SqlitePool,
    id: &ConsentId,
    from: &RequestState,
    to: &RequestState,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let decision = to.decision();
    let redeemed_at = match to {
        RequestState::Redeemed { redeemed_at, .. } => Some(redeemed_at.as_millisecond()),
        _ => None,
    };
    let result = sqlx::query(
        "update backchannel_requests
        set status = ?, decided_by = ?, decided_at = ?, decision_jws = ?, redeemed_at = ?
        where consent_id = ? and status = ? and (status <> 'pending' or expires_at > ?)",
    )
    .bind(to.status().as_str())
    .bind(decision.map(|decision| decision.device_id.as_str()))
    .bind(decision.map(|decision| decision.decided_at.as_millisecond()))
    .bind(decision.map(|decision| decision.jws.as_str()))
    .bind(redeemed_at)
    .bind(id.as_str())
    .bind(from.status().as_str())
    .bind(now.as_millisecond())
    .execute(pool)
    .await?;
    Ok(result.rows_affected() == 1)
}

fn model(row: &SqliteRow) -> Result<BackchannelRequest, StoreError> {
    let consent_id: String = row.try_get("consent_id")?;
    let columns = Columns { table: "backchannel_requests", key: consent_id.clone(), row };
    let interval = u64::try_from(columns.integer("interval_ms")?)
        .map_err(|error| columns.inconsistent("interval_ms", error.to_string()))?;
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
        challenge: columns.text("challenge")?,
        interval: Duration::from_millis(interval),
        created_at: columns.time("created_at")?,
        expires_at: columns.time("expires_at")?,
        state: state(&columns)?,
    })
}

fn state(columns: &Columns<'_>) -> Result<RequestState, StoreError> {
    let status = columns.text("status")?;
    let decision = || -> Result<Decision, StoreError> {
        let missing = |column| columns.inconsistent(column, format!("missing while {status}"));
        Ok(Decision {
            device_id: DeviceId::new(columns.optional_text("decided_by")?.ok_or_else(|| missing("decided_by"))?),
            decided_at: columns.optional_time("decided_at")?.ok_or_else(|| missing("decided_at"))?,
            jws: columns.optional_text("decision_jws")?.ok_or_else(|| missing("decision_jws"))?,
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
