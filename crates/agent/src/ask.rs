//! Asking: `POST /bc-authorize` (CIBA Core 7).

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use serde::Serialize;
use waxseal_protocol::ciba::{AuthenticationResponse, DEFAULT_INTERVAL};
use waxseal_protocol::ids::random_token;
use waxseal_protocol::jose::{NumericDate, SigningKey};
use waxseal_protocol::json::Json;
use waxseal_protocol::{ErrorCode, Timestamp};

use crate::client::Client;
use crate::error::AgentError;
use crate::http::{Answer, Failure, Refusal, answer};
use crate::pending::PendingApproval;
use crate::request::ApprovalRequest;

/// How often asking is tried again while no connection comes about.
const RETRIES: usize = 2;
/// How long a signed request may be on its way.
const SIGNED_LIFE: Duration = Duration::from_mins(5);
/// What a server says that has no way to reach a person; Auth0's text, which its SDKs look for.
const NO_CHANNEL: &str = "No eligible notification channels were found";

impl Client {
    /// Asks. The person is notified when this returns.
    ///
    /// A request that was sent is never sent again: if its answer is lost, the person may have been
    /// asked, and this says so with [`AgentError::Unanswered`]. Only when no connection came about it
    /// is tried twice more.
    ///
    /// # Errors
    /// Any but [`AgentError::Denied`] and [`AgentError::Expired`].
    pub async fn ask(&self, request: &ApprovalRequest) -> Result<PendingApproval, AgentError> {
        let form = self.request_form(request)?;
        let mut pauses = ExponentialBuilder::new()
            .with_min_delay(Duration::from_millis(200))
            .with_max_times(RETRIES)
            .with_jitter()
            .build();
        let response = loop {
            // A try that never arrived leaves its signed request unused; an assertion is made anew.
            let call = self.call(&self.0.endpoints.backchannel_authentication, form.clone())?;
            let answered: Result<Answer<AuthenticationResponse>, Failure> = answer(call, self.now()).await;
            match answered {
                Ok(Ok(response)) => break response,
                Ok(Err(refusal)) => return Err(refused(refusal)),
                Err(Failure::NotSent(reason)) => match pauses.next() {
                    Some(pause) => tokio::time::sleep(pause).await,
                    None => return Err(AgentError::Unreachable(reason)),
                },
                // Whoever says yes has asked, even where the handle is lost.
                Err(Failure::Lost(reason) | Failure::Unreadable(reason)) => {
                    return Err(AgentError::Unanswered(reason));
                }
                Err(Failure::Foreign(reason) | Failure::Malformed(reason)) => {
                    return Err(AgentError::Malformed(reason));
                }
            }
        };
        let now = self.now();
        let life = Duration::from_secs(response.expires_in);
        Ok(PendingApproval {
            auth_req_id: response.auth_req_id,
            expires_in: response.expires_in,
            interval: response.interval.unwrap_or(DEFAULT_INTERVAL).max(1),
            issuer: self.issuer().to_owned(),
            client_id: self.client_id().to_owned(),
            expires_at: now.saturating_add(life).unwrap_or(Timestamp::MAX),
            next_poll_at: now,
        })
    }

    /// The parameters as a form: texts as they are, JSON as its text, or all of it signed.
    fn request_form(&self, request: &ApprovalRequest) -> Result<Vec<(&'static str, String)>, AgentError> {
        let parameters = request.parameters(self.issuer());
        if let Some(key) = &self.0.request_key {
            let token = signed(key, self.client_id(), self.issuer(), parameters, self.now())?;
            return Ok(vec![("request", token)]);
        }
        let text = |value: Json| match value {
            Json::String(text) => text,
            other => other.to_string(),
        };
        Ok(parameters.into_iter().map(|(name, value)| (name, text(value))).collect())
    }
}

#[derive(Serialize)]
struct About<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: NumericDate,
    nbf: NumericDate,
    exp: NumericDate,
    jti: String,
}

