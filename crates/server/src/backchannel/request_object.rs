//! Signed authentication requests (CIBA Core 7.1.1): every parameter is a claim of one JWT, and
//! nothing is merged from outside of it.

use std::time::Duration;

use serde::Deserialize;
use waxseal_protocol::jose::{JwsError, NumericDate, Trust};
use waxseal_protocol::json::Json;

use crate::client_auth::{Audience, AuthenticatedClient};
use crate::http::{OAuthError, Parameters};
use crate::state::AppState;

/// FAPI-CIBA 5.2.2-9: from `nbf` to `exp`, and from `nbf` to now.
const MAX_LIFE: Duration = Duration::from_hours(1);
/// How far the client's clock may be off.
const LEEWAY: Duration = Duration::from_secs(30);
/// The header `typ` of requests; an empty one stands for none.
const TYPES: [&str; 3] = ["jwt", "oauth-authz-req+jwt", ""];
/// The authentication parameters, none of which may stand outside the JWT.
const INSIDE: [&str; 17] = [
    "scope",
    "client_notification_token",
    "acr_values",
    "login_hint_token",
    "id_token_hint",
    "login_hint",
    "binding_message",
    "user_code",
    "requested_expiry",
    "request_expiry",
    "request_context",
    "authorization_details",
    "audience",
    "resource",
    "claims",
    "nonce",
    "purpose",
];
/// Claims about the JWT itself.
const ABOUT: [&str; 7] = ["iss", "aud", "exp", "iat", "nbf", "jti", "client_id"];

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    exp: NumericDate,
    #[serde(rename = "iat")]
    _iat: NumericDate,
    nbf: NumericDate,
    jti: String,
    #[serde(default)]
    sub: Option<String>,
}

/// The request's parameters: the claims of its JWT, or the form if it is not signed.
pub(super) async fn resolve(
    state: &AppState,
    client: &AuthenticatedClient,
    form: Parameters,
) -> Result<Parameters, OAuthError> {
    let Some(token) = form.get("request") else {
        if client.client.signs_requests() {
            return Err(OAuthError::invalid_request("This client has to send signed requests."));
        }
        return Ok(form);
    };
    if let Some(outside) = form.names().filter(|name| INSIDE.contains(name)).min() {
        return Err(OAuthError::invalid_request(format!("{outside} stands beside the signed request.")));
    }
    let refused = |reason: &dyn std::fmt::Display| {
        OAuthError::invalid_request(format!("The signed request is refused: {reason}."))
    };
    if token.matches('.').count() == 4 {
        return Err(refused(&"encrypted requests are not supported"));
    }
    let algorithms = client.client.request_algorithms();
    let verify = |keys: &_| Trust { keys, algorithms: &algorithms, types: &TYPES }.payload(token);
    let verified = state.key_sets.with_client_keys(state, &client.client, token, verify).await;
    let payload = verified.map_err(|error: JwsError| refused(&error))?;
    let text = String::from_utf8(payload).map_err(|error| refused(&error))?;
    let claims: Claims = serde_json::from_str(&text).map_err(|error| refused(&error))?;
    check(state, client, &claims).map_err(|reason| refused(&reason))?;
    let now = state.clock.now();
    let used = format!("request:{}:{}", client.id(), claims.jti);
    let forget_at = claims.exp.timestamp().saturating_add(LEEWAY * 2).unwrap_or(now);
    if !state.store.use_jti(&used, forget_at, now).await? {
        return Err(refused(&"it was used before"));
    }
    // Read once more as it was written: numbers in the details keep their text.
    let Json::Object(mut members) = Json::parse(&text).map_err(|error| refused(&error))? else {
        return Err(refused(&"its claims are no object"));
    };
    members.retain(|(name, _)| !ABOUT.contains(&name.as_str()));
    Parameters::of_claims(members)
}

fn check(state: &AppState, client: &AuthenticatedClient, claims: &Claims) -> Result<(), String> {
    if claims.iss != client.id().as_str() {
        return Err("its issuer is another client".to_owned());
    }
    let issuer = state.issuer();
    let accepted = [issuer.to_owned(), issuer.trim_end_matches('/').to_owned()];
    if !claims.aud.names(&accepted) {
        return Err(format!("its audience is not {issuer}"));
    }
    // RFC 9101 10.8: with the client as its subject, it could be taken for a client assertion.
    if claims.sub.as_deref() == Some(client.id().as_str()) {
        return Err("its sub is the client".to_owned());
    }
    if claims.jti.is_empty() || claims.jti.len() > 256 {
        return Err("its jti is empty or too long".to_owned());
    }
    let millis = |duration: Duration| i128::try_from(duration.as_millis()).unwrap_or(i128::MAX);
    let (nbf, exp, now) = (claims.nbf.timestamp(), claims.exp.timestamp(), state.clock.now());
    if now.duration_since(exp).as_millis() >= millis(LEEWAY) {
        return Err("it has expired".to_owned());
    }
    if nbf.duration_since(now).as_millis() > millis(LEEWAY) {
        return Err("it is not valid yet".to_owned());
    }
    if now.duration_since(nbf).as_millis() > millis(MAX_LIFE) {
        return Err("its nbf is more than an hour ago".to_owned());
    }
    if exp.duration_since(nbf).as_millis() > millis(MAX_LIFE + LEEWAY) {
        return Err("it is valid for more than an hour".to_owned());
    }
    Ok(())
}
