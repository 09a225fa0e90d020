//! Pings and pushes on their way, in SQLite.

use rusqlite::{Connection, Row, params};
use waxseal_protocol::ids::{ClientId, ConsentId};
use waxseal_protocol::{Secret, Timestamp};

use super::row::{Columns, all, execute, first};
use crate::error::StoreError;
use crate::model::{Delivery, DeliveryMode};

pub(super) fn insert(connection: &Connection, delivery: &Delivery) -> Result<(), StoreError> {
    execute(
        connection,
        "insert into deliveries (
            consent_id, client_id, mode, endpoint, bearer, payload, attempts, next_attempt_at, give_up_at
        )
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            delivery.consent_id.as_str(),
            delivery.client_id.as_str(),
            delivery.mode.as_str(),
            delivery.endpoint,
            delivery.bearer.expose(),
            delivery.payload.as_ref().map(|payload| payload.expose().as_str()),
            delivery.attempts,
            delivery.next_attempt_at.as_millisecond(),
            delivery.give_up_at.as_millisecond()
        ],
    )?;
    Ok(())
}

pub(super) fn set_payload(connection: &Connection, id: i64, payload: &Secret<String>) -> Result<(), StoreError> {
    execute(connection, "update deliveries set payload = ? where id = ?", params![payload.expose(), id])?;
    Ok(())
}

pub(super) fn due(
    connection: &Connection,
    now: Timestamp,
    limit: u32,
    of_one_client: u32,
) -> Result<Vec<Delivery>, StoreError> {
    let query = "select * from (
            select *, row_number() over (partition by client_id order by next_attempt_at, id) as place
            from deliveries where next_attempt_at <= ?
        )
        where place <= ? order by next_attempt_at, id limit ?";
    all(connection, query, params![now.as_millisecond(), of_one_client, limit], model)
}

pub(super) fn next_at(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let query = "select min(next_attempt_at) as next_attempt_at from deliveries";
    let read =
        |row: &Row<'_>| Columns { table: "deliveries", key: String::new(), row }.optional_time("next_attempt_at");
    Ok(first(connection, query, [], read)?.flatten())
}

pub(super) fn postpone(connection: &Connection, id: i64, attempts: u32, next_at: Timestamp) -> Result<(), StoreError> {
    let statement = "update deliveries set attempts = ?, next_attempt_at = ? where id = ?";
    execute(connection, statement, params![attempts, next_at.as_millisecond(), id])?;
    Ok(())
}

pub(super) fn remove(connection: &Connection, id: i64) -> Result<(), StoreError> {
    execute(connection, "delete from deliveries where id = ?", [id])?;
    Ok(())
}

fn model(row: &Row<'_>) -> Result<Delivery, StoreError> {
    let id: i64 = row.get("id")?;
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
