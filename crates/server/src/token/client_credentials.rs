//! The client credentials grant (RFC 6749 4.4): a token for the client itself, for what its client
//! grants say.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use waxseal_protocol::ErrorCode;
use waxseal_store::model::{AuditEvent, EventKind};

use super::{TokenCall, binding, issue};
use crate::http::{OAuthError, no_store};

pub(super) async fn grant(call: &TokenCall<'_>) -> Result<Response, OAuthError> {
    let state = call.state;
    let given = ["audience", "resource"].into_iter().find_map(|name| call.parameters.get(name));
    let audience = given.ok_or_else(|| OAuthError::invalid_request("audience is required"))?;
    let directory = state.directory();
    let management = state.config.management_audience();
    if !directory.apis.contains_key(audience) && audience != management {
        return Err(OAuthError::new(ErrorCode::AccessDenied, format!("Service not found: {audience}"))
            .with_status(axum::http::StatusCode::FORBIDDEN));
    }
    let Some(granted) = directory.client_grant(call.client.id(), audience) else {
        let text = format!("Client is not authorized to access \"{audience}\". You need a client-grant for it.");
        return Err(OAuthError::forbidden(text));
    };
    let scope = match call.parameters.get("scope") {
        None => granted.scope.join(" "),
        Some(asked) => {
            let more =
                asked.split(' ').find(|scope| !scope.is_empty() && !granted.scope.iter().any(|one| one == scope));
            if let Some(more) = more {
                return Err(OAuthError::new(ErrorCode::InvalidScope, format!("The scope {more} is not granted.")));
            }
            asked.to_owned()
        }
    };
    let confirmation = binding::of_call(state, call.context, call.client).await?;
    let response = issue::issue_to_client(state, &call.client.client, audience, scope, confirmation).await?;
    let event = AuditEvent::new(state.clock.now(), EventKind::Seccft).client(call.client.id());
    state.store.append_event(event.details(json!({"audience": audience, "scope": response.scope}))).await?;
    Ok(no_store(Json(response).into_response()))
}
