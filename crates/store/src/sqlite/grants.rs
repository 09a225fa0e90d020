//! Grants, refresh tokens and revoked tokens in SQLite.

use rusqlite::{Connection, Row, params};
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{ClientId, ConsentId, UserId};
use waxseal_protocol::rar::AuthorizationDetails;
use waxseal_protocol::token::Confirmation;

use super::audit;
use super::row::{Columns, begin, execute, first};
use crate::error::StoreError;
use crate::model::{AuditEvent, Grant, RefreshToken};

pub(super) fn insert(connection: &Connection, grant: &Grant, token: &RefreshToken) -> Result<(), StoreError> {
    let text = |error: serde_json::Error| StoreError::Inconsistent {
        table: "grants",
        column: "authorization_details",
        row: grant.consent_id.to_string(),
        reason: error.to_string(),
    };
    let details = grant.authorization_details.as_ref().map(serde_json::to_string).transpose().map_err(text)?;
    let confirmation = grant.confirmation.as_ref().map(serde_json::to_string).transpose().map_err(text)?;
    execute(
        connection,
        "insert into grants (
            consent_id, client_id, user_id, audience, scope, authorization_details, auth_time, acr,
            confirmation, created_at, expires_at
        )
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            grant.consent_id.as_str(),
            grant.client_id.as_str(),
            grant.user_id.as_str(),
            grant.audience,
            grant.scope,
            details,
            grant.auth_time.as_millisecond(),
            grant.acr,
            confirmation,
            grant.created_at.as_millisecond(),
            grant.expires_at.as_millisecond()
        ],
    )?;
    insert_token(connection, token)
}

fn insert_token(connection: &Connection, token: &RefreshToken) -> Result<(), StoreError> {
    execute(
        connection,
        "insert into refresh_tokens (sha256, consent_id, issued_at, expires_at) values (?, ?, ?, ?)",
        params![
            token.sha256,
            token.consent_id.as_str(),
            token.issued_at.as_millisecond(),
            token.expires_at.as_millisecond()
        ],
    )?;
    Ok(())
}

pub(super) fn refresh_token(
    connection: &Connection,
    sha256: &str,
) -> Result<Option<(RefreshToken, Grant)>, StoreError> {
    let query = "select grants.*, token.sha256, token.issued_at, token.expires_at as token_expires_at, token.used_at
        from refresh_tokens as token
        join grants on grants.consent_id = token.consent_id
        where token.sha256 = ?";
    first(connection, query, [sha256], model)
}

/// Whether the token was good, and the next one stands in its place.
pub(super) fn rotate(
    connection: &Connection,
    used: &str,
    next: &RefreshToken,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let now = now.as_millisecond();
    let changed = execute(
        connection,
        "update refresh_tokens
        set used_at = ?
        where sha256 = ? and used_at is null and expires_at > ?
        and exists (
            select 1 from grants
            where grants.consent_id = refresh_tokens.consent_id and revoked_at is null and grants.expires_at > ?
        )",
        params![now, used, now, now],
    )?;
    if changed == 1 {
        insert_token(connection, next)?;
    }
    Ok(changed == 1)
}

pub(super) fn revoke(
    connection: &mut Connection,
    id: &ConsentId,
    now: Timestamp,
    event: &AuditEvent,
) -> Result<bool, StoreError> {
    let transaction = begin(connection)?;
    let statement = "update grants set revoked_at = ? where consent_id = ? and revoked_at is null";
    if execute(&transaction, statement, params![now.as_millisecond(), id.as_str()])? != 1 {
        return Ok(false);
    }
    audit::append(&transaction, &[event])?;
    transaction.commit()?;
    Ok(true)
}

pub(super) fn revoke_token(
    connection: &mut Connection,
    jti: &str,
    expires_at: Timestamp,
    event: &AuditEvent,
) -> Result<(), StoreError> {
    let transaction = begin(connection)?;
    execute(&transaction, "delete from revoked_tokens where expires_at <= ?", [event.at.as_millisecond()])?;
    execute(
        &transaction,
        "insert into revoked_tokens (jti, expires_at) values (?, ?) on conflict do nothing",
        params![jti, expires_at.as_millisecond()],
    )?;
    audit::append(&transaction, &[event])?;
    Ok(transaction.commit()?)
}

pub(super) fn is_revoked(connection: &Connection, jti: &str, grant: Option<&ConsentId>) -> Result<bool, StoreError> {
    let query = "select exists (select 1 from revoked_tokens where jti = ?1)
            or exists (select 1 from grants where consent_id = ?2 and revoked_at is not null)
            or exists (select 1 from backchannel_requests where consent_id = ?2 and ended_at is not null)";
    let revoked = first(connection, query, params![jti, grant.map(ConsentId::as_str)], |row| Ok(row.get(0)?))?;
    Ok(revoked.unwrap_or_default())
}

/// The request is taken out before a grant of it that lives for longer.
pub(super) fn holder(connection: &Connection, id: &ConsentId) -> Result<Option<UserId>, StoreError> {
    let query = "select user_id from backchannel_requests where consent_id = ?1
            union all select user_id from grants where consent_id = ?1 limit 1";
    first(connection, query, params![id.as_str()], |row| Ok(UserId::new(row.get::<_, String>(0)?)))
}

fn model(row: &Row<'_>) -> Result<(RefreshToken, Grant), StoreError> {
    let id: String = row.get("consent_id")?;
    let columns = Columns { table: "grants", key: id.clone(), row };
    let consent_id = ConsentId::new(id);
    let token = RefreshToken {
        sha256: columns.text("sha256")?,
        consent_id: consent_id.clone(),
        issued_at: columns.time("issued_at")?,
        expires_at: columns.time("token_expires_at")?,
        used_at: columns.optional_time("used_at")?,
    };
    let grant = Grant {
        consent_id,
        client_id: ClientId::new(columns.text("client_id")?),
        user_id: UserId::new(columns.text("user_id")?),
        audience: columns.text("audience")?,
        scope: columns.text("scope")?,
        authorization_details: columns.optional_json::<AuthorizationDetails>("authorization_details")?,
        auth_time: columns.time("auth_time")?,
        acr: columns.optional_text("acr")?,
        confirmation: columns.optional_json::<Confirmation>("confirmation")?,
        created_at: columns.time("created_at")?,
        expires_at: columns.time("expires_at")?,
        revoked_at: columns.optional_time("revoked_at")?,
    };
    Ok((token, grant))
}
