//! Verifying a compact JWS: signature by the library, time and audience by our rules.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Algorithm, Jwk, KeyError, NumericDate};

/// Why a token is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    /// Not a compact JWS, or its claims are not the expected ones.
    #[error("malformed token: {0}")]
    Malformed(String),
    /// No key of ours, or the signature is not by that key.
    #[error("the signature does not verify")]
    Signature,
    /// The header's `typ` is another one.
    #[error("expected a token of type {expected:?}, got {found:?}")]
    Type {
        /// What the caller wants.
        expected: String,
        /// What the token says.
        found: String,
    },
    /// `exp` has passed.
    #[error("the token has expired")]
    Expired,
    /// `iat` or `nbf` lies in the future.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// Valid for longer than allowed.
    #[error("the token is valid for longer than allowed")]
    LivesTooLong,
}

/// Which times a token may carry.
#[derive(Debug, Clone, Copy)]
pub struct TimeRules {
    /// Now.
    pub now: Timestamp,
    /// How far two clocks may differ.
    pub leeway: Duration,
    /// The longest life, from `iat` (or now, without `iat`) to `exp`.
    pub max_life: Duration,
}

impl TimeRules {
    /// Rules with 5 s of leeway.
    pub fn new(now: Timestamp, max_life: Duration) -> Self {
        Self { now, leeway: Duration::from_secs(5), max_life }
    }

    /// The same with another leeway.
    #[must_use]
    pub fn with_leeway(self, leeway: Duration) -> Self {
        Self { leeway, ..self }
    }

    fn check(&self, times: &Times) -> Result<(), JwsError> {
        let expiry = times.exp.timestamp();
        let age = |at: Timestamp| self.now.duration_since(at).as_millis();
        let leeway = i128::try_from(self.leeway.as_millis()).unwrap_or(i128::MAX);
        if age(expiry) >= leeway {
            return Err(JwsError::Expired);
        }
        for start in [times.iat, times.nbf].into_iter().flatten() {
            if -age(start.timestamp()) > leeway {
                return Err(JwsError::NotYetValid);
            }
        }
        let from = times.iat.map_or(self.now, NumericDate::timestamp);
        let life = expiry.duration_since(from).as_millis();
        let max_life = i128::try_from(self.max_life.as_millis()).unwrap_or(i128::MAX);
        if life > max_life.saturating_add(leeway) {
            return Err(JwsError::LivesTooLong);
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Times {
    exp: NumericDate,
    #[serde(default)]
    iat: Option<NumericDate>,
    #[serde(default)]
    nbf: Option<NumericDate>,
}

/// Whose signature counts, in which form.
#[derive(Debug, Clone, Copy)]
pub struct Trust<'a> {
    /// The keys the signer may have used: one is chosen by `kid`; a token without `kid` is tried
    /// against each.
    pub keys: &'a [Jwk],
    /// The algorithms that are acceptable. A key's own `alg` narrows them further.
    pub algorithms: &'a [Algorithm],
    /// The header `typ` values that are acceptable, in lower case and without `application/`. An
    /// empty text accepts a token without `typ`.
    pub types: &'a [&'a str],
}

/// What a JOSE header says, before anything is verified.
#[derive(Debug, Clone, Deserialize)]
pub struct JoseHeader {
    /// The algorithm's name, perhaps one we do not speak.
    pub alg: String,
    /// The kind of token.
    #[serde(default)]
    pub typ: Option<String>,
    /// Which key.
    #[serde(default)]
    pub kid: Option<String>,
    /// The key itself, in proofs of possession (RFC 9449 4.2).
    #[serde(default)]
    pub jwk: Option<Jwk>,
    /// Extensions that have to be understood. We understand none.
    #[serde(default)]
    pub crit: Option<serde_json::Value>,
}

impl JoseHeader {
    /// Reads the header of a compact JWS.
    pub fn of(token: &str) -> Result<Self, JwsError> {
        let mut parts = token.split('.');
        let (Some(header), Some(_), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(JwsError::Malformed("a compact JWS has three parts".to_owned()));
        };
        let bytes = URL_SAFE_NO_PAD.decode(header).map_err(|error| JwsError::Malformed(error.to_string()))?;
        let header: Self = serde_json::from_slice(&bytes).map_err(|error| JwsError::Malformed(error.to_string()))?;
        if header.crit.is_some() {
            return Err(JwsError::Malformed("its header has critical extensions".to_owned()));
        }
        Ok(header)
    }

