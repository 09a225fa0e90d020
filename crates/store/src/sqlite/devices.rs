//! Devices and enrolment tickets in SQLite.

use rusqlite::{Connection, Row, Transaction, params};
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::PushCredentials;
use waxseal_protocol::ids::{ConsentId, DeviceId, UserId};
use waxseal_protocol::jose::Jwk;

use super::audit;
use super::row::{Columns, all, begin, execute, first};
use crate::error::StoreError;
use crate::model::{AuditEvent, Device, EnrollmentTicket, EventKind, TicketKind};
use crate::store::Enrollment;

pub(super) fn insert_ticket(
    connection: &mut Connection,
    ticket: &EnrollmentTicket,
    event: &AuditEvent,
) -> Result<(), StoreError> {
    let transaction = begin(connection)?;
    execute(
        &transaction,
        "insert into enrollment_tickets (sha256, kind, parent_sha256, user_id, expires_at) values (?, ?, ?, ?, ?)",
        params![
            ticket.sha256,
            ticket.kind.as_str(),
            ticket.parent_sha256,
            ticket.user_id.as_str(),
            ticket.expires_at.as_millisecond()
        ],
    )?;
    audit::append(&transaction, &[event])?;
    Ok(transaction.commit()?)
}

pub(super) fn ticket_user(
    connection: &Connection,
    sha256: &str,
    kind: TicketKind,
    now: Timestamp,
) -> Result<Option<UserId>, StoreError> {
    let query = "select user_id
        from enrollment_tickets
        where sha256 = ? and kind = ? and used_at is null and expires_at > ?";
    let values = params![sha256, kind.as_str(), now.as_millisecond()];
    first(connection, query, values, |row| Ok(UserId::new(row.get::<_, String>(0)?)))
}

pub(super) fn enroll(
    connection: &mut Connection,
    ticket_sha256: &str,
    device: &Device,
    now: Timestamp,
    event: &AuditEvent,
) -> Result<Enrollment, StoreError> {
    let public_key = serialized(&device.public_key, &device.id)?;
    // Left without a commit, it changes nothing.
    let transaction = begin(connection)?;
    let now = now.as_millisecond();
    let used = execute(
        &transaction,
        "update enrollment_tickets
        set used_at = ?
        where sha256 = ? and kind = 'device' and user_id = ? and used_at is null and expires_at > ?
        and not exists (
            select 1 from enrollment_tickets as parent
            where parent.sha256 = enrollment_tickets.parent_sha256 and parent.used_at is not null
        )",
        params![now, ticket_sha256, device.user_id.as_str(), now],
    )?;
    if used != 1 {
        return Ok(Enrollment::BadTicket);
    }
    execute(
        &transaction,
        "update enrollment_tickets
        set used_at = ?
        where sha256 = (select parent_sha256 from enrollment_tickets where sha256 = ?)",
        params![now, ticket_sha256],
    )?;
    let inserted = execute(
        &transaction,
        "insert into devices (
            id, user_id, identifier, name, public_key, public_key_thumbprint, token_sha256,
            push_service, push_token, test_key, enrolled_at
        )
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            device.id.as_str(),
            device.user_id.as_str(),
            device.identifier,
            device.name,
            public_key,
            device.public_key.kid.as_deref().unwrap_or_default(),
            device.token_sha256,
            device.push_credentials.service,
            device.push_credentials.token,
            device.test_key,
            device.enrolled_at.as_millisecond()
        ],
    );
    match inserted {
        Ok(_) => {
            audit::append(&transaction, &[event])?;
            transaction.commit()?;
            Ok(Enrollment::Enrolled)
        }
        Err(error) if is_taken(&error) => Ok(Enrollment::AlreadyEnrolled),
        Err(error) => Err(error),
    }
}

pub(super) fn by_id(connection: &Connection, id: &DeviceId) -> Result<Option<Device>, StoreError> {
    first(connection, "select * from devices where id = ?", [id.as_str()], model)
}

pub(super) fn of_user(connection: &Connection, user: &UserId) -> Result<Vec<Device>, StoreError> {
    let query = "select * from devices where user_id = ? and revoked_at is null order by enrolled_at, id";
    all(connection, query, [user.as_str()], model)
}

