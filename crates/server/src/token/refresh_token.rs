//! Refresh tokens (RFC 6749 6, RFC 9700 4.14): each is used once. A second use means that one of
//! two holders is a thief, so it ends the grant for both.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use waxseal_protocol::ErrorCode;
use waxseal_protocol::ids::sha256_base64url;
use waxseal_store::Rotation;
use waxseal_store::model::{AuditEvent, EventKind, Grant, RefreshToken};

use super::issue::{self, Issuance};
use super::{TokenCall, binding, granted_details};
use crate::backchannel::standing;
use crate::http::{OAuthError, no_store};

pub(super) async fn grant(call: &TokenCall<'_>) -> Result<Response, OAuthError> {
    let state = call.state;
    let sha256 = sha256_base64url(call.parameters.required("refresh_token")?.as_bytes());
    let found = state.store.refresh_token(&sha256).await?;
    let (token, grant) = found.filter(|(_, grant)| grant.client_id == *call.client.id()).ok_or_else(invalid_grant)?;
    let now = state.clock.now();
    if token.used_at.is_some() {
        return reused(call, &grant).await;
    }
    let user = state.directory().is_living(&grant.user_id);
    if token.expires_at <= now || grant.expires_at <= now || grant.revoked_at.is_some() || !user {
        return Err(invalid_grant());
    }
    let issued = tokens(call, &grant).await?;
    let Some((_, next)) = issued.grant else { return Err(invalid_grant()) };
    let event = event(call, EventKind::Sertft, &grant);
    match rotate(call, &token, &next, event).await? {
        Rotation::Rotated => Ok(no_store(Json(issued.response).into_response())),
        // Somebody else used it in this instant, or ended the grant.
        Rotation::Refused => reused(call, &grant).await,
    }
}

async fn rotate(
    call: &TokenCall<'_>,
    token: &RefreshToken,
    next: &RefreshToken,
    event: AuditEvent,
) -> Result<Rotation, OAuthError> {
    Ok(call.state.store.rotate_refresh_token(&token.sha256, next, call.state.clock.now(), event).await?)
}

async fn tokens(call: &TokenCall<'_>, grant: &Grant) -> Result<issue::Issued, OAuthError> {
    let parameters = call.parameters;
    for name in ["audience", "resource"] {
        if parameters.get(name).is_some_and(|asked| asked != "None" && asked != grant.audience) {
            let text = format!("The grant is for {}", grant.audience);
            return Err(OAuthError::new(ErrorCode::InvalidTarget, text));
        }
    }
    // Without the API nobody knows whose name of the person it is to read, nor for how long.
    if !standing::knows_api(call.state, &grant.audience) {
        let text = format!("The API {} is not registered any more", grant.audience);
        return Err(OAuthError::new(ErrorCode::InvalidTarget, text));
    }
    let scope = match parameters.get("scope") {
        None => grant.scope.clone(),
        Some(asked) => {
            let granted: Vec<&str> = grant.scope.split(' ').collect();
            if let Some(more) = asked.split(' ').find(|scope| !scope.is_empty() && !granted.contains(scope)) {
                return Err(OAuthError::new(ErrorCode::InvalidScope, format!("The scope {more} was not granted.")));
            }
            asked.to_owned()
        }
    };
    let narrowed = parameters.get("authorization_details").map(|text| {
        let directory = call.state.directory();
        let api = directory.apis.get(&grant.audience).map(|entry| &entry.value);
        granted_details::within(api, grant.authorization_details.as_ref(), text)
    });
    let confirmation = binding::of_call(call.state, call.context, call.client).await?;
    // RFC 9449 5, RFC 8705 7.1: the refresh token of a client that authenticates is bound to the
    // client, so keys and certificates may be renewed; but what was bound does not become unbound.
    if grant.confirmation.is_some() && confirmation.is_none() {
        return Err(OAuthError::new(ErrorCode::InvalidGrant, "The grant is bound to a key; show one"));
    }
    let issuance = Issuance {
        client: &call.client.client,
        user_id: grant.user_id.clone(),
        consent_id: grant.consent_id.clone(),
        audience: grant.audience.clone(),
        scope,
        granted: grant.authorization_details.clone(),
        narrowed: narrowed.transpose()?,
        auth_time: grant.auth_time,
        // A class that the configuration does not have any more is not claimed any more.
        acr: grant.acr.clone().filter(|value| call.state.config.acr_class(value).is_some()),
        confirmation,
        pushed_handle: None,
        refreshed: Some(grant),
    };
    issue::issue(call.state, issuance).await
}

async fn reused(call: &TokenCall<'_>, grant: &Grant) -> Result<Response, OAuthError> {
    let event = event(call, EventKind::Fertft, grant).details(json!({"reason": "refresh token reuse"}));
    if call.state.store.revoke_grant(&grant.consent_id, call.state.clock.now(), event).await? {
        tracing::warn!(
            consent.id = %grant.consent_id, client.id = %grant.client_id,
            "A refresh token was used twice: revoked the grant {}", grant.consent_id
        );
    }
    Err(invalid_grant())
}

fn event(call: &TokenCall<'_>, kind: EventKind, grant: &Grant) -> AuditEvent {
    AuditEvent::new(call.state.clock.now(), kind)
        .client(&grant.client_id)
        .user(&grant.user_id)
        .consent(&grant.consent_id)
        .details(json!({"audience": grant.audience}))
}

fn invalid_grant() -> OAuthError {
    OAuthError::new(ErrorCode::InvalidGrant, "Unknown or invalid refresh token.")
}
