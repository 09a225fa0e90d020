//! What a request is about beside its consent.

use serde::{Deserialize, Serialize};
use waxseal_protocol::Secret;
use waxseal_protocol::token::Confirmation;

use crate::model::DeliveryMode;

/// Kept with the request, read with it, never searched for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestFacts {
    /// How the client learns the outcome.
    pub mode: DeliveryMode,
    /// Where it is told, in ping and push mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notification_endpoint: Option<String>,
    /// What it is told with, in ping and push mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notification_token: Option<Secret<String>>,
    /// The handle, which a ping or push has to name. Not kept in poll mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_req_id: Option<Secret<String>>,
    /// The `acr` that an approval fulfils, out of those the client asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// How the person was reached: `guardian-push` or `email`.
    pub channel: String,
    /// The key that pushed tokens are bound to (CIBA Core 5).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<Confirmation>,
}

impl PartialEq for RequestFacts {
    fn eq(&self, other: &Self) -> bool {
        let text = |secret: &Option<Secret<String>>| secret.as_ref().map(|secret| secret.expose().clone());
        self.mode == other.mode
            && self.notification_endpoint == other.notification_endpoint
            && text(&self.notification_token) == text(&other.notification_token)
            && text(&self.auth_req_id) == text(&other.auth_req_id)
            && self.acr == other.acr
            && self.channel == other.channel
            && self.confirmation == other.confirmation
    }
}

impl Eq for RequestFacts {}