/// A signed authentication request (CIBA Core 7.1.1): every parameter is a claim, with its numbers
/// as they were written.
fn signed(
    key: &SigningKey,
    client_id: &str,
    issuer: &str,
    parameters: Vec<(&'static str, Json)>,
    now: Timestamp,
) -> Result<String, AgentError> {
    let exp = NumericDate::new(now.saturating_add(SIGNED_LIFE).unwrap_or(Timestamp::MAX));
    let (iat, nbf) = (NumericDate::new(now), NumericDate::new(now));
    let about = About { iss: client_id, aud: issuer, iat, nbf, exp, jti: random_token::<16>() };
    let failed = |error: &dyn std::fmt::Display| AgentError::Request(format!("the request cannot be signed: {error}"));
    let about = serde_json::to_string(&about).map_err(|error| failed(&error))?;
    let Json::Object(mut claims) = Json::parse(&about).map_err(|error| failed(&error))? else {
        return Err(failed(&"its claims are no object"));
    };
    claims.extend(parameters.into_iter().map(|(name, value)| (name.to_owned(), value)));
    Ok(key.sign("oauth-authz-req+jwt", &Json::Object(claims))?)
}

/// What a refusal to ask means.
fn refused(refusal: Refusal) -> AgentError {
    let Refusal { code, description, retry_after, .. } = refusal;
    match code {
        ErrorCode::InvalidRequest | ErrorCode::AccessDenied if description.starts_with(NO_CHANNEL) => {
            AgentError::NoChannel { description }
        }
        ErrorCode::TooManyRequests => AgentError::RateLimited { retry_after, description },
        ErrorCode::TemporarilyUnavailable => AgentError::Overloaded { retry_after },
        ErrorCode::InvalidAuthorizationDetails => AgentError::InvalidDetails { description },
        ErrorCode::UnknownUserId => AgentError::UnknownUser,
        ErrorCode::MissingUserCode => AgentError::UserCode { missing: true },
        ErrorCode::InvalidUserCode => AgentError::UserCode { missing: false },
        ErrorCode::InvalidClient => AgentError::InvalidClient { description },
        // The server failed before it could say whether the request is stored.
        ErrorCode::ServerError => AgentError::Unanswered(description),
        code => AgentError::Refused { code, description },
    }
}

#[cfg(test)]
mod tests {
    use waxseal_protocol::jose::Trust;

    use super::*;

    fn refusal(code: ErrorCode, description: &str) -> Refusal {
        let description = description.to_owned();
        Refusal { code, description, interval: None, retry_after: Some(Duration::from_secs(7)), dpop_nonce: None }
    }

    #[test]
    fn a_server_without_a_channel_is_understood_in_both_of_its_dialects() {
        let text =
            "No eligible notification channels were found. guardian-push: User does not have push notifications set up";
        for code in [ErrorCode::InvalidRequest, ErrorCode::AccessDenied] {
            assert!(matches!(refused(refusal(code, text)), AgentError::NoChannel { .. }));
            assert!(matches!(refused(refusal(code, "openid scope must be requested")), AgentError::Refused { .. }));
        }
        let limited = refused(refusal(ErrorCode::TooManyRequests, ""));
        assert_eq!((limited.name(), limited.retry_after()), ("rate_limited", Some(Duration::from_secs(7))));
    }

    #[test]
    fn a_signed_request_keeps_its_numbers() {
        let key = SigningKey::generate().unwrap();
        let request = ApprovalRequest::new("u").authorization_details(r#"[{"type":"a","amount":1.10}]"#).unwrap();
        let parameters = request.parameters("https://issuer.example/");
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let token = signed(&key, "agent", "https://issuer.example/", parameters, now).unwrap();
        let keys = [key.public().clone()];
        let trust = Trust { keys: &keys, algorithms: &[key.algorithm()], types: &["oauth-authz-req+jwt"] };
        let claims: std::collections::BTreeMap<String, Json> = trust.claims(&token).unwrap();
        assert_eq!(claims["authorization_details"].to_string(), r#"[{"type":"a","amount":1.10}]"#);
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["nbf"].as_i64().unwrap(), 300);
    }
}
