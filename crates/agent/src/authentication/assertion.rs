//! Client assertions (RFC 7523 3): made for one call, good for a minute, used once.

use std::time::Duration;

use serde::Serialize;
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::random_token;
use waxseal_protocol::jose::{KeyError, NumericDate, SigningKey, sign_hs256};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const LIFE: Duration = Duration::from_mins(1);

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    /// One text, not a list: the one form every server takes (FAPI 2.0 5.3.2.1).
    aud: &'a str,
    jti: String,
    iat: NumericDate,
    exp: NumericDate,
}

pub(super) fn by_key(
    client_id: &str,
    issuer: &str,
    key: &SigningKey,
    now: Timestamp,
) -> Result<[(&'static str, String); 2], KeyError> {
    Ok(parameters(key.sign("JWT", &claims(client_id, issuer, now))?))
}

pub(super) fn under_secret(
    client_id: &str,
    issuer: &str,
    secret: &str,
    now: Timestamp,
) -> Result<[(&'static str, String); 2], KeyError> {
    Ok(parameters(sign_hs256(secret.as_bytes(), &claims(client_id, issuer, now))?))
}

fn claims<'a>(client_id: &'a str, issuer: &'a str, now: Timestamp) -> Claims<'a> {
    Claims {
        iss: client_id,
        sub: client_id,
        aud: issuer,
        jti: random_token::<16>(),
        iat: NumericDate::new(now),
        exp: NumericDate::new(now.saturating_add(LIFE).unwrap_or(Timestamp::MAX)),
    }
}

fn parameters(assertion: String) -> [(&'static str, String); 2] {
    [("client_assertion_type", ASSERTION_TYPE.to_owned()), ("client_assertion", assertion)]
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use waxseal_protocol::jose::decode_unverified;

    use super::*;

    #[test]
    fn every_assertion_is_another_one_and_short_lived() {
        let key = SigningKey::generate().unwrap();
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let make = || by_key("agent", "https://issuer.example/", &key, now).unwrap()[1].1.clone();
        let claims = |token: &str| decode_unverified::<Value>(token).unwrap();
        let (one, other) = (claims(&make()), claims(&make()));
        assert_ne!(one["jti"], other["jti"]);
        assert_eq!(one["aud"], "https://issuer.example/");
        assert_eq!(one["exp"].as_i64().unwrap() - one["iat"].as_i64().unwrap(), 60);
    }
}
