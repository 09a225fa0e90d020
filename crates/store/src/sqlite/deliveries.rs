//! Pings and pushes on their way, in SQLite.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection, SqlitePool};
use waxseal_protocol::ids::{ClientId, ConsentId};
use waxseal_protocol::{Secret, Timestamp};

use super::audit;
use super::row::Columns;
use crate::error::StoreError;
use crate::model::{AuditEvent, Delivery, DeliveryMode};

pub(super) async fn insert(connection: &mut SqliteConnection, delivery: &Delivery) -> Result<(), StoreError> {
    sqlx::query(
        "insert into deliveries (
            consent_id, client_id, mode, endpoint, bearer, payload, attempts, next_attempt_at, give_up_at
        )
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(delivery.consent_id.as_str())
    .bind(delivery.client_id.as_str())
    .bind(delivery.mode.as_str())
    .bind(&delivery.endpoint)
    .bind(delivery.bearer.expose())
    .bind(delivery.payload.as_ref().map(|payload| payload.expose().as_str()))
    .bind(delivery.attempts)
    .bind(delivery.next_attempt_at.as_millisecond())
    .bind(delivery.give_up_at.as_millisecond())
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn set_payload(
    connection: &mut SqliteConnection,
    id: i64,
    payload: &Secret<String>,
) -> Result<(), StoreError> {
    sqlx::query("update deliveries set payload = ? where id = ?")
        .bind(payload.expose())
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn due(pool: &SqlitePool, now: Timestamp, limit: u32) -> Result<Vec<Delivery>, StoreError> {
    let rows = sqlx::query("select * from deliveries where next_attempt_at <= ? order by next_attempt_at, id limit ?")
        .bind(now.as_millisecond())
        .bind(limit)
        .fetch_all(pool)
        .await?;
    rows.iter().map(model).collect()
}

pub(super) async fn next_at(pool: &SqlitePool) -> Result<Option<Timestamp>, StoreError> {
    let row = sqlx::query("select min(next_attempt_at) as next_attempt_at from deliveries").fetch_one(pool).await?;
    Columns { table: "deliveries", key: String::new(), row: &row }.optional_time("next_attempt_at")
}

pub(super) async fn postpone(pool: &SqlitePool, id: i64, attempts: u32, next_at: Timestamp) -> Result<(), StoreError> {
    sqlx::query("update deliveries set attempts = ?, next_attempt_at = ? where id = ?")
        .bind(attempts)
        .bind(next_at.as_millisecond())
        .bind(id)
        .execute(pool)
        .await?;
    Ok(())
}

pub(super) async fn finish(pool: &SqlitePool, id: i64, event: &AuditEvent) -> Result<(), StoreError> {
    let mut transaction = pool.begin_with("begin immediate").await?;
    sqlx::query("delete from deliveries where id = ?").bind(id).execute(&mut *transaction).await?;
    audit::append_one(&mut transaction, event).await?;
    transaction.commit().await?;
    Ok(())
}

fn model(row: &SqliteRow) -> Result<Delivery, StoreError> {
    let id: i64 = row.try_get("id")?;
    let columns = Columns { table: "deliveries", key: id.to_string(), row };
    let mode = match columns.text("mode")?.as_str() {
        "ping" => DeliveryMode::Ping,
        "push" => DeliveryMode::Push,
        other => return Err(columns.inconsistent("mode", format!("{other:?} is no mode of delivery"))),
    };
    Ok(Delivery {
        id,
        consent_id: ConsentId::new(columns.text("consent_id")?),
        client_id: ClientId::new(columns.text("client_id")?),
        mode,
        endpoint: columns.text("endpoint")?,
        bearer: Secret::new(columns.text("bearer")?),
        payload: columns.optional_text("payload")?.map(Secret::new),
        attempts: u32::try_from(columns.integer("attempts")?).unwrap_or(u32::MAX),
        next_attempt_at: columns.time("next_attempt_at")?,
        give_up_at: columns.time("give_up_at")?,
    })
}
