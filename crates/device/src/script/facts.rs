//! What a rule can look at.

use std::sync::Arc;

use waxseal_details::RiskTier;
use waxseal_protocol::device::Consent;
use waxseal_protocol::ids::{DeviceId, UserId};
use waxseal_protocol::json::Json;

use crate::device::Device;
use crate::request_id::RequestId;

/// What is known of a request, as the server signed it.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The enrolment it came to.
    pub account_id: DeviceId,
    /// The person who is asked.
    pub user_id: UserId,
    /// The server's host.
    pub host: String,
    /// How much care it needs on this device.
    pub tier: RiskTier,
    /// What is asked, every number as it was written.
    pub consent: Arc<Consent>,
}

impl Facts {
    /// The entries of `authorization_details`.
    pub fn entries(&self) -> &[Json] {
        let details = self.consent.requested_details.authorization_details.as_ref();
        details.map_or(&[], |details| details.entries())
    }

    /// The id of the client.
    pub fn client_id(&self) -> Option<&str> {
        self.consent.client.as_ref().map(|client| client.client_id.as_str())
    }
}

impl Device {
    /// What is known of a request; nothing while it is not verified, or cannot be.
    pub fn facts(&self, request: &RequestId) -> Option<Facts> {
        let (tier, consent) = {
            let inbox = self.core.inbox();
            let item = inbox.get(request)?;
            let shown = item.shown.as_ref()?;
            (shown.card.tier, Arc::clone(shown.consent.as_ref()?))
        };
        let runtime = self.core.runtime(&request.account_id)?;
        let account = runtime.account();
        Some(Facts {
            account_id: account.id.clone(),
            user_id: account.user_id.clone(),
            host: account.host(),
            tier,
            consent,
        })
    }
}