    /// RFC 7515 4.1.9: media types compare case-insensitively, and `application/` may be left out.
    fn check_type(&self, types: &[&str]) -> Result<(), JwsError> {
        let found = self.typ.clone().unwrap_or_default().to_ascii_lowercase();
        let short = found.strip_prefix("application/").unwrap_or(&found);
        if types.contains(&short) {
            return Ok(());
        }
        Err(JwsError::Type { expected: types.first().copied().unwrap_or_default().to_owned(), found })
    }
}

impl Trust<'_> {
    /// Verifies the signature and `typ`, and returns the claims. Times are the caller's to judge.
    pub fn claims<T: DeserializeOwned>(&self, token: &str) -> Result<T, JwsError> {
        read(&self.payload(token)?)
    }

    /// Verifies signature, `typ` and times, and returns the claims.
    pub fn claims_in_time<T: DeserializeOwned>(&self, token: &str, times: &TimeRules) -> Result<T, JwsError> {
        in_time(&self.payload(token)?, times)
    }

    /// Verifies the signature and `typ`, and returns the payload's bytes as they were signed.
    pub fn payload(&self, token: &str) -> Result<Vec<u8>, JwsError> {
        let header = JoseHeader::of(token)?;
        header.check_type(self.types)?;
        let mut candidates = self.keys.iter().filter(|key| header.kid.is_none() || key.kid == header.kid);
        let verified = candidates.any(|key| {
            let Ok((of_key, decoding)) = key.decoding_key() else { return false };
            // The token's own word on its algorithm counts only if key and caller both allow it.
            let usable = of_key.into_iter().find(|one| one.as_str() == header.alg && self.algorithms.contains(one));
            usable.is_some_and(|algorithm| signature_verifies(token, &decoding, algorithm.library()))
        });
        if verified { payload_of(token) } else { Err(JwsError::Signature) }
    }
}

fn signature_verifies(token: &str, key: &DecodingKey, algorithm: jsonwebtoken::Algorithm) -> bool {
    let Some((message, signature)) = token.rsplit_once('.') else { return false };
    jsonwebtoken::crypto::verify(signature, message.as_bytes(), key, algorithm).unwrap_or(false)
}

/// Verifies signature, `typ` and times, and returns the claims. Every algorithm of ours is
/// acceptable; the key decides which it is, never the token.
pub fn verify<T: DeserializeOwned>(token: &str, keys: &[Jwk], typ: &str, times: TimeRules) -> Result<T, JwsError> {
    Trust { keys, algorithms: &Algorithm::ALL, types: &[typ] }.claims_in_time(token, &times)
}

/// Verifies signature and times of a token under a shared secret (`client_secret_jwt`), and returns
/// the claims.
pub fn verify_hs256<T: DeserializeOwned>(
    token: &str,
    secret: &[u8],
    types: &[&str],
    times: &TimeRules,
) -> Result<T, JwsError> {
    let header = JoseHeader::of(token)?;
    header.check_type(types)?;
    let key = DecodingKey::from_secret(secret);
    if header.alg == "HS256" && signature_verifies(token, &key, jsonwebtoken::Algorithm::HS256) {
        in_time(&payload_of(token)?, times)
    } else {
        Err(JwsError::Signature)
    }
}

/// Signs `claims` under a shared secret (`client_secret_jwt`), with the header `typ` `JWT`.
///
/// # Errors
/// The claims cannot be written as JSON.
pub fn sign_hs256<T: Serialize>(secret: &[u8], claims: &T) -> Result<String, KeyError> {
    let header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256);
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(secret))
        .map_err(|error| KeyError::Library(error.to_string()))
}

/// Verifies a proof of possession (RFC 9449 4.3): it has no expiry, so its `iat` has to be within
/// `window` of now. Whether its `jti` is new is the caller's to find out.
pub fn verify_proof<T: DeserializeOwned>(
    token: &str,
    key: &Jwk,
    now: Timestamp,
    window: Duration,
) -> Result<T, JwsError> {
    #[derive(Deserialize)]
    struct Issued {
        iat: NumericDate,
    }
    // The proof names its key itself; a `kid` beside it says nothing.
    let mut key = key.clone();
    key.kid = JoseHeader::of(token)?.kid;
    let trust = Trust { keys: &[key], algorithms: &Algorithm::ALL, types: &["dpop+jwt"] };
    let claims = trust.claims(token)?;
    let Issued { iat } = decode_unverified(token)?;
    let age = now.duration_since(iat.timestamp()).as_millis();
    let window = i128::try_from(window.as_millis()).unwrap_or(i128::MAX);
    if age > window {
        return Err(JwsError::Expired);
    }
    if -age > window {
        return Err(JwsError::NotYetValid);
    }
    Ok(claims)
}

/// The claims without any check: for deciding whom to ask, never for trusting.
pub fn decode_unverified<T: DeserializeOwned>(token: &str) -> Result<T, JwsError> {
    read(&payload_of(token)?)
}

