//! `login_hint_token` (CIBA Core 7.1, 14): a JWT of this server or of a trusted issuer that names a
//! person, by `sub_id` (RFC 9493 4) or by `sub`, for a while. Those of the person's device are another kind.

use serde::Deserialize;
use serde_json::Value;
use waxseal_protocol::ErrorCode;
use waxseal_protocol::ciba::LoginHint;
use waxseal_protocol::ids::UserId;
use waxseal_protocol::jose::{Algorithm, NumericDate, Trust, decode_unverified};

use super::{Asked, hint};
use crate::client_auth::Audience;
use crate::http::OAuthError;

/// An empty one stands for none.
const TYPES: [&str; 3] = ["jwt", "login-hint+jwt", ""];

#[derive(Deserialize)]
struct Claims {
    iss: String,
    exp: NumericDate,
    #[serde(default)]
    aud: Option<Audience>,
    #[serde(default)]
    sub: Option<String>,
    #[serde(default)]
    sub_id: Option<Value>,
}

pub(super) async fn check(asked: &Asked<'_>, token: &str) -> Result<Option<UserId>, OAuthError> {
    let refused = |reason: &dyn std::fmt::Display| {
        OAuthError::invalid_request(format!("The login_hint_token is refused: {reason}."))
    };
    let state = asked.state;
    let named: Claims = decode_unverified(token).map_err(|error| refused(&error))?;
    let verify = |keys: &_| Trust { keys, algorithms: &Algorithm::ALL, types: &TYPES }.claims::<Claims>(token);
    let ours = named.iss == state.issuer();
    let claims = if ours {
        verify(&state.keys.public().keys)
    } else {
        let trusted = state.config.trusted_issuers.iter().find(|trusted| trusted.issuer == named.iss);
        let Some(trusted) = trusted else { return Err(refused(&"its issuer is not trusted here")) };
        let (jwks, uri) = (trusted.jwks.as_ref(), trusted.jwks_uri.as_ref());
        state.key_sets.with_keys(state, jwks, uri, token, verify).await
    }
    .map_err(|error| refused(&error))?;
    if state.clock.now() >= claims.exp.timestamp() {
        return Err(OAuthError::new(ErrorCode::ExpiredLoginHintToken, "The login_hint_token has expired"));
    }
    let issuer = state.issuer().to_owned();
    let accepted = [issuer.trim_end_matches('/').to_owned(), issuer];
    if claims.aud.is_some_and(|audience| !audience.names(&accepted)) {
        return Err(refused(&"it is for another audience"));
    }
    match (claims.sub_id, claims.sub) {
        (Some(identifier), _) => {
            let hint = LoginHint::from_value(identifier).map_err(|error| refused(&error))?;
            hint::resolve(asked, &hint)
        }
        (None, Some(subject)) => Ok(Some(UserId::new(subject))),
        (None, None) => Err(refused(&"it has neither sub_id nor sub")),
    }
}
