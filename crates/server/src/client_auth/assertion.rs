//! `private_key_jwt` and `client_secret_jwt` (RFC 7521 4.2, RFC 7523 3, OpenID Connect Core 9).

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use waxseal_protocol::jose::{JwsError, NumericDate, TimeRules, Trust, decode_unverified, verify_hs256};

use super::{client_of, failed, failed_because};
use crate::directory::{AssertionAudience, AuthMethod, Client, Entry};
use crate::http::{OAuthError, Parameters};
use crate::state::AppState;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The longest an assertion may live. `auth0-python` signs for three minutes.
const MAX_LIFE: Duration = Duration::from_mins(10);
/// How far the client's clock may be off.
const LEEWAY: Duration = Duration::from_secs(30);
/// The header `typ` of assertions; an empty one stands for none.
const TYPES: [&str; 3] = ["jwt", "client-authentication+jwt", ""];

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: NumericDate,
    #[serde(default)]
    jti: Option<String>,
}

/// One audience or several.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    pub(crate) fn names(&self, accepted: &[String]) -> bool {
        let names = match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        };
        names.iter().any(|name| accepted.contains(name))
    }

    /// Whether it is this name, and not a list that has it.
    fn is_only(&self, name: &str) -> bool {
        matches!(self, Self::One(one) if one == name)
    }
}

pub(super) async fn check(
    state: &AppState,
    parameters: &Parameters,
    assertion: &str,
) -> Result<Arc<Entry<Client>>, OAuthError> {
    if parameters.get("client_assertion_type") != Some(ASSERTION_TYPE) {
        return Err(failed_because(&format!("client_assertion_type has to be {ASSERTION_TYPE}")));
    }
    let named: Claims = decode_unverified(assertion).map_err(|error| failed_because(&error))?;
    let client = client_of(state, &named.iss)?;
    let now = state.clock.now();
    let times = TimeRules::new(now, MAX_LIFE).with_leeway(LEEWAY);
    let claims: Claims = match client.auth_method {
        Some(AuthMethod::PrivateKeyJwt) => {
            let algorithms = client.assertion_algorithms();
            let verify =
                |keys: &_| Trust { keys, algorithms: &algorithms, types: &TYPES }.claims_in_time(assertion, &times);
            state.key_sets.with_client_keys(state, &client, assertion, verify).await
        }
        Some(AuthMethod::ClientSecretJwt) => {
            let secret = client.secret.as_ref().and_then(|secret| secret.text.as_ref()).ok_or_else(failed)?;
            verify_hs256(assertion, secret.expose().as_bytes(), &TYPES, &times)
        }
        _ => return Err(failed()),
    }
    .map_err(|error: JwsError| failed_because(&error))?;

    if claims.iss != claims.sub {
        return Err(failed_because(&"iss and sub of the assertion differ"));
    }
    if parameters.get("client_id").is_some_and(|named| named != claims.iss) {
        return Err(failed_because(&"client_id is another one than the assertion's"));
    }
    let good = match client.assertion_audience {
        AssertionAudience::Any => claims.aud.names(&audiences(state)),
        AssertionAudience::Issuer => claims.aud.is_only(state.issuer()),
    };
    if !good {
        return Err(failed_because(&"the assertion is for another audience"));
    }
    let jti = claims.jti.filter(|jti| !jti.is_empty() && jti.len() <= 256);
    let jti = jti.ok_or_else(|| failed_because(&"the assertion has no jti"))?;
    let used = format!("client_assertion:{}:{jti}", client.client_id);
    let forget_at = claims.exp.timestamp().saturating_add(LEEWAY * 2).unwrap_or(now);
    if !state.store.use_jti(&used, forget_at, now).await? {
        return Err(failed_because(&"the assertion was used before"));
    }
    Ok(client)
}

/// What an assertion may be made for (CIBA Core 7.1): the issuer, or an endpoint.
fn audiences(state: &AppState) -> Vec<String> {
    const PATHS: [&str; 4] = ["oauth/token", "bc-authorize", "oauth/introspect", "oauth/revoke"];
    let issuer = state.issuer().to_owned();
    let without_slash = issuer.trim_end_matches('/').to_owned();
    let mut audiences = vec![issuer, without_slash];
    audiences.extend(PATHS.map(|path| state.config.url(path)));
    if let Some(mtls) = &state.config.mtls {
        audiences.extend(PATHS.map(|path| format!("{}{path}", mtls.url)));
    }
    audiences
}
