//! Waiting: polling the token endpoint at the pace it sets (CIBA Core 10.1 and 11).

use std::time::Duration;

use tokio::time::sleep;
use waxseal_protocol::ErrorCode;
use waxseal_protocol::ciba::GRANT_TYPE;
use waxseal_protocol::token::TokenResponse;

use crate::ask::PendingApproval;
use crate::client::{Client, answer, refused};
use crate::error::AgentError;

/// What `slow_down` adds to the interval.
const SLOW_DOWN: u64 = 5;
/// How long past its expiry a request is asked for: the server keeps an approval a little longer.
const GRACE: u64 = 120;

impl Client {
    /// Waits for the person's answer. A server that cannot be reached, or cannot answer, is asked
    /// again until the request must have expired: the answer is kept there.
    pub async fn wait(&self, pending: &PendingApproval) -> Result<TokenResponse, AgentError> {
        let form = [
            ("grant_type", GRANT_TYPE),
            ("auth_req_id", pending.auth_req_id.as_str()),
            ("client_id", &self.credentials.client_id),
            ("client_secret", self.credentials.client_secret.0.expose()),
        ];
        let mut interval = pending.interval.max(1);
        let mut left = pending.expires_in + GRACE;
        loop {
            let call = self.http.post(&self.metadata.token_endpoint).form(&form);
            match answer(call).await {
                Ok(Ok(token)) => return Ok(token),
                Ok(Err(body)) => match body.error {
                    ErrorCode::AuthorizationPending | ErrorCode::ServerError | ErrorCode::TooManyRequests => {}
                    ErrorCode::SlowDown => interval = body.interval.unwrap_or(interval + SLOW_DOWN),
                    ErrorCode::AccessDenied => return Err(AgentError::Denied),
                    ErrorCode::ExpiredToken => return Err(AgentError::Expired),
                    _ => return Err(refused(body)),
                },
                Err(AgentError::Unreachable(_)) if left > 0 => {}
                Err(error) => return Err(error),
            }
            left = left.saturating_sub(interval);
            sleep(Duration::from_secs(interval)).await;
        }
    }
}
