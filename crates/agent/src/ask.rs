//! Asking: `POST /bc-authorize`.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use waxseal_protocol::ciba::{AuthenticationResponse, DEFAULT_INTERVAL, LoginHint};
use waxseal_protocol::ids::AuthReqId;
use waxseal_protocol::rar::AuthorizationDetails;

use crate::client::{Client, answer, refused};
use crate::error::AgentError;

/// What a person shall approve.
#[derive(Debug, Clone)]
pub struct ApprovalRequest {
    user: String,
    scope: String,
    audience: Option<String>,
    binding_message: Option<String>,
    expiry: Option<Duration>,
    authorization_details: Option<AuthorizationDetails>,
}

/// A request that waits for an answer. It can be kept and waited for by another process.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PendingApproval {
    /// The handle to poll with.
    pub auth_req_id: AuthReqId,
    /// Seconds it lives, from when it was made.
    pub expires_in: u64,
    /// Seconds between polls.
    pub interval: u64,
}

impl ApprovalRequest {
    /// A request to `user`, the `sub` of a person at the server.
    pub fn new(user: impl Into<String>) -> Self {
        Self {
            user: user.into(),
            scope: "openid".to_owned(),
            audience: None,
            binding_message: None,
            expiry: None,
            authorization_details: None,
        }
    }

    /// Scopes, separated by blanks; `openid` is added if missing.
    #[must_use]
    pub fn scope(mut self, scope: &str) -> Self {
        let has_openid = scope.split(' ').any(|one| one == "openid");
        self.scope = if has_openid { scope.to_owned() } else { format!("openid {scope}").trim().to_owned() };
        self
    }

    /// The API the token is for.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// The short text that the person also sees where the request came from.
    #[must_use]
    pub fn binding_message(mut self, message: impl Into<String>) -> Self {
        self.binding_message = Some(message.into());
        self
    }

    /// How long the person has.
    #[must_use]
    pub fn expiry(mut self, expiry: Duration) -> Self {
        self.expiry = Some(expiry);
        self
    }

    /// The details, as the JSON text of an array. Numbers are sent as they are written.
    pub fn authorization_details(mut self, json: &str) -> Result<Self, AgentError> {
        self.authorization_details = Some(AuthorizationDetails::parse(json)?);
        Ok(self)
    }
}

impl Client {
    /// Asks. The person is notified when this returns.
    pub async fn ask(&self, request: &ApprovalRequest) -> Result<PendingApproval, AgentError> {
        let hint = LoginHint::iss_sub(self.issuer(), &request.user.as_str().into());
        let mut form = vec![
            ("client_id", self.credentials.client_id.clone()),
            ("client_secret", self.credentials.client_secret.0.expose().clone()),
            ("login_hint", hint),
            ("scope", request.scope.clone()),
        ];
        form.extend(request.audience.clone().map(|audience| ("audience", audience)));
        form.extend(request.binding_message.clone().map(|message| ("binding_message", message)));
        form.extend(request.expiry.map(|expiry| ("requested_expiry", expiry.as_secs().to_string())));
        if let Some(details) = &request.authorization_details {
            let text = serde_json::to_string(details).map_err(|error| AgentError::Malformed(error.to_string()))?;
            form.push(("authorization_details", text));
        }
        let url = &self.metadata.backchannel_authentication_endpoint;
        let response: AuthenticationResponse = answer(self.http.post(url).form(&form)).await?.map_err(refused)?;
        Ok(PendingApproval {
            auth_req_id: response.auth_req_id,
            expires_in: response.expires_in,
            interval: response.interval.unwrap_or(DEFAULT_INTERVAL),
        })
    }
}
