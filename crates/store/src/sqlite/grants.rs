//! Grants, refresh tokens and revoked tokens in SQLite.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection, SqlitePool};
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{ClientId, ConsentId, UserId};
use waxseal_protocol::rar::AuthorizationDetails;
use waxseal_protocol::token::Confirmation;

use super::audit;
use super::row::Columns;
use crate::error::StoreError;
use crate::model::{AuditEvent, Grant, RefreshToken};
use crate::store::Rotation;

pub(super) async fn insert(
    connection: &mut SqliteConnection,
    grant: &Grant,
    token: &RefreshToken,
) -> Result<(), StoreError> {
    let text = |error: serde_json::Error| StoreError::Inconsistent {
        table: "grants",
        column: "authorization_details",
        row: grant.consent_id.to_string(),
        reason: error.to_string(),
    };
    let details = grant.authorization_details.as_ref().map(serde_json::to_string).transpose().map_err(text)?;
    let confirmation = grant.confirmation.as_ref().map(serde_json::to_string).transpose().map_err(text)?;
    sqlx::query(
        "insert into grants (
            consent_id, client_id, user_id, audience, scope, authorization_details, auth_time, acr,
            confirmation, created_at, expires_at
        )
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(grant.consent_id.as_str())
    .bind(grant.client_id.as_str())
    .bind(grant.user_id.as_str())
    .bind(&grant.audience)
    .bind(&grant.scope)
    .bind(details)
    .bind(grant.auth_time.as_millisecond())
    .bind(&grant.acr)
    .bind(confirmation)
    .bind(grant.created_at.as_millisecond())
    .bind(grant.expires_at.as_millisecond())
    .execute(&mut *connection)
    .await?;
    insert_token(connection, token).await
}

async fn insert_token(connection: &mut SqliteConnection, token: &RefreshToken) -> Result<(), StoreError> {
    sqlx::query("insert into refresh_tokens (sha256, consent_id, issued_at, expires_at) values (?, ?, ?, ?)")
        .bind(&token.sha256)
        .bind(token.consent_id.as_str())
        .bind(token.issued_at.as_millisecond())
        .bind(token.expires_at.as_millisecond())
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn refresh_token(
    pool: &SqlitePool,
    sha256: &str,
) -> Result<Option<(RefreshToken, Grant)>, StoreError> {
    let row = sqlx::query(
        "select grants.*, token.sha256, token.issued_at, token.expires_at as token_expires_at, token.used_at
        from refresh_tokens as token
        join grants on grants.consent_id = token.consent_id
        where token.sha256 = ?",
    )
    .bind(sha256)
    .fetch_optional(pool)
    .await?;
    row.as_ref().map(model).transpose()
}

pub(super) async fn rotate(
    pool: &SqlitePool,
    used: &str,
    next: &RefreshToken,
    now: Timestamp,
    event: &AuditEvent,
) -> Result<Rotation, StoreError> {
    let mut transaction = pool.begin_with("begin immediate").await?;
    let result = sqlx::query(
        "update refresh_tokens
        set used_at = ?
        where sha256 = ? and used_at is null and expires_at > ?
        and exists (
            select 1 from grants
            where grants.consent_id = refresh_tokens.consent_id and revoked_at is null and grants.expires_at > ?
        )",
    )
    .bind(now.as_millisecond())
    .bind(used)
    .bind(now.as_millisecond())
    .bind(now.as_millisecond())
    .execute(&mut *transaction)
    .await?;
    if result.rows_affected() != 1 {
        return Ok(Rotation::Refused);
    }
    insert_token(&mut transaction, next).await?;
    audit::append_one(&mut transaction, event).await?;
    transaction.commit().await?;
    Ok(Rotation::Rotated)
}

pub(super) async fn revoke(
    pool: &SqlitePool,
    id: &ConsentId,
    now: Timestamp,
    event: &AuditEvent,
) -> Result<bool, StoreError> {
    let mut transaction = pool.begin_with("begin immediate").await?;
    let result = sqlx::query("update grants set revoked_at = ? where consent_id = ? and revoked_at is null")
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

pub(super) async fn revoke_token(
    pool: &SqlitePool,
    jti: &str,
    expires_at: Timestamp,
    event: &AuditEvent,
) -> Result<(), StoreError> {
    let mut transaction = pool.begin_with("begin immediate").await?;
    sqlx::query("delete from revoked_tokens where expires_at <= ?")
        .bind(event.at.as_millisecond())
        .execute(&mut *transaction)
        .await?;
    sqlx::query("insert into revoked_tokens (jti, expires_at) values (?, ?) on conflict do nothing")
        .bind(jti)
        .bind(expires_at.as_millisecond())
        .execute(&mut *transaction)
        .await?;
    audit::append_one(&mut transaction, event).await?;
    transaction.commit().await?;
    Ok(())
}

pub(super) async fn is_revoked(pool: &SqlitePool, jti: &str, grant: Option<&ConsentId>) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "select exists (select 1 from revoked_tokens where jti = ?)
            or exists (select 1 from grants where consent_id = ? and revoked_at is not null)",
    )
    .bind(jti)
    .bind(grant.map(ConsentId::as_str))
    .fetch_one(pool)
    .await?;
    Ok(row.try_get(0)?)
}

fn model(row: &SqliteRow) -> Result<(RefreshToken, Grant), StoreError> {
    let id: String = row.try_get("consent_id")?;
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
