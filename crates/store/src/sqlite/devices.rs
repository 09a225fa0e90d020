//! Devices and enrolment tickets in SQLite.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqlitePool};
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::PushCredentials;
use waxseal_protocol::ids::{DeviceId, UserId};

use super::audit;
use super::row::Columns;
use crate::error::StoreError;
use crate::model::{AuditEvent, Device, EnrollmentTicket, TicketKind};
use crate::store::Enrollment;

pub(super) async fn insert_ticket(
    pool: &SqlitePool,
    ticket: &EnrollmentTicket,
    event: &AuditEvent,
) -> Result<(), StoreError> {
    let mut transaction = pool.begin_with("begin immediate").await?;
    sqlx::query(
        "insert into enrollment_tickets (sha256, kind, parent_sha256, user_id, expires_at) values (?, ?, ?, ?, ?)",
    )
    .bind(&ticket.sha256)
    .bind(ticket.kind.as_str())
    .bind(&ticket.parent_sha256)
    .bind(ticket.user_id.as_str())
    .bind(ticket.expires_at.as_millisecond())
    .execute(&mut *transaction)
    .await?;
    audit::append_one(&mut transaction, event).await?;
    transaction.commit().await?;
    Ok(())
}

pub(super) async fn ticket_user(
    pool: &SqlitePool,
    sha256: &str,
    kind: TicketKind,
    now: Timestamp,
) -> Result<Option<UserId>, StoreError> {
    let row = sqlx::query(
        "select user_id
        from enrollment_tickets
        where sha256 = ? and kind = ? and used_at is null and expires_at > ?",
    )
    .bind(sha256)
    .bind(kind.as_str())
    .bind(now.as_millisecond())
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| row.try_get::<String, _>(0)).transpose()?.map(UserId::new))
}

pub(super) async fn enroll(
    pool: &SqlitePool,
    ticket_sha256: &str,
    device: &Device,
    now: Timestamp,
    event: &AuditEvent,
) -> Result<Enrollment, StoreError> {
    let public_key = serde_json::to_string(&device.public_key).map_err(|error| StoreError::Inconsistent {
        table: "devices",
        column: "public_key",
        row: device.id.to_string(),
        reason: error.to_string(),
    })?;
    let mut transaction = pool.begin_with("begin immediate").await?;
    let used = sqlx::query(
        "update enrollment_tickets
        set used_at = ?
        where sha256 = ? and kind = 'device' and user_id = ? and used_at is null and expires_at > ?
        and not exists (
            select 1 from enrollment_tickets as parent
            where parent.sha256 = enrollment_tickets.parent_sha256 and parent.used_at is not null
        )",
    )
    .bind(now.as_millisecond())
    .bind(ticket_sha256)
    .bind(device.user_id.as_str())
    .bind(now.as_millisecond())
    .execute(&mut *transaction)
    .await?;
    if used.rows_affected() != 1 {
        return Ok(Enrollment::BadTicket);
    }
    sqlx::query(
        "update enrollment_tickets
        set used_at = ?
        where sha256 = (select parent_sha256 from enrollment_tickets where sha256 = ?)",
    )
    .bind(now.as_millisecond())
    .bind(ticket_sha256)
    .execute(&mut *transaction)
    .await?;
    let inserted = sqlx::query(
        "insert into devices (
            id, user_id, identifier, name, public_key, public_key_thumbprint, token_sha256,
            push_service, push_token, enrolled_at
        )
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(device.id.as_str())
    .bind(device.user_id.as_str())
    .bind(&device.identifier)
    .bind(&device.name)
    .bind(public_key)
    .bind(device.public_key.kid.as_deref().unwrap_or_default())
    .bind(&device.token_sha256)
    .bind(&device.push_credentials.service)
    .bind(&device.push_credentials.token)
    .bind(device.enrolled_at.as_millisecond())
    .execute(&mut *transaction)
    .await;
    match inserted {
        Ok(_) => {
            audit::append_one(&mut transaction, event).await?;
            transaction.commit().await?;
            Ok(Enrollment::Enrolled)
        }
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            transaction.rollback().await?;
            Ok(Enrollment::AlreadyEnrolled)
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn by_id(pool: &SqlitePool, id: &DeviceId) -> Result<Option<Device>, StoreError> {
    let row = sqlx::query("select * from devices where id = ?").bind(id.as_str()).fetch_optional(pool).await?;
    row.as_ref().map(model).transpose()
}

pub(super) async fn of_user(pool: &SqlitePool, user: &UserId) -> Result<Vec<Device>, StoreError> {
    let rows = sqlx::query("select * from devices where user_id = ? and revoked_at is null order by enrolled_at, id")
        .bind(user.as_str())
        .fetch_all(pool)
        .await?;
    rows.iter().map(model).collect()
}

pub(super) async fn update(pool: &SqlitePool, device: &Device, event: &AuditEvent) -> Result<bool, StoreError> {
    let mut transaction = pool.begin_with("begin immediate").await?;
    let updated = sqlx::query(
        "update devices
        set identifier = ?, name = ?, push_service = ?, push_token = ?
        where id = ? and revoked_at is null",
    )
    .bind(&device.identifier)
    .bind(&device.name)
    .bind(&device.push_credentials.service)
    .bind(&device.push_credentials.token)
    .bind(device.id.as_str())
    .execute(&mut *transaction)
    .await;
    match updated {
        Ok(result) if result.rows_affected() == 1 => {
            audit::append_one(&mut transaction, event).await?;
            transaction.commit().await?;
            Ok(true)
        }
        Ok(_) => Ok(false),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn touch(pool: &SqlitePool, id: &DeviceId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("update devices set last_seen_at = ? where id = ?")
        .bind(now.as_millisecond())
        .bind(id.as_str())
        .execute(pool)
        .await?;
    Ok(())
}

pub(super) async fn revoke(
    pool: &SqlitePool,
    id: &DeviceId,
    now: Timestamp,
    event: &AuditEvent,
) -> Result<bool, StoreError> {
    let mut transaction = pool.begin_with("begin immediate").await?;
    let result = sqlx::query("update devices set revoked_at = ? where id = ? and revoked_at is null")
        .bind(now.as_millisecond())
        .bind(id.as_str())
        .execute(&mut *transaction)
        .await?;
    if result.rows_affected() != 1 {
        return Ok(false);
    }
    audit::append_one(&mut transaction, event).await?;
    transaction.commit().await?;
    Ok(true)
}

fn model(row: &SqliteRow) -> Result<Device, StoreError> {
    let id: String = row.try_get("id")?;
    let columns = Columns { table: "devices", key: id.clone(), row };
    let public_key = serde_json::from_str(&columns.text("public_key")?)
        .map_err(|error| columns.inconsistent("public_key", error.to_string()))?;
    Ok(Device {
        id: DeviceId::new(id),
        user_id: UserId::new(columns.text("user_id")?),
        identifier: columns.text("identifier")?,
        name: columns.text("name")?,
        public_key,
        token_sha256: columns.text("token_sha256")?,
        push_credentials: PushCredentials {
            service: columns.text("push_service")?,
            token: columns.text("push_token")?,
        },
        enrolled_at: columns.time("enrolled_at")?,
        last_seen_at: columns.optional_time("last_seen_at")?,
        revoked_at: columns.optional_time("revoked_at")?,
    })
}