pub(super) fn update(connection: &mut Connection, device: &Device, event: &AuditEvent) -> Result<bool, StoreError> {
    let transaction = begin(connection)?;
    let updated = execute(
        &transaction,
        "update devices
        set identifier = ?, name = ?, push_service = ?, push_token = ?
        where id = ? and revoked_at is null",
        params![
            device.identifier,
            device.name,
            device.push_credentials.service,
            device.push_credentials.token,
            device.id.as_str()
        ],
    );
    keep_if_changed(transaction, updated, event)
}

pub(super) fn replace_key(
    connection: &mut Connection,
    id: &DeviceId,
    key: &Jwk,
    event: &AuditEvent,
) -> Result<bool, StoreError> {
    let public_key = serialized(key, id)?;
    let transaction = begin(connection)?;
    let updated = execute(
        &transaction,
        "update devices
        set public_key = ?, public_key_thumbprint = ?
        where id = ? and revoked_at is null",
        params![public_key, key.kid.as_deref().unwrap_or_default(), id.as_str()],
    );
    keep_if_changed(transaction, updated, event)
}

/// Commits a change of one device, unless there was none to change or another one has what it takes.
fn keep_if_changed(
    transaction: Transaction<'_>,
    updated: Result<usize, StoreError>,
    event: &AuditEvent,
) -> Result<bool, StoreError> {
    match updated {
        Ok(1) => {
            audit::append(&transaction, &[event])?;
            transaction.commit()?;
            Ok(true)
        }
        Ok(_) => Ok(false),
        Err(error) if is_taken(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

pub(super) fn touch(connection: &Connection, id: &DeviceId, now: Timestamp) -> Result<(), StoreError> {
    let statement = "update devices set last_seen_at = ? where id = ?";
    execute(connection, statement, params![now.as_millisecond(), id.as_str()])?;
    Ok(())
}

pub(super) fn revoke(
    connection: &mut Connection,
    id: &DeviceId,
    now: Timestamp,
    event: &AuditEvent,
) -> Result<Option<Vec<ConsentId>>, StoreError> {
    let transaction = begin(connection)?;
    let statement = "update devices set revoked_at = ? where id = ? and revoked_at is null";
    if execute(&transaction, statement, params![now.as_millisecond(), id.as_str()])? != 1 {
        return Ok(None);
    }
    // What it approved by half expires now: a device that is removed may be in the wrong hands.
    let statement = "update backchannel_requests set expires_at = ?1
        where status = 'pending' and expires_at > ?1 and json_extract(first_approval, '$.device_id') = ?2
        returning consent_id";
    let ended = all(&transaction, statement, params![now.as_millisecond(), id.as_str()], |row| {
        Ok(ConsentId::new(row.get::<_, String>(0)?))
    })?;
    let of_requests: Vec<AuditEvent> = ended.iter().map(|id| without_device(event, id)).collect();
    audit::append(&transaction, &std::iter::once(event).chain(&of_requests).collect::<Vec<_>>())?;
    transaction.commit()?;
    Ok(Some(ended))
}

/// The event of a request that ends with the device of its first approval, which `event` is about.
fn without_device(event: &AuditEvent, request: &ConsentId) -> AuditEvent {
    let details = serde_json::json!({"error": "device_removed"});
    AuditEvent { kind: EventKind::GdAuthFailed, ..event.clone() }.consent(request).details(details)
}

fn serialized(key: &Jwk, device: &DeviceId) -> Result<String, StoreError> {
    serde_json::to_string(key).map_err(|error| StoreError::Inconsistent {
        table: "devices",
        column: "public_key",
        row: device.to_string(),
        reason: error.to_string(),
    })
}

/// Whether a key or an identifier is another device's.
fn is_taken(error: &StoreError) -> bool {
    matches!(error, StoreError::Database(rusqlite::Error::SqliteFailure(cause, _))
        if cause.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE)
}

fn model(row: &Row<'_>) -> Result<Device, StoreError> {
    let id: String = row.get("id")?;
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
        test_key: row.get("test_key")?,
        enrolled_at: columns.time("enrolled_at")?,
        last_seen_at: columns.optional_time("last_seen_at")?,
        revoked_at: columns.optional_time("revoked_at")?,
    })
}