fn payload_of(token: &str) -> Result<Vec<u8>, JwsError> {
    let mut parts = token.split('.');
    let (Some(_), Some(payload), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(JwsError::Malformed("a compact JWS has three parts".to_owned()));
    };
    URL_SAFE_NO_PAD.decode(payload).map_err(|error| JwsError::Malformed(error.to_string()))
}

fn in_time<T: DeserializeOwned>(payload: &[u8], times: &TimeRules) -> Result<T, JwsError> {
    times.check(&read(payload)?)?;
    read(payload)
}

fn read<T: DeserializeOwned>(payload: &[u8]) -> Result<T, JwsError> {
    serde_json::from_slice(payload).map_err(|error| JwsError::Malformed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::super::SigningKey;
    use super::*;
    use serde_json::{Value, json};

    const NOW: i64 = 1_800_000_000;

    fn rules() -> TimeRules {
        TimeRules::new(Timestamp::from_second(NOW).unwrap(), Duration::from_mins(1))
    }

    fn check(claims: &Value) -> Result<Value, JwsError> {
        let key = SigningKey::generate().unwrap();
        let token = key.sign("JWT", claims).unwrap();
        verify(&token, &[key.public().clone()], "jwt", rules())
    }

    #[test]
    fn a_token_of_the_right_key_and_time_is_accepted() {
        let claims = json!({"iat": NOW, "exp": NOW + 30, "amount": "1.10"});
        assert_eq!(check(&claims).unwrap(), claims);
    }

    #[test]
    fn a_shared_secret_signs_and_verifies() {
        let claims = json!({"sub": "agent", "iat": NOW, "exp": NOW + 30});
        let token = sign_hs256(b"secret", &claims).unwrap();
        let check = |token: &str, secret: &[u8]| verify_hs256::<Value>(token, secret, &["jwt"], &rules());
        assert_eq!(check(&token, b"secret").unwrap(), claims);
        assert_eq!(check(&token, b"another"), Err(JwsError::Signature));
        let over = sign_hs256(b"secret", &json!({"iat": NOW - 60, "exp": NOW - 30})).unwrap();
        assert_eq!(check(&over, b"secret"), Err(JwsError::Expired));
        let key = SigningKey::generate().unwrap();
        let by_key = key.sign("JWT", &claims).unwrap();
        assert_eq!(check(&by_key, b"secret"), Err(JwsError::Signature), "another algorithm");
    }

    #[test]
    fn fractional_dates_are_accepted() {
        assert!(check(&json!({"iat": 1_799_999_999.731, "exp": 1_800_000_029.731})).is_ok());
    }

    #[test]
    fn times_are_held_to_the_rules() {
        assert_eq!(check(&json!({"iat": NOW - 60, "exp": NOW - 5})), Err(JwsError::Expired));
        assert_eq!(check(&json!({"iat": NOW + 10, "exp": NOW + 40})), Err(JwsError::NotYetValid));
        assert_eq!(check(&json!({"iat": NOW, "exp": NOW + 600})), Err(JwsError::LivesTooLong));
        assert_eq!(check(&json!({"exp": NOW + 600})), Err(JwsError::LivesTooLong));
        assert!(matches!(check(&json!({"iat": NOW})), Err(JwsError::Malformed(_))));
    }

    #[test]
    fn another_key_another_type_and_a_changed_payload_are_refused() {
        let (key, other) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
        let token = key.sign("JWT", &json!({"iat": NOW, "exp": NOW + 30, "a": 1})).unwrap();
        let own = [key.public().clone()];
        assert_eq!(verify::<Value>(&token, &[other.public().clone()], "jwt", rules()), Err(JwsError::Signature));
        assert!(matches!(verify::<Value>(&token, &own, "at+jwt", rules()), Err(JwsError::Type { .. })));
        let forged = key.sign("JWT", &json!({"iat": NOW, "exp": NOW + 30, "a": 2})).unwrap();
        let (head, tail) = (token.rsplit_once('.').unwrap(), forged.rsplit_once('.').unwrap());
        assert_eq!(verify::<Value>(&format!("{}.{}", tail.0, head.1), &own, "jwt", rules()), Err(JwsError::Signature));
    }

    #[test]
    fn the_token_cannot_choose_the_algorithm() {
        let key = SigningKey::generate().unwrap();
        let token = key.sign("JWT", &json!({"iat": NOW, "exp": NOW + 30})).unwrap();
        let (_, rest) = token.split_once('.').unwrap();
        for header in [r#"{"alg":"none","typ":"JWT"}"#, r#"{"alg":"HS256","typ":"JWT"}"#] {
            use base64::Engine as _;
            let header = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(header);
            assert!(verify::<Value>(&format!("{header}.{rest}"), &[key.public().clone()], "jwt", rules()).is_err());
        }
    }
}
